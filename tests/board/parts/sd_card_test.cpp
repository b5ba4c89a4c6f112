// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/sd_card.h"

#include <gmock/gmock.h>

#include "board/parts/bus_talk.h"
#include "board/parts/sd_crc.h"
#include "soc/test_bench.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = SdCard::Kind;

constexpr std::uint64_t kMiB = 1U << 20;

class SdCardTest : public testing::Test {
 protected:
  explicit SdCardTest(Kind kind = Kind::high, std::uint64_t size = 64 * kMiB)
      : card(bench.context, "card", kind, {size, 0, file()}) {}
  static std::shared_ptr<const std::string> file() {
    std::string bytes(4'096, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i)
      bytes[i] = static_cast<char>(i / 512 * 16 + i % 13);
    return std::make_shared<const std::string>(bytes);
  }
  static Bytes frame(std::uint8_t index, std::uint32_t argument) {
    Bytes bytes{static_cast<std::uint8_t>(0x40 | index), static_cast<std::uint8_t>(argument >> 24),
                static_cast<std::uint8_t>(argument >> 16), static_cast<std::uint8_t>(argument >> 8),
                static_cast<std::uint8_t>(argument)};
    bytes.push_back(sd_crc7(bytes));
    return bytes;
  }
  /// The answer from R1 on.
  Bytes command(std::uint8_t index, std::uint32_t argument, std::size_t count = 1) {
    Bytes answer = spi.transfer(frame(index, argument), count + 1);
    EXPECT_EQ(answer[0], 0xFF);
    return {answer.begin() + 1, answer.end()};
  }
  std::uint8_t application(std::uint8_t index, std::uint32_t argument) {
    command(55, 0);
    return command(index, argument)[0];
  }
  void initialise() {
    EXPECT_THAT(command(0, 0), ElementsAre(0x01));
    command(8, 0x1AA, 5);
    EXPECT_EQ(application(41, 0x4000'0000), 0x01);
    bench.run_for(10ms);
    EXPECT_EQ(application(41, 0x4000'0000), 0x00);
  }
  /// Waits for the token and takes a block with its CRC.
  Bytes block(std::size_t size = 512) {
    for (int waited = 0; spi.transfer({}, 1)[0] != 0xFE; ++waited) {
      if (waited == 100) {
        ADD_FAILURE() << "no token";
        return {};
      }
      bench.run_for(10us);
    }
    Bytes bytes = spi.transfer({}, size);
    const Bytes crc = spi.transfer({}, 2);
    EXPECT_EQ(crc[0] << 8 | crc[1], sd_crc16(bytes));
    return bytes;
  }
  Bytes write_block(std::uint8_t token, const Bytes& bytes, std::uint16_t crc) {
    Bytes out{0xFF, token};
    out.insert(out.end(), bytes.begin(), bytes.end());
    out.push_back(static_cast<std::uint8_t>(crc >> 8));
    out.push_back(static_cast<std::uint8_t>(crc));
    return spi.transfer(out, 2);
  }
  soc::Bench bench;
  SdCard card;
  SpiTalk spi{card};
};
class StandardSdCardTest : public SdCardTest {
 protected:
  StandardSdCardTest() : SdCardTest(Kind::standard) {}
};

// The examples of the specification, section 4.5.
TEST(SdCrc, MatchesTheExamplesOfTheSpecification) {
  EXPECT_EQ(sd_crc7(Bytes{0x40, 0, 0, 0, 0}), 0x95);
  EXPECT_EQ(sd_crc7(Bytes{0x51, 0, 0, 0, 0}), 0x55);
  EXPECT_EQ(sd_crc7(Bytes{0x48, 0, 0, 0x01, 0xAA}), 0x87);
  EXPECT_EQ(sd_crc16(Bytes(512, 0xFF)), 0x7FA1);
}

// Figure 7-2.
TEST_F(SdCardTest, InitialisesAsTheSpecificationDraws) {
  EXPECT_THAT(spi.transfer(frame(17, 0), 3), ElementsAre(0xFF, 0xFF, 0xFF));  // not in SPI mode yet
  EXPECT_THAT(command(0, 0), ElementsAre(0x01));
  EXPECT_THAT(command(8, 0x1AA, 5), ElementsAre(0x01, 0, 0, 0x01, 0xAA));
  EXPECT_THAT(command(58, 0, 5), ElementsAre(0x01, 0x00, 0xFF, 0x80, 0x00));
  EXPECT_EQ(application(41, 0x4000'0000), 0x01);
  bench.run_for(9ms);
  EXPECT_EQ(application(41, 0x4000'0000), 0x01);
  bench.run_for(1ms);
  EXPECT_EQ(application(41, 0x4000'0000), 0x00);
  EXPECT_THAT(command(58, 0, 5), ElementsAre(0x00, 0xC0, 0xFF, 0x80, 0x00));
  EXPECT_THAT(command(13, 0, 2), ElementsAre(0, 0));
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(SdCardTest, AHighCapacityCardStaysIdleForAnOldHost) {
  command(0, 0);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(application(41, 0x4000'0000), 0x01);  // no CMD8 before
    bench.run_for(10ms);
  }
}

TEST_F(StandardSdCardTest, InitialisesForAnOldHostToo) {
  command(0, 0);
  EXPECT_EQ(command(1, 0)[0], 0x01);
  bench.run_for(10ms);
  EXPECT_EQ(command(1, 0)[0], 0x00);
  EXPECT_THAT(command(58, 0, 5), ElementsAre(0x00, 0x80, 0xFF, 0x80, 0x00));
}

TEST_F(SdCardTest, CommandsBeforeTheCardIsReadyAreIllegal) {
  command(0, 0);
  EXPECT_THAT(command(17, 0), ElementsAre(0x05));
}

TEST_F(SdCardTest, ReadsABlock) {
  initialise();
  EXPECT_THAT(command(17, 3), ElementsAre(0x00));
  const Bytes bytes = block();
  EXPECT_EQ(std::string(bytes.begin(), bytes.end()), file()->substr(3 * 512, 512));
}

TEST_F(StandardSdCardTest, AddressesBytesAndReadsPartsOfABlock) {
  initialise();
  command(17, 3 * 512);
  const Bytes bytes = block();
  EXPECT_EQ(std::string(bytes.begin(), bytes.end()), file()->substr(3 * 512, 512));
  EXPECT_THAT(command(17, 100), ElementsAre(0x20));
  command(16, 16);
  command(17, 100);
  const Bytes part = block(16);
  EXPECT_EQ(std::string(part.begin(), part.end()), file()->substr(100, 16));
  EXPECT_THAT(command(24, 0), ElementsAre(0x40));
}

TEST_F(SdCardTest, ReadsBlocksUntilItIsStopped) {
  initialise();
  command(18, 1);
  block();
  const Bytes second = block();
  EXPECT_EQ(std::string(second.begin(), second.end()), file()->substr(2 * 512, 512));
  EXPECT_THAT(spi.transfer(frame(12, 0), 3), ElementsAre(0xFF, 0xFF, 0x00));
  bench.run_for(1ms);
  EXPECT_THAT(spi.transfer({}, 3), ElementsAre(0xFF, 0xFF, 0xFF));
}

TEST_F(SdCardTest, TheEndOfTheCardEndsAReadWithAnErrorToken) {
  initialise();
  EXPECT_THAT(command(17, 64 * 2'048), ElementsAre(0x40));
  command(18, 64 * 2'048 - 1);
  block();
  bench.run_for(1ms);
  EXPECT_EQ(spi.transfer({}, 1)[0], 0x08);
}

TEST_F(SdCardTest, WritesABlockAndIsBusyForAWhile) {
  initialise();
  EXPECT_THAT(command(24, 5), ElementsAre(0x00));
  const Bytes bytes(512, 0x3C);
  EXPECT_THAT(write_block(0xFE, bytes, 0xFFFF), ElementsAre(0xE5, 0x00));
  bench.run_for(499us);
  EXPECT_EQ(spi.transfer({}, 1)[0], 0x00);
  bench.run_for(1us);
  EXPECT_EQ(spi.transfer({}, 1)[0], 0xFF);
  EXPECT_EQ(card.storage().at(5 * 512), 0x3C);
  EXPECT_EQ(card.storage().at(6 * 512 - 1), 0x3C);
  EXPECT_EQ(card.storage().at(6 * 512), static_cast<std::uint8_t>(file()->at(6 * 512)));
}

TEST_F(SdCardTest, WritesBlocksUntilTheStopToken) {
  initialise();
  application(23, 2);
  command(25, 10);
  for (std::uint8_t i = 1; i <= 2; ++i) {
    EXPECT_THAT(write_block(0xFC, Bytes(512, i), 0), ElementsAre(0xE5, 0x00));
    bench.run_for(1ms);
  }
  EXPECT_THAT(spi.transfer({0xFD}, 2), ElementsAre(0xFF, 0x00));
  bench.run_for(1ms);
  EXPECT_EQ(card.storage().at(10 * 512), 1);
  EXPECT_EQ(card.storage().at(11 * 512), 2);
  EXPECT_THAT(command(13, 0, 2), ElementsAre(0, 0));
}

TEST_F(SdCardTest, ChecksSumsWhenTheHostAsksForIt) {
  initialise();
  Bytes wrong = frame(13, 0);
  wrong[5] ^= 2;
  EXPECT_THAT(spi.transfer(wrong, 2), ElementsAre(0xFF, 0x00));
  command(59, 1);
  EXPECT_THAT(spi.transfer(wrong, 2), ElementsAre(0xFF, 0x08));
  command(24, 5);
  const Bytes bytes(512, 0x3C);
  EXPECT_THAT(write_block(0xFE, bytes, 0x1234), ElementsAre(0xEB, 0xFF));
  command(24, 5);
  EXPECT_THAT(write_block(0xFE, bytes, sd_crc16(bytes)), ElementsAre(0xE5, 0x00));
}

TEST_F(SdCardTest, StatesItsCapacityInTheCsd) {
  initialise();
  command(9, 0);
  const Bytes csd = block(16);
  EXPECT_EQ(csd[0], 0x40);
  EXPECT_EQ(csd[3], 0x32);
  EXPECT_EQ((csd[7] & 0x3F) << 16 | csd[8] << 8 | csd[9], 127);  // 64 MiB in units of 512 KiB
  EXPECT_EQ(csd[15], sd_crc7(std::span(csd).first(15)));
  command(10, 0);
  EXPECT_EQ(block(16)[3], 'S');
}

TEST_F(StandardSdCardTest, StatesItsCapacityInTheCsd) {
  initialise();
  command(9, 0);
  const Bytes csd = block(16);
  const unsigned c_size = (csd[6] & 3U) << 10 | csd[7] << 2U | csd[8] >> 6U;
  const unsigned mult = (csd[9] & 3U) << 1 | csd[10] >> 7U;
  EXPECT_EQ((std::uint64_t{c_size} + 1) << (mult + 2) << (csd[5] & 0xF), 64 * kMiB);
}

TEST_F(SdCardTest, SendsItsStatusAndConfiguration) {
  initialise();
  command(55, 0);
  EXPECT_THAT(command(13, 0, 2), ElementsAre(0, 0));
  EXPECT_EQ(block(64)[8], 2);
  EXPECT_EQ(application(51, 0), 0);
  EXPECT_EQ(block(8)[0], 0x02);
}

TEST_F(SdCardTest, UnknownCommandsAreIllegalAndNamed) {
  initialise();
  EXPECT_THAT(command(42, 0), ElementsAre(0x04));
  EXPECT_THAT(bench.warnings(), ElementsAre(HasSubstr("CMD42")));
}

TEST(SdCardCapacity, IsRoundedUpToWhatACsdCanSay) {
  EXPECT_EQ(SdCard::capacity_for(Kind::high, 1), 512U * 1'024);
  EXPECT_EQ(SdCard::capacity_for(Kind::high, 32ULL << 30), 32ULL << 30);
  EXPECT_EQ(SdCard::capacity_for(Kind::high, (32ULL << 30) + 1), 0U);
  EXPECT_EQ(SdCard::capacity_for(Kind::standard, 5'000), 8'192U);
  EXPECT_EQ(SdCard::capacity_for(Kind::standard, 100 * kMiB + 1), 100 * kMiB + 32'768);
  EXPECT_EQ(SdCard::capacity_for(Kind::standard, 1'025 * kMiB), 0U);
}

TEST_F(SdCardTest, ASnapshotGoesOnInTheMiddleOfABlock) {
  initialise();
  command(18, 0);
  block();
  bench.run_for(200us);
  spi.transfer({}, 100);
  soc::Bench later;
  later.run_to(bench.elapsed());
  SdCard copy(later.context, "card", Kind::high, {64 * kMiB, 0, file()});
  copy_state(card, copy);
  SpiTalk talk{copy};
  EXPECT_EQ(talk.transfer({}, 415), spi.transfer({}, 415));
  later.run_for(1ms);
  bench.run_for(1ms);
  EXPECT_EQ(talk.transfer({}, 515), spi.transfer({}, 515));
}

}  // namespace
}  // namespace armillary::board
