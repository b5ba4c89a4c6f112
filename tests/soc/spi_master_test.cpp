// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/spi_master.h"

#include <gmock/gmock.h>

#include "serial_bench.h"

namespace armillary::soc {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint32_t kControl = 0x00, kCommand = 0x04, kDataOut = 0x08, kMode = 0x28,
                        kBitCounts = 0x2C, kStatus = 0x34, kSelect = 0x38, kDataPort = 0x40,
                        kDataIn = 0x48;
constexpr std::uint32_t kStart = 0x100, kMoreBuffers = 0x4, kInterrupt = 0x200, kBoth = 0x400,
                        kLowFirst = 0x8, kDmaMode = 0x100;
constexpr std::uint32_t clock(std::uint32_t n) { return n << 16; }
constexpr std::uint32_t chip(std::uint32_t n) { return n << 29; }
constexpr std::uint32_t bits(std::uint32_t command, std::uint32_t out, std::uint32_t in) {
  return command << 24 | in << 12 | out;
}
/// 79.04 MHz, rounded up to the nanosecond.
constexpr sim::Duration clocks(std::int64_t n) { return sim::Rate{79'040'000}.span_of(n); }

class SpiMasterTest : public testing::Test {
 protected:
  SpiMasterTest() {
    bus.attach(a, SpiBus::ChipSelect::csa);
    bus.attach(b, SpiBus::ChipSelect::csb);
  }
  void transfer(const std::vector<Poke>& script) {
    play(spi, script);
    write32(spi, kControl, kStart);
    bench.run_for(10ms);
  }
  std::vector<std::uint32_t> data_in(unsigned words) {
    std::vector<std::uint32_t> values;
    for (unsigned i = 0; i < words; ++i) values.push_back(read32(spi, kDataIn + 4 * i));
    return values;
  }

  Bench bench;
  SpiBus bus;
  SpiMaster spi{bench.context, "ISU1 SPI master", 0x3808'0300, bus};
  InvertingTarget a, b;
  WireLog irq{bench, spi.interrupt()};
};

TEST_F(SpiMasterTest, ACommandThenDataOutThenDataIn) {
  a.answers = {0, 0, 0, 0x12, 0x34, 0x56};
  transfer({{kMode, kMoreBuffers | kInterrupt},
            {kCommand, 0xFFFF'FF9F},
            {kDataOut, 0x8000'4321},
            {kBitCounts, bits(8, 16, 24)}});
  // MOSI idles at the first bit behind the data: here 0.
  EXPECT_EQ(a.take_log(), "( 9f 21 43 00 00 00)");
  EXPECT_EQ(read32(spi, kDataIn) & 0xFF'FFFFU, 0x56'3412U);
  EXPECT_EQ(b.take_log(), "");
  EXPECT_THAT(irq.rises(), ElementsAre(clocks(2 * 48)));
  EXPECT_TRUE(spi.interrupt().level());
  EXPECT_EQ(read32(spi, kStatus), 1U);
  EXPECT_FALSE(spi.interrupt().level());
  EXPECT_EQ(read32(spi, kStatus), 0U);
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(SpiMasterTest, ItIsBusyUntilTheLastBitHasPassed) {
  play(spi, {{kMode, kMoreBuffers | clock(798)}, {kBitCounts, bits(8, 0, 0)}, {kControl, kStart}});
  EXPECT_TRUE(a.is_selected);
  EXPECT_EQ(read32(spi, kControl), 0x1'1000U);  // b16 for the M4 drivers, b12 for Linux
  EXPECT_EQ(spi.peek(kStatus), std::uint32_t{0});
  write32(spi, kControl, kStart);
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("a start while a transfer runs")));
  bench.run_to(clocks(800 * 8));
  EXPECT_EQ(read32(spi, kStatus), 0U);
  EXPECT_EQ(a.take_log(), "(");
  bench.run_for(1ns);
  EXPECT_EQ(read32(spi, kControl), 0U);
  EXPECT_EQ(read32(spi, kStatus), 1U);
  EXPECT_FALSE(spi.interrupt().level());  // not enabled
  EXPECT_EQ(a.take_log(), " 00)");
}

TEST_F(SpiMasterTest, TheClockAndTheDelaysMakeTheTime) {
  struct Case {
    std::uint32_t clock_select, select, count;
    std::int64_t ticks;
  };
  for (const Case& c : {Case{0, 0, bits(8, 256, 0), 264 * 2},
                        Case{38, 0, bits(32, 0, 256), 288 * 40}, Case{4094, 0, bits(1, 0, 0), 4096},
                        Case{6, 0xF'F000, bits(8, 8, 0), 46 * 8}, Case{6, 0, bits(0, 0, 0), 8}}) {
    const sim::Duration begin = bench.elapsed();
    transfer({{kSelect, c.select},
              {kMode, kMoreBuffers | kInterrupt | clock(c.clock_select)},
              {kBitCounts, c.count}});
    EXPECT_EQ(irq.rises().back() - begin, clocks(c.ticks));
    read32(spi, kStatus);
  }
}

TEST_F(SpiMasterTest, BothDirectionsAtOnceLandAtSdir0AndAtSdir4) {
  transfer({{kMode, kMoreBuffers | kBoth | kInterrupt},
            {kCommand, 0x5A},
            {kDataOut, 0x0403'0201},
            {kDataOut + 4, 0x0807'0605},
            {kDataOut + 8, 0xFFFF'FF09},
            {kBitCounts, bits(8, 72, 72)}});
  EXPECT_EQ(a.take_log(), "( 5a 01 02 03 04 05 06 07 08 09)");
  for (const unsigned first : {0U, 4U}) {
    EXPECT_EQ(read32(spi, kDataIn + 4 * first), 0xFBFC'FDFEU);
    EXPECT_EQ(read32(spi, kDataIn + 4 * first + 4), 0xF7F8'F9FAU);
    EXPECT_EQ(read32(spi, kDataIn + 4 * first + 8) & 0xFFU, 0xF6U);
  }
  EXPECT_THAT(irq.rises(), ElementsAre(clocks(2 * 80)));
}

TEST_F(SpiMasterTest, MosiIdlesAtTheLevelBehindTheData) {
  // Codethink fills SDOR with ones for an SD card.
  transfer({{kMode, kMoreBuffers}, {kDataOut, 0xFFFF'FFFF}, {kBitCounts, bits(0, 0, 16)}});
  EXPECT_EQ(a.take_log(), "( ff ff)");
  transfer({{kDataOut, 0x0000'FF55}, {kBitCounts, bits(0, 8, 8)}});
  EXPECT_EQ(a.take_log(), "( 55 ff)");
}

TEST_F(SpiMasterTest, TheCommandIsANumberOfAnyLength) {
  struct Case {
    std::uint32_t command, count;
    const char* seen;
  };
  for (const Case& c :
       {Case{0x1234'5678, 32, "( 12 34 56 78)"}, Case{0xFFFF'0C17, 16, "( 0c 17)"},
        Case{0x0000'01A5, 9, "( d2 1/1)"}, Case{0x5, 3, "( 5/3)"}, Case{0x5, 0, "()"}}) {
    transfer({{kMode, kMoreBuffers}, {kCommand, c.command}, {kBitCounts, bits(c.count, 0, 0)}});
    EXPECT_EQ(a.take_log(), c.seen);
  }
}

TEST_F(SpiMasterTest, LeastSignificantBitFirst) {
  a.answers = {0, 0, 0x80};
  transfer({{kMode, kMoreBuffers | kLowFirst},
            {kCommand, 0x01},
            {kDataOut, 0x03},
            {kBitCounts, bits(8, 8, 8)}});
  EXPECT_EQ(a.take_log(), "( 80 c0 00)");
  EXPECT_EQ(read32(spi, kDataIn) & 0xFFU, 0x01U);
}

TEST_F(SpiMasterTest, PartsOfABytePassTheirUpperBits) {
  a.answers = {0, 0x5};
  transfer({{kMode, kMoreBuffers}, {kDataOut, 0xA0}, {kBitCounts, bits(0, 3, 3)}});
  EXPECT_EQ(a.take_log(), "( 5/3 7/3)");
  EXPECT_EQ(read32(spi, kDataIn) & 0xFFU, 0xA0U);
}

TEST_F(SpiMasterTest, TheChipSelectAndItsPolarity) {
  const std::vector<Poke> one_byte{{kBitCounts, bits(8, 0, 0)}, {kCommand, 1}};
  play(spi, one_byte);
  transfer({{kMode, kMoreBuffers | chip(1)}});
  EXPECT_EQ(a.take_log(), "");
  EXPECT_EQ(b.take_log(), "( 01)");
  transfer({{kMode, kMoreBuffers | chip(7)}});
  EXPECT_EQ(a.take_log() + b.take_log(), "");
  // The kernel: no line in the transfer, and the polarity to keep a target selected.
  write32(spi, kSelect, 1);
  EXPECT_EQ(a.take_log(), "(");
  transfer({});
  transfer({});
  write32(spi, kSelect, 0);
  EXPECT_EQ(a.take_log(), " 01 01)");
  // An active-high line of a part that is selected by a low level.
  write32(spi, kSelect, 2);
  transfer({{kMode, kMoreBuffers | chip(1)}});
  EXPECT_EQ(b.take_log(), "()(");
  write32(spi, kSelect, 0);
  EXPECT_EQ(b.take_log(), ")");
  // A reset releases the lines.
  write32(spi, kSelect, 1);
  spi.reset();
  EXPECT_EQ(a.take_log(), "()");
}

TEST_F(SpiMasterTest, WithoutATargetMisoIsHigh) {
  transfer({{kMode, kMoreBuffers | chip(7)}, {kBitCounts, bits(8, 0, 32)}});
  EXPECT_EQ(read32(spi, kDataIn), 0xFFFF'FFFFU);
}

TEST_F(SpiMasterTest, DataInCanBeReadInBytesAndDataOutWritten) {
  a.answers = {0x11, 0x22, 0x33, 0x44};
  EXPECT_TRUE(spi.write(kDataOut + 1, 1, 0xAB));
  EXPECT_TRUE(spi.write(kDataOut + 2, 2, 0x1234));
  EXPECT_EQ(read32(spi, kDataOut), 0x1234'AB00U);
  transfer({{kMode, kMoreBuffers}, {kBitCounts, bits(0, 0, 32)}});
  EXPECT_EQ(spi.read(kDataIn + 1, 1).value, 0x22U);
  EXPECT_EQ(spi.read(kDataIn + 2, 2).value, 0x4433U);
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

/// A packet for DATAPORT: SOAR, SDOR0 to 7, SMMR, SMBCR, STCSR, and one that is dropped.
std::deque<std::uint32_t> packet(std::uint32_t command, std::uint32_t first_data,
                                 std::uint32_t mode, std::uint32_t counts) {
  return {command, first_data, 0, 0, 0, 0, 0, 0, 0, mode, counts, kStart, 0xDEAD'BEEF};
}

TEST_F(SpiMasterTest, ThePacketOfTheDmaStartsWithItsTwelfthWord) {
  write32(spi, kSelect, kDmaMode);
  auto words = packet(0x9F, 0x4321, kMoreBuffers | kInterrupt, bits(8, 16, 0));
  for (unsigned i = 0; i < 13; ++i) {
    EXPECT_EQ(a.is_selected, i == 12);
    write32(spi, kDataPort, words[i]);
  }
  EXPECT_EQ(read32(spi, kCommand), 0x9FU);
  EXPECT_EQ(read32(spi, kDataOut), 0x4321U);
  EXPECT_EQ(read32(spi, kMode), kMoreBuffers | kInterrupt);
  EXPECT_EQ(read32(spi, kBitCounts), bits(8, 16, 0));
  bench.run_for(1ms);
  EXPECT_EQ(a.take_log(), "( 9f 21 43)");
  EXPECT_EQ(read32(spi, kStatus), 1U);
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(SpiMasterTest, TheThirteenthWordIsMissedAsTheErratumSays) {
  write32(spi, kSelect, kDmaMode);
  auto words = packet(0x9F, 0, kMoreBuffers, bits(8, 0, 0));
  for (unsigned i = 0; i < 12; ++i) write32(spi, kDataPort, words[i]);
  bench.run_for(1ms);
  EXPECT_EQ(a.take_log(), "( 9f)");
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("erratum 5.1")));
}

class SpiChain : public SpiMasterTest, public testing::WithParamInterface<bool> {};
INSTANTIATE_TEST_SUITE_P(Handshake, SpiChain, testing::Bool());

TEST_P(SpiChain, PacketsWaitForEachOther) {
  // As the kernel: 78 packets in one DMA, the interrupt in the last one, words in as they come.
  // Codethink's DMA sends without being asked.
  FakeDma in(spi.receive_request(), spi, kDataPort, 4, 78 * 2);
  std::deque<std::uint32_t> words;
  for (unsigned i = 0; i < 78; ++i) {
    const std::uint32_t mode = kMoreBuffers | clock(38) | (i == 77 ? kInterrupt : 0);
    for (const std::uint32_t word : packet(i, 0, mode, bits(8, 0, 40))) words.push_back(word);
  }
  const auto all = words;
  FakeDma out(spi.transmit_request(), spi, kDataPort, 4, GetParam() ? words : decltype(words){});
  write32(spi, kSelect, kDmaMode);
  if (GetParam()) {
    EXPECT_EQ(out.left(), 77U * 13);
  } else {
    for (const std::uint32_t word : all) write32(spi, kDataPort, word);
    EXPECT_FALSE(spi.transmit_request().level());
  }
  bench.run_for(10ms);
  EXPECT_EQ(out.left(), 0U);
  ASSERT_EQ(in.in.size(), 78U * 2);
  EXPECT_EQ(in.in[0], 0xFFFF'FFFFU);
  // Each transfer is 48 bits of 40 clocks, and starts at a nanosecond.
  EXPECT_THAT(irq.rises(), ElementsAre(78 * clocks(48 * 40)));
  EXPECT_EQ(read32(spi, kStatus), 1U);
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(SpiMasterTest, ReceivedWordsAreHeldUntilTheDmaReads) {
  // MediaTek's driver starts the DMA for receiving behind the one for sending.
  a.answers = {0, 1, 2, 3, 4, 5};
  write32(spi, kSelect, kDmaMode);
  for (const std::uint32_t word : packet(0x0B, 0, kMoreBuffers, bits(8, 0, 40))) {
    write32(spi, kDataPort, word);
  }
  EXPECT_FALSE(spi.receive_request().level());
  bench.run_for(1ms);
  EXPECT_TRUE(spi.receive_request().level());
  EXPECT_EQ(read32(spi, kDataPort), 0x0403'0201U);
  EXPECT_TRUE(spi.receive_request().level());
  EXPECT_EQ(read32(spi, kDataPort) & 0xFFU, 0x05U);
  EXPECT_FALSE(spi.receive_request().level());
  EXPECT_EQ(read32(spi, kDataPort), 0U);
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("without a received word")));
}

TEST_F(SpiMasterTest, WordsForABusyMasterHaveALimit) {
  write32(spi, kSelect, kDmaMode);
  for (unsigned i = 0; i < 2'000; ++i) write32(spi, kDataPort, 0xFFFF'FFFF);
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("more than 1024 words")));
  sim::Archive archive;
  spi.serialize(archive);
  EXPECT_LT(archive.data().size(), 5'000U);
}

TEST_F(SpiMasterTest, TheDataPortNeedsDmaMode) {
  write32(spi, kDataPort, 1);
  EXPECT_FALSE(spi.transmit_request().level());
  EXPECT_EQ(read32(spi, kCommand), 0U);
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("without DMA mode")));
}

TEST_F(SpiMasterTest, WhatADriverWouldGetWrongOnTheChipIsNamed) {
  struct Case {
    std::uint32_t mode, count;
    const char* warning;
  };
  for (const Case& c : {Case{kMoreBuffers, bits(0, 257, 0), "more than 32 bits of command"},
                        Case{kMoreBuffers, bits(33, 0, 0), "more than 32 bits of command"},
                        Case{kMoreBuffers | kBoth, bits(8, 136, 136), "room for 16"},
                        Case{0, bits(8, 0, 0), "without more-buffer mode"},
                        Case{kMoreBuffers | 1, bits(8, 0, 0), "dual, quad"},
                        Case{kMoreBuffers | clock(4095), bits(8, 0, 0), "slowest clock"}}) {
    transfer({{kMode, c.mode}, {kBitCounts, c.count}});
    EXPECT_THAT(bench.warnings(), Contains(HasSubstr(c.warning)));
    EXPECT_EQ(read32(spi, kStatus), 1U);
  }
}

TEST_F(SpiMasterTest, RegistersReadBackWhatTheyHold) {
  struct Case {
    std::uint32_t offset, mask;
  };
  for (const Case& c : {Case{kControl, 0xFF18'00FF}, Case{kCommand, ~0U}, Case{kDataOut, ~0U},
                        Case{kDataOut + 28, ~0U}, Case{kMode, ~0U}, Case{kBitCounts, 0x3F1F'F1FF},
                        Case{kSelect, 0xF'F1FF}}) {
    write32(spi, c.offset, 0xFFFF'FEFF);
    EXPECT_EQ(read32(spi, c.offset), c.mask & 0xFFFF'FEFFU) << c.offset;
  }
  write32(spi, kDataIn, 5);
  EXPECT_EQ(read32(spi, kDataIn), 0U);
  write32(spi, kStatus, 7);
  EXPECT_EQ(read32(spi, kStatus), 0U);
}

TEST_F(SpiMasterTest, AResetStopsATransfer) {
  transfer({{kMode, kMoreBuffers | kInterrupt}, {kBitCounts, bits(8, 0, 0)}});
  play(spi, {{kControl, kStart}});
  spi.reset();
  EXPECT_FALSE(spi.interrupt().level());
  EXPECT_FALSE(a.is_selected);
  bench.run_for(1ms);
  EXPECT_EQ(read32(spi, kStatus), 0U);
  EXPECT_EQ(irq.rises().size(), 1U);
}

}  // namespace
}  // namespace armillary::soc
