// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/spi_flash.h"

#include <gmock/gmock.h>

#include "board/parts/bus_talk.h"
#include "soc/test_bench.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t kMiB = SpiFlash::kMebibyte;

class SpiFlashTest : public testing::Test {
 protected:
  explicit SpiFlashTest(std::uint64_t size = 16 * kMiB)
      : flash(bench.context, "flash",
              {size, 0xFF, std::make_shared<const std::string>("from the file")}) {}
  std::uint8_t status() { return spi.transfer({0x05}, 1)[0]; }
  void program(std::uint32_t address, const Bytes& bytes) {
    spi.transfer({0x06});
    Bytes out{0x02, static_cast<std::uint8_t>(address >> 16),
              static_cast<std::uint8_t>(address >> 8), static_cast<std::uint8_t>(address)};
    out.insert(out.end(), bytes.begin(), bytes.end());
    spi.transfer(out);
    bench.run_for(1ms);
  }
  soc::Bench bench;
  SpiFlash flash;
  SpiTalk spi{flash};
};
class BigSpiFlashTest : public SpiFlashTest {
 protected:
  BigSpiFlashTest() : SpiFlashTest(32 * kMiB) {}
};

// W25Q128JV section 8.1.1: EFh, 4018h, device 17h.
TEST_F(SpiFlashTest, SaysWhatItIs) {
  EXPECT_THAT(spi.transfer({0x9F}, 3), ElementsAre(0xEF, 0x40, 0x18));
  EXPECT_THAT(spi.transfer({0x90, 0, 0, 0}, 4), ElementsAre(0xEF, 0x17, 0xEF, 0x17));
  EXPECT_THAT(spi.transfer({0x90, 0, 0, 1}, 2), ElementsAre(0x17, 0xEF));
  EXPECT_THAT(spi.transfer({0xAB, 0, 0, 0}, 1), ElementsAre(0x17));
}

TEST_F(SpiFlashTest, ReadsWhatTheFileHoldsAndBlankBehind) {
  const Bytes text = spi.transfer({0x03, 0, 0, 5}, 10);
  EXPECT_EQ(std::string(text.begin(), text.begin() + 8), "the file");
  EXPECT_EQ(text[8], 0xFF);
  EXPECT_EQ(spi.transfer({0x0B, 0, 0, 5, 0}, 10), text);
  EXPECT_THAT(spi.transfer({0x03, 0xFF, 0xFF, 0xFF}, 2), ElementsAre(0xFF, 'f'));  // wraps
}

TEST_F(SpiFlashTest, ProgrammingNeedsWriteEnableAndTakesItsTime) {
  spi.transfer({0x02, 0, 0x10, 0, 0xA5});
  EXPECT_EQ(spi.transfer({0x03, 0, 0x10, 0}, 1)[0], 0xFF);
  EXPECT_THAT(bench.warnings(), ElementsAre(HasSubstr("without a write enable")));
  spi.transfer({0x06});
  EXPECT_EQ(status(), 0x02);
  spi.transfer({0x02, 0, 0x10, 0, 0xA5});
  EXPECT_EQ(status(), 0x03);
  bench.run_for(400us - 1ns);
  EXPECT_EQ(status(), 0x03);
  bench.run_for(1ns);
  EXPECT_EQ(status(), 0x00);
  EXPECT_EQ(spi.transfer({0x03, 0, 0x10, 0}, 1)[0], 0xA5);
  EXPECT_TRUE(flash.storage().changed());
}

TEST_F(SpiFlashTest, WriteDisableTakesTheLatchAway) {
  spi.transfer({0x06});
  spi.transfer({0x04});
  EXPECT_EQ(status(), 0x00);
}

TEST_F(SpiFlashTest, ProgrammingOnlyClearsBitsAndWrapsInItsPage) {
  program(0x20FE, {0xF0, 0x11, 0x22});
  EXPECT_THAT(spi.transfer({0x03, 0, 0x20, 0xFE}, 3), ElementsAre(0xF0, 0x11, 0xFF));
  EXPECT_THAT(spi.transfer({0x03, 0, 0x20, 0x00}, 1), ElementsAre(0x22));
  program(0x20FE, {0x3C});
  EXPECT_THAT(spi.transfer({0x03, 0, 0x20, 0xFE}, 1), ElementsAre(0x30));
}

TEST_F(SpiFlashTest, OfMoreThanAPageTheLast256BytesCount) {
  Bytes bytes(257, 0x55);
  bytes[256] = 0xAA;
  program(0x3000, bytes);
  EXPECT_EQ(spi.transfer({0x03, 0, 0x30, 0}, 1)[0], 0xAA);
  EXPECT_THAT(spi.transfer({0x03, 0, 0x30, 1}, 255), Each(0x55));
}

TEST_F(SpiFlashTest, ACommandThatEndsWithinAByteIsNotDone) {
  spi.select(true);
  spi.bus().exchange(0x06, 8);
  spi.bus().exchange(0, 3);
  spi.select(false);
  EXPECT_EQ(status(), 0x00);
}

TEST_F(SpiFlashTest, ErasesSectorsBlocksAndAll) {
  const struct {
    std::uint8_t code;
    std::uint32_t size;
    sim::Duration time;
  } kErases[] = {{0x20, 0x1000, 45ms}, {0x52, 0x8000, 120ms}, {0xD8, 0x10000, 150ms}};
  for (const auto& erase : kErases) {
    program(0x2'0000 + erase.size - 1, {0});
    program(0x2'0000 + erase.size, {0});
    spi.transfer({0x06});
    spi.transfer({erase.code, 0x02, 0x01, 0x23});
    bench.run_for(erase.time - 1ns);
    EXPECT_EQ(status() & 1, 1);
    bench.run_for(1ns);
    EXPECT_EQ(status(), 0);
    EXPECT_EQ(flash.storage().at(0x2'0000 + erase.size - 1), 0xFF);
    EXPECT_EQ(flash.storage().at(0x2'0000 + erase.size), 0x00);
  }
  spi.transfer({0x06});
  spi.transfer({0xC7});
  EXPECT_EQ(flash.storage().at(0), 0xFF);
  bench.run_for(39s);
  EXPECT_EQ(status() & 1, 1);
  bench.run_for(1s);
  EXPECT_EQ(status(), 0);
}

TEST_F(SpiFlashTest, WhileItIsBusyOnlyTheStatusCanBeRead) {
  spi.transfer({0x06});
  spi.transfer({0x20, 0, 0, 0});
  EXPECT_THAT(spi.transfer({0x9F}, 3), Each(0xFF));
  EXPECT_THAT(bench.warnings(), ElementsAre(HasSubstr("0x9f is ignored while it programs")));
}

TEST_F(SpiFlashTest, StatusRegistersAreWrittenAndReadBack) {
  spi.transfer({0x06});
  spi.transfer({0x01, 0x00, 0x02});  // QE
  bench.run_for(10ms);
  EXPECT_EQ(spi.transfer({0x35}, 1)[0], 0x02);
  spi.transfer({0x06});
  spi.transfer({0x31, 0x00});
  bench.run_for(10ms);
  EXPECT_EQ(spi.transfer({0x35}, 1)[0], 0x00);
  EXPECT_THAT(bench.warnings(), IsEmpty());
  spi.transfer({0x06});
  spi.transfer({0x01, 0x1C});
  bench.run_for(10ms);
  EXPECT_EQ(status(), 0x1C);
  EXPECT_THAT(bench.warnings(), ElementsAre(HasSubstr("nothing is protected")));
}

TEST_F(SpiFlashTest, InPowerDownItOnlyWakes) {
  spi.transfer({0xB9});
  EXPECT_THAT(spi.transfer({0x9F}, 3), Each(0xFF));
  spi.transfer({0xAB});
  EXPECT_EQ(spi.transfer({0x9F}, 1)[0], 0xEF);
}

TEST_F(SpiFlashTest, AResetNeedsItsTwoInstructions) {
  spi.transfer({0x06});
  spi.transfer({0x99});
  EXPECT_EQ(status(), 0x02);
  spi.transfer({0x66});
  spi.transfer({0x99});
  bench.run_for(30us);
  EXPECT_EQ(status(), 0x00);
}

TEST_F(SpiFlashTest, WhatItDoesNotKnowIsNamed) {
  EXPECT_THAT(spi.transfer({0x6B, 0, 0, 0, 0}, 2), Each(0xFF));
  EXPECT_THAT(bench.warnings(), ElementsAre(HasSubstr("0x6b is not modelled")));
}

TEST_F(BigSpiFlashTest, Reaches32MiBWithFourBytesOfAddress) {
  spi.transfer({0x06});
  spi.transfer({0x12, 0x01, 0x80, 0x00, 0x00, 0x77});
  bench.run_for(1ms);
  EXPECT_EQ(spi.transfer({0x13, 0x01, 0x80, 0, 0}, 1)[0], 0x77);
  EXPECT_EQ(spi.transfer({0x03, 0x80, 0, 0}, 1)[0], 0xFF);
  spi.transfer({0xB7});
  EXPECT_EQ(spi.transfer({0x03, 0x01, 0x80, 0, 0}, 1)[0], 0x77);
  EXPECT_EQ(spi.transfer({0x15}, 1)[0], 0x01);
  spi.transfer({0xE9});
  spi.transfer({0x06});
  spi.transfer({0xC5, 0x01});
  EXPECT_EQ(spi.transfer({0x03, 0x80, 0, 0}, 1)[0], 0x77);
}

TEST_F(SpiFlashTest, ASnapshotHoldsContentsLatchAndBusyTime) {
  program(0x1234, {0x42});
  spi.transfer({0x06});
  spi.transfer({0x20, 0x10, 0, 0});
  soc::Bench later;
  later.run_to(bench.elapsed());
  SpiFlash copy(later.context, "flash", {16 * kMiB, 0xFF, nullptr});
  copy_state(flash, copy);
  SpiTalk talk{copy};
  EXPECT_EQ(talk.transfer({0x05}, 1)[0], 0x03);
  later.run_for(45ms);
  EXPECT_EQ(talk.transfer({0x05}, 1)[0], 0x00);
  EXPECT_EQ(talk.transfer({0x03, 0, 0x12, 0x34}, 1)[0], 0x42);
}

TEST(Storage, HoldsOnlyWhatIsWritten) {
  Storage storage(64 * kMiB, 0, std::make_shared<const std::string>("abc"));
  EXPECT_FALSE(storage.changed());
  EXPECT_TRUE(storage.write(4'095, Bytes{1, 2}));
  EXPECT_EQ(storage.at(4'095), 1);
  EXPECT_EQ(storage.at(4'096), 2);
  EXPECT_EQ(storage.at(1), 'b');
  const std::string all = storage.contents();
  EXPECT_EQ(all.size(), 64 * kMiB);
  EXPECT_EQ(all.substr(0, 4), std::string("abc\0", 4));
  EXPECT_EQ(all[4'096], 2);
}

TEST(Storage, RefusesTooManyChanges) {
  Storage storage(1'024 * kMiB, 0, nullptr);
  for (std::size_t page = 0; page < Storage::kMostPages; ++page) {
    ASSERT_TRUE(storage.write(page * Storage::kPage, Bytes{1}));
  }
  EXPECT_FALSE(storage.write(Storage::kMostPages * Storage::kPage, Bytes{1}));
  EXPECT_TRUE(storage.write(0, Bytes{2}));
}

}  // namespace
}  // namespace armillary::board
