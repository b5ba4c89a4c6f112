// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/i2c.h"

#include <gmock/gmock.h>

#include "serial_bench.h"

namespace armillary::soc {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint32_t kInterrupt = 0x00, kPad = 0x40, kPhaseLow = 0x44, kPhaseHigh = 0x48,
                        kCount0 = 0x54, kCount1 = 0x58, kCount2 = 0x5C, kAddress = 0x60,
                        kPackets = 0x68, kAcknowledge = 0x6C, kControl = 0x70, kStatus = 0x74,
                        kFifoControl = 0x78, kFifoStatus = 0x80, kFifoPointers = 0x84,
                        kFifoData = 0x90, kDma = 0xC0, kTargetControl = 0xC4, kTargetAddress = 0xC8,
                        kReceived0 = 0xCC, kReceived1 = 0xD0, kTargetFifoControl = 0xD8,
                        kTargetFifoStatus = 0xE0, kTargetFifoPointers = 0xE4,
                        kTargetFifoData = 0xF0;
constexpr std::uint32_t kStart = 0xC001;

class I2cTest : public testing::Test {
 protected:
  I2cTest() {
    bus.attach(sensor);
    // 100 kHz: the phases that MediaTek's and Microsoft's drivers compute for 40 MHz.
    play(i2c, {{kPad, 0x81},
               {kPhaseLow, 92U << 8 | 102U},
               {kPhaseHigh, 99U << 8 | 96U},
               {kAddress, 0x6A},
               {kInterrupt, 2}});
  }
  void push(const std::vector<std::uint32_t>& bytes) {
    for (const std::uint32_t byte : bytes) write32(i2c, kFifoData, byte);
  }
  std::vector<std::uint32_t> pop_all() {
    std::vector<std::uint32_t> bytes;
    while ((read32(i2c, kFifoStatus) & 1U) == 0) bytes.push_back(read32(i2c, kFifoData));
    return bytes;
  }
  /// A write of one packet, run to its end.
  void write_packet(const std::vector<std::uint32_t>& bytes) {
    push(bytes);
    play(i2c,
         {{kCount0, static_cast<std::uint32_t>(bytes.size())}, {kPackets, 0}, {kControl, kStart}});
    bench.run_for(10ms);
  }

  Bench bench;
  I2cBus bus;
  I2c i2c{bench.context, "ISU1 I2C", 0x3808'0200, bus};
  RegisterTarget sensor{bench.domain, 0x6A};
  WireLog irq{bench, i2c.interrupt()};
};

TEST_F(I2cTest, AWriteTakesTheTimeOfItsBitsAndEndsInAnInterrupt) {
  push({0x10, 0x83});
  play(i2c, {{kCount0, 2}, {kPackets, 0}, {kControl, kStart}});
  EXPECT_EQ(read32(i2c, kStatus), 1U);        // busy
  EXPECT_EQ(read32(i2c, kControl), 0xC000U);  // start has cleared itself
  bench.run_for(10ms);
  EXPECT_EQ(sensor.take_log(), "Sw 10 83 P");
  EXPECT_EQ(sensor.registers[0x10], 0x83);
  // A start bit, nine for the address and for each byte, a stop bit; 10 us each.
  EXPECT_THAT(sensor.times, ElementsAre(100us, 190us, 280us, 290us));
  EXPECT_THAT(irq.rises(), ElementsAre(290us));
  EXPECT_EQ(read32(i2c, kStatus), 4U);
  EXPECT_EQ(read32(i2c, kInterrupt), 3U);
  EXPECT_EQ(read32(i2c, kAcknowledge), 0U);
  EXPECT_EQ(read32(i2c, kFifoStatus), 0x11U);
  write32(i2c, kInterrupt, 3);  // write one to clear
  EXPECT_FALSE(i2c.interrupt().level());
  EXPECT_EQ(read32(i2c, kInterrupt), 2U);
}

TEST_F(I2cTest, PacketsFollowEachOtherWithRepeatedStarts) {
  push({0x20, 0x30});
  play(i2c, {{kCount0, 1}, {kCount1, 1}, {kCount2, 3}, {kPackets, 0x24}, {kControl, kStart}});
  bench.run_for(10ms);
  EXPECT_EQ(sensor.take_log(), "Sw 20 Sw 30 Sr r r r P");
  EXPECT_THAT(pop_all(), ElementsAre(0x30 ^ 0x5A, 0x31 ^ 0x5A, 0x32 ^ 0x5A));
  EXPECT_EQ(sensor.times.back(), 3 * 100us + 5 * 90us + 10us);
}

TEST_F(I2cTest, TheBitTimeFollowsPhasesAndPads) {
  struct Case {
    std::uint32_t pad, low, high;
    sim::Duration bit;
  };
  for (const Case& c : {Case{0x81, 18U << 8 | 29U, 24U << 8 | 19U, 2525ns},  // 400 kHz, 101 clocks
                        Case{0x81, 2U << 8 | 12U, 9U << 8 | 6U, 1us},
                        Case{0x80, 65U << 8 | 65U, 65U << 8 | 65U, 6650ns},  // Codethink's 100 kHz
                        Case{0x00, 0, 0, 100ns}, Case{0x1F, 0xFFFF, 0xFFFF, 26'475ns}}) {
    sensor.times.clear();
    write32(i2c, kPad, c.pad);
    write32(i2c, kPhaseLow, c.low);
    write32(i2c, kPhaseHigh, c.high);
    const sim::Duration begin = bench.elapsed();
    write_packet({0x10, 0x11});
    EXPECT_EQ(sensor.times.back() - begin, 29 * c.bit);
  }
}

TEST_F(I2cTest, OneByteAfterAnotherHasNoDrift) {
  // 37 clocks of 25 ns a bit are 925 ns; 20'000 bytes of 9 bits.
  play(i2c, {{kPad, 0}, {kPhaseLow, 33}, {kPhaseHigh, 0}, {kDma, 0x10}});
  FakeDma dma(i2c.transmit_request(), i2c, kFifoData, 1, std::deque<std::uint32_t>(20'000, 7));
  play(i2c, {{kDma, 0}, {kDma, 0x10}, {kCount0, 20'000}, {kPackets, 0}, {kControl, kStart}});
  bench.run_for(1s);
  EXPECT_EQ(irq.rises().back(), (10 + 9 * 20'000 + 1) * 925ns);
}

TEST_F(I2cTest, AnAddressThatNobodyAnswersIsNamedOnceAndCounted) {
  for (int i = 0; i < 3; ++i) {
    write32(i2c, kAddress, 0x1D);
    write_packet({1, 2});
    EXPECT_EQ(read32(i2c, kAcknowledge), 0x100U);
    EXPECT_EQ(read32(i2c, kStatus), 4U);
    EXPECT_EQ(read32(i2c, kInterrupt) & 1U, 1U);
    // The bytes stay; Codethink's driver clears them.
    EXPECT_EQ(read32(i2c, kFifoStatus), 0x01U);
    write32(i2c, kFifoControl, 3);
    EXPECT_EQ(read32(i2c, kFifoStatus), 0x11U);
    write32(i2c, kInterrupt, 3);
  }
  EXPECT_THAT(irq.rises()[0], 110us);
  ASSERT_EQ(bench.warnings().size(), 1U);
  EXPECT_THAT(bench.warnings()[0], HasSubstr("ISU1 I2C (0x38080200): nobody answers at I2C "
                                             "address 0x1D"));
  EXPECT_THAT(bench.warnings()[0], HasSubstr("device file"));
  EXPECT_EQ(bench.domain.journal().warnings().begin()->second, 3U);
  EXPECT_EQ(sensor.take_log(), "");
}

TEST_F(I2cTest, AnAddressThatStopsAnsweringEndsTheTransferInItsPacket) {
  push({0x20});
  play(i2c, {{kCount0, 1}, {kCount1, 1}, {kPackets, 0x12}, {kControl, kStart}});
  bench.run_for(150us);
  write32(i2c, kAddress, 0x7F);  // before the second address phase
  bench.run_for(10ms);
  EXPECT_EQ(read32(i2c, kAcknowledge), 0x200U);
  EXPECT_EQ(sensor.take_log(), "Sw 20 P");
}

TEST_F(I2cTest, AByteThatIsNotAcknowledgedEndsTheTransfer) {
  sensor.refuse_after = 2;
  write_packet({0x10, 1, 2, 3});
  EXPECT_EQ(read32(i2c, kAcknowledge), 0x04U);
  EXPECT_EQ(sensor.take_log(), "Sw 10 01 02 P");
  EXPECT_EQ(read32(i2c, kFifoStatus), 0x01U);  // one byte is left
  EXPECT_EQ(read32(i2c, kFifoPointers), 0x4300U);
  write32(i2c, kFifoControl, 2);
  sensor.refuse_after = 100;
  write_packet({0x10});
  EXPECT_EQ(read32(i2c, kAcknowledge), 0U);  // of this transfer
}

TEST_F(I2cTest, TheLastAcknowledgeBitStandsForAllLaterBytes) {
  sensor.refuse_after = 9;
  push({0, 1, 2, 3, 4, 5, 6, 7});
  play(i2c, {{kCount0, 12}, {kPackets, 0}, {kControl, kStart}});
  bench.run_for(200us);
  push({8, 9});
  bench.run_for(10ms);
  EXPECT_EQ(read32(i2c, kAcknowledge), 0x80U);
}

TEST_F(I2cTest, FifosHoldEightAndTheirPointersCountTo16) {
  push({1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_EQ(read32(i2c, kFifoStatus), 0x21U);  // full
  EXPECT_EQ(read32(i2c, kFifoPointers), 0x8000U);
  push({9});
  EXPECT_EQ(read32(i2c, kFifoStatus), 0xA1U);  // overflow
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("full transmit FIFO")));
  write32(i2c, kFifoControl, 2);
  EXPECT_EQ(read32(i2c, kFifoStatus), 0x11U);
  EXPECT_EQ(read32(i2c, kFifoPointers), 0U);

  play(i2c, {{kCount0, 8}, {kPackets, 1}, {kControl, kStart}});
  bench.run_for(10ms);
  EXPECT_EQ(read32(i2c, kFifoStatus), 0x12U);
  EXPECT_EQ(read32(i2c, kFifoPointers), 0x80U);  // what MediaTek's driver takes for 8 bytes
  EXPECT_EQ(pop_all().size(), 8U);
  EXPECT_EQ(read32(i2c, kFifoStatus), 0x11U);
  EXPECT_EQ(read32(i2c, kFifoPointers), 0x88U);
  read32(i2c, kFifoData);
  EXPECT_EQ(read32(i2c, kFifoStatus), 0x15U);  // underflow
  play(i2c, {{kControl, kStart}});
  bench.run_for(10ms);
  EXPECT_EQ(read32(i2c, kFifoPointers), 0x08U);  // modulo 16
  write32(i2c, kFifoControl, 1);
  EXPECT_EQ(read32(i2c, kFifoStatus), 0x11U);
}

TEST_F(I2cTest, APeekDoesNotPop) {
  play(i2c, {{kCount0, 2}, {kPackets, 1}, {kControl, kStart}});
  bench.run_for(10ms);
  EXPECT_EQ(i2c.peek(kFifoData), std::uint32_t{0x5A});
  EXPECT_EQ(pop_all().size(), 2U);
}

TEST_F(I2cTest, WithoutAByteToSendOrRoomSclStaysLow) {
  push({0x10});
  play(i2c, {{kCount0, 2}, {kPackets, 0}, {kControl, kStart}});
  bench.run_to(1ms);
  EXPECT_EQ(read32(i2c, kStatus), 1U);
  EXPECT_EQ(sensor.take_log(), "Sw 10");
  push({0x77});
  bench.run_for(1ms);
  EXPECT_EQ(sensor.take_log(), "77 P");
  EXPECT_THAT(irq.rises(), ElementsAre(1100us));
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("SCL stays low until a byte is written")));

  play(i2c, {{kInterrupt, 3}, {kCount0, 9}, {kPackets, 1}, {kControl, kStart}});
  bench.run_to(5ms);
  EXPECT_EQ(read32(i2c, kFifoStatus), 0x12U);
  EXPECT_EQ(sensor.take_log(), "Sr r r r r r r r r");
  read32(i2c, kFifoData);
  bench.run_for(1ms);
  EXPECT_EQ(sensor.take_log(), "r P");
  EXPECT_EQ(irq.rises().back(), 5100us);
}

TEST_F(I2cTest, TheDmaFeedsAndEmptiesTheFifosOfALongTransfer) {
  std::deque<std::uint32_t> bytes{0x40};
  for (unsigned i = 0; i < 63; ++i) bytes.push_back(i);
  FakeDma out(i2c.transmit_request(), i2c, kFifoData, 1, bytes);
  FakeDma in(i2c.receive_request(), i2c, kFifoData, 1, 40);
  EXPECT_FALSE(i2c.transmit_request().level());
  play(i2c, {{kDma, 0x10}});
  EXPECT_EQ(out.left(), 56U);  // the FIFO is full
  play(i2c, {{kCount0, 64}, {kCount1, 40}, {kPackets, 0x12}, {kControl, kStart}});
  bench.run_for(20ms);
  EXPECT_EQ(out.left(), 0U);
  ASSERT_EQ(in.in.size(), 40U);
  // Behind the 63 registers that it wrote.
  EXPECT_EQ(in.in[0], (0x7FU ^ 0x5AU));
  EXPECT_EQ(sensor.registers[0x40 + 62], 62);
  EXPECT_EQ(irq.rises().back(), (2 * 10 + 9 * 104 + 1) * 10us);
  EXPECT_EQ(read32(i2c, kFifoStatus), 0x11U);
  EXPECT_THAT(bench.warnings(), IsEmpty());
  EXPECT_FALSE(i2c.receive_request().level());
  EXPECT_TRUE(i2c.transmit_request().level());  // there is room
  write32(i2c, kDma, 0);
  EXPECT_FALSE(i2c.transmit_request().level());
}

TEST_F(I2cTest, AnEmptyWriteProbesAndAnEmptyReadHangs) {
  write_packet({});
  EXPECT_EQ(sensor.take_log(), "Sw P");
  EXPECT_EQ(read32(i2c, kAcknowledge), 0U);
  play(i2c, {{kInterrupt, 3}, {kCount0, 0}, {kPackets, 1}, {kControl, kStart}});
  bench.run_for(1s);
  EXPECT_EQ(read32(i2c, kStatus), 1U);
  EXPECT_EQ(read32(i2c, kInterrupt), 2U);
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("a read of 0 bytes hangs")));
  write32(i2c, kControl, 0x8000);  // cancels
  EXPECT_EQ(read32(i2c, kStatus), 4U);
}

TEST_F(I2cTest, AWriteOfTheControlWithoutStartCancels) {
  push({0x10, 0x20});
  play(i2c, {{kCount0, 2}, {kPackets, 0}, {kControl, kStart}});
  bench.run_for(150us);
  write32(i2c, kControl, 0x8000);
  EXPECT_EQ(sensor.take_log(), "Sw P");
  EXPECT_EQ(read32(i2c, kStatus), 4U);
  bench.run_for(10ms);
  EXPECT_EQ(sensor.take_log(), "");
  EXPECT_THAT(irq.rises(), IsEmpty());
}

TEST_F(I2cTest, AStartThatCannotBeIsNamedAndDoesNothing) {
  write32(i2c, kControl, 1);
  EXPECT_EQ(read32(i2c, kStatus), 4U);
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("without the controller enabled")));
  play(i2c, {{kCount0, 8}, {kPackets, 1}, {kControl, kStart}, {kControl, kStart}});
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("while a transfer runs")));
  bench.run_for(10ms);
  EXPECT_EQ(irq.rises().size(), 1U);
}

TEST_F(I2cTest, TheMaskAndTheEnableHoldTheInterruptBack) {
  write32(i2c, kInterrupt, 0);
  write_packet({1});
  EXPECT_EQ(read32(i2c, kInterrupt), 1U);
  EXPECT_FALSE(i2c.interrupt().level());
  write32(i2c, kInterrupt, 6);
  EXPECT_FALSE(i2c.interrupt().level());
  write32(i2c, kInterrupt, 2);
  EXPECT_TRUE(i2c.interrupt().level());
}

TEST_F(I2cTest, AResetInTheMiddleReleasesTheBus) {
  push({0x10, 0x20});
  play(i2c, {{kCount0, 2}, {kPackets, 0}, {kControl, kStart}});
  bench.run_for(150us);
  i2c.reset();
  EXPECT_EQ(sensor.take_log(), "Sw P");
  EXPECT_EQ(read32(i2c, kStatus), 4U);
  EXPECT_EQ(read32(i2c, kFifoStatus), 0x11U);
  EXPECT_EQ(read32(i2c, kAddress), 0U);
  bench.run_for(10ms);
  EXPECT_THAT(irq.changes(), IsEmpty());
}

TEST_F(I2cTest, RegistersReadBackWhatTheyHold) {
  struct Case {
    std::uint32_t offset, mask;
  };
  for (const Case& c :
       {Case{kPad, 0xFF}, Case{kPhaseLow, 0xFFFF}, Case{kPhaseHigh, 0xFFFF}, Case{kCount0, 0xFFFF},
        Case{kCount1, 0xFFFF}, Case{kCount2, 0xFFFF}, Case{kAddress, 0x7F}, Case{kPackets, 0x3F},
        Case{kControl, 0xC000}, Case{kDma, 0x30}, Case{kTargetControl, 0xC800},
        Case{kTargetAddress, 0x7F}, Case{kInterrupt, 0x66}}) {
    write32(i2c, c.offset, 0xFFFF'FFFE);
    EXPECT_EQ(read32(i2c, c.offset), c.mask & 0xFFFF'FFFEU) << c.offset;
  }
  for (const std::uint32_t offset : {kAcknowledge, kReceived0, kReceived1, kTargetFifoPointers}) {
    write32(i2c, offset, 0xFFFF'FFFF);
    EXPECT_EQ(read32(i2c, offset), 0U) << offset;
  }
}

/// Two ISUs of one core whose pins the board joins.
class I2cPair : public testing::Test {
 protected:
  I2cPair() {
    bus.attach(slave.target());
    play(master, {{kPhaseLow, 96}, {kAddress, 0x20}, {kInterrupt, 2}});  // 2.5 us a bit
    play(slave, {{kTargetAddress, 0x20}, {kTargetControl, 0x8000}, {kInterrupt, 0x20}});
  }
  void transfer(const std::vector<Poke>& script) {
    play(master, script);
    write32(master, kControl, kStart);
    bench.run_for(5ms);
  }

  Bench bench;
  I2cBus bus, other_bus;
  I2c master{bench.context, "ISU1 I2C", 0x3808'0200, bus};
  I2c slave{bench.context, "ISU2 I2C", 0x3809'0200, other_bus};
  WireLog irq{bench, slave.interrupt()};
};

TEST_F(I2cPair, TheTargetSideReceives) {
  transfer({{kFifoData, 0xAB}, {kFifoData, 0xCD}, {kCount0, 2}, {kPackets, 0}});
  EXPECT_THAT(irq.rises(), ElementsAre(29 * 2500ns));
  EXPECT_EQ(read32(slave, kInterrupt), 0x30U);
  EXPECT_EQ(read32(slave, kReceived0), 0x20U);
  EXPECT_EQ(read32(slave, kTargetFifoPointers), 0x20U);
  EXPECT_EQ(read32(slave, kTargetFifoData), 0xABU);
  EXPECT_EQ(read32(slave, kTargetFifoData), 0xCDU);
  EXPECT_EQ(read32(slave, kTargetFifoStatus), 0x11U);
  write32(slave, kInterrupt, 0x30);
  EXPECT_FALSE(slave.interrupt().level());
  EXPECT_EQ(read32(master, kAcknowledge), 0U);
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(I2cPair, TheTargetSideSends) {
  play(slave, {{kTargetFifoData, 1}, {kTargetFifoData, 2}, {kTargetFifoData, 3}});
  transfer({{kCount0, 3}, {kPackets, 1}});
  for (const std::uint32_t byte : {1U, 2U, 3U}) EXPECT_EQ(read32(master, kFifoData), byte);
  EXPECT_EQ(read32(slave, kReceived0), 0xA0U);
  EXPECT_EQ(read32(slave, kTargetFifoStatus), 0x11U);
  EXPECT_EQ(irq.rises().size(), 1U);
}

TEST_F(I2cPair, ARepeatedStartIsToldToTheTargetSide) {
  play(slave, {{kTargetFifoData, 0x99}});
  play(master, {{kFifoData, 7}, {kCount0, 1}, {kCount1, 1}, {kPackets, 0x12}});
  write32(master, kControl, kStart);
  bench.run_for(80us);  // in the second packet
  EXPECT_TRUE(slave.interrupt().level());
  EXPECT_EQ(read32(slave, kReceived0), 0x20U);
  EXPECT_EQ(read32(slave, kReceived1), 0xA0U);
  write32(slave, kInterrupt, 0x30);
  bench.run_for(1ms);
  EXPECT_TRUE(slave.interrupt().level());
  EXPECT_EQ(read32(master, kFifoData), 0x99U);
}

TEST_F(I2cPair, AFullOrEmptyTargetFifoIsNamed) {
  transfer({{kFifoData, 0},
            {kFifoData, 1},
            {kFifoData, 2},
            {kFifoData, 3},
            {kFifoData, 4},
            {kFifoData, 5},
            {kFifoData, 6},
            {kFifoData, 7},
            {kCount0, 9},
            {kPackets, 0}});
  write32(master, kFifoData, 8);
  bench.run_for(5ms);
  EXPECT_EQ(read32(slave, kTargetFifoStatus), 0x1AU);  // full, overflow
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("receive FIFO is full; a byte")));
  write32(slave, kTargetFifoControl, 1);
  EXPECT_EQ(read32(slave, kTargetFifoStatus), 0x11U);
  transfer({{kCount0, 1}, {kPackets, 1}});
  EXPECT_EQ(read32(master, kFifoData), 0xFFU);
  EXPECT_EQ(read32(slave, kTargetFifoStatus), 0x51U);  // underflow
  write32(slave, kTargetFifoControl, 2);
  EXPECT_EQ(read32(slave, kTargetFifoStatus), 0x11U);
}

TEST_F(I2cPair, TheTargetSideAnswersOnlyWhenItIsOnAndAddressed) {
  struct Case {
    std::uint32_t control, address;
    bool answers;
  };
  for (const Case& c : {Case{0x8000, 0x20, true}, Case{0x0000, 0x20, false},
                        Case{0xC000, 0x20, false}, Case{0x8000, 0x21, false}}) {
    write32(slave, kTargetControl, c.control);
    write32(slave, kTargetAddress, c.address);
    transfer({{kCount0, 0}, {kPackets, 0}});
    EXPECT_EQ(read32(master, kAcknowledge), c.answers ? 0U : 0x100U) << c.control << c.address;
  }
}

TEST_F(I2cPair, BothSidesByDmaAsInMediaTeksLoopbackSample) {
  std::deque<std::uint32_t> bytes;
  for (unsigned i = 0; i < 64; ++i) bytes.push_back(i);
  FakeDma out(master.transmit_request(), master, kFifoData, 1, bytes);
  FakeDma in(slave.receive_request(), slave, kTargetFifoData, 1, 64);
  write32(slave, kDma, 0x30);
  transfer({{kDma, 0x10}, {kCount0, 64}, {kPackets, 0}});
  EXPECT_EQ(std::deque<std::uint32_t>(in.in.begin(), in.in.end()), bytes);
  EXPECT_EQ(irq.rises().size(), 1U);

  // And back.
  play(slave, {{kInterrupt, 0x30}, {kDma, 0}});
  write32(master, kDma, 0);
  FakeDma back_out(slave.transmit_request(), slave, kTargetFifoData, 1, bytes);
  FakeDma back_in(master.receive_request(), master, kFifoData, 1, 64);
  write32(slave, kDma, 0x30);
  transfer({{kDma, 0x10}, {kCount0, 64}, {kPackets, 1}});
  EXPECT_EQ(std::deque<std::uint32_t>(back_in.in.begin(), back_in.in.end()), bytes);
  EXPECT_EQ(read32(slave, kTargetFifoStatus), 0x11U);
  EXPECT_EQ(read32(master, kFifoStatus), 0x11U);
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST(I2cSnapshot, GoesOnInTheMiddleOfATransfer) {
  struct Setup {
    Bench bench;
    I2cBus bus;
    RegisterTarget sensor{bench.domain, 0x11};
    I2c i2c{bench.context, "ISU0 I2C", 0x3807'0200, bus};
    WireLog irq{bench, i2c.interrupt()};
    Setup() { bus.attach(sensor); }
  };
  Setup original;
  play(original.i2c, {{kPhaseLow, 36},
                      {kAddress, 0x11},
                      {kInterrupt, 2},
                      {kFifoData, 1},
                      {kFifoData, 2},
                      {kFifoData, 3},
                      {kCount0, 3},
                      {kControl, kStart}});
  original.bench.run_to(15us);
  sim::Archive saved;
  original.i2c.serialize(saved);
  Setup copy;
  copy.bench.run_to(15us);
  sim::Archive loading(saved.data());
  copy.i2c.serialize(loading);
  ASSERT_TRUE(loading.finish());
  original.bench.run_for(1ms);
  copy.bench.run_for(1ms);
  EXPECT_EQ(original.sensor.take_log(), "Sw 01 02 03 P");
  EXPECT_EQ(copy.sensor.take_log(), "01 02 03 P");  // the address was before
  EXPECT_THAT(copy.irq.rises(), ElementsAre(38us));
  EXPECT_EQ(copy.irq.rises(), original.irq.rises());
}

}  // namespace
}  // namespace armillary::soc
