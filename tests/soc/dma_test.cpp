// SPDX-License-Identifier: GPL-2.0-or-later
// The DMA controller on a bare bus: what its registers do. What drivers do with it is in
// dma_drivers_test.cpp.
#include "soc/dma.h"

#include <gmock/gmock.h>

#include "dma_bench.h"

namespace armillary::soc {
namespace {

using namespace dma_registers;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t kWord = 2, kHalfword = 1;
constexpr std::uint32_t kInt = 1U << 15;
constexpr std::uint32_t kCopy = kSourceIncrements | kDestinationIncrements;

class DmaTest : public DmaBench {};

TEST_F(DmaTest, RegistersOfEveryChannelKeepWhatIsWritten) {
  struct Row {
    std::uint32_t offset, reset, kept;
  };
  const std::vector<Row> rows{{kSource, 0, 0xFFFF'FFFF},
                              {kDestination, 0, 0xFFFF'FFFF},
                              {kWrapPoint, 0, 0xFFFF},
                              {kWrapTo, 0, 0xFFFF'FFFF},
                              {kCount, 0, 0x1'FFFF},
                              {kControl, 0, 0x7'E73F},
                              {kInterrupts, 0, 0},
                              {kAcknowledge, 0, 0},
                              {kRemaining, 0, 0},
                              {0x28, 0, 0xFF},
                              {kMemory, 0, 0xFFFF'FFFF},
                              {kFifoCount, 0, 0},
                              {kAlert, 0, 0x8000'FFFF},
                              {kFifoSize, 0, 0xFFFF},
                              {kTimeout, 0, 0xFFFF'FFFF},
                              {kHardwarePointer, 0, 0},
                              {kSoftwarePointer, 0, 0x1'FFFF},
                              {kFixed, 0, 0xFFFF'FFFF}};
  for (unsigned channel = 0; channel < Dma::kChannels; ++channel) {
    EXPECT_EQ(get(channel, kFifoStatus), 2U) << "empty before its first use";
    for (const Row& row : rows) {
      EXPECT_EQ(get(channel, row.offset), row.reset) << channel << ' ' << row.offset;
      if (row.offset == kFifoCount) continue;
      set(channel, row.offset, 0xFFFF'FFFF);
      EXPECT_EQ(get(channel, row.offset), row.kept) << channel << ' ' << row.offset;
      set(channel, row.offset, 0);
      EXPECT_EQ(get(channel, row.offset), 0U) << channel << ' ' << row.offset;
    }
  }
  bench.run_to(1ms);
  EXPECT_THAT(bench.warnings(), IsEmpty());
  EXPECT_THAT(irq.changes(), IsEmpty());
}

TEST_F(DmaTest, GlobalRegistersReadAsTheDriversNeedThem) {
  EXPECT_EQ(read32(dma, kChannelReset), kAllChannels);
  EXPECT_EQ(read32(dma, kEnabled), kAllChannels);
  write32(dma, kEnableClear, 1U << 7);
  EXPECT_EQ(read32(dma, kEnabled), kAllChannels & ~(1U << 7));
  // MediaTek's driver reads, sets a bit, writes: a live value would switch off or on all others.
  EXPECT_EQ(read32(dma, kEnableSet), 0U);
  EXPECT_EQ(read32(dma, kEnableClear), 0U);
  write32(dma, kPause, 1U << 3);
  EXPECT_EQ(read32(dma, kPause), 1U << 3);
  EXPECT_EQ(read32(dma, kPaused), 1U << 3);
}

// Full-size.

TEST_F(DmaTest, MemoryToMemoryTakesTheTimeOfItsUnitsAndInterrupts) {
  memory.put(kBuffer, "forty bytes that are to be moved on now.");
  program(kM2m, {{kSource, kBuffer},
                 {kDestination, kOther},
                 {kCount, 10},
                 {kControl, kCopy | kInt | kWord},
                 {kStart, kRun}});
  EXPECT_TRUE(running(kM2m));
  EXPECT_EQ(get(kM2m, kRemaining), 10U);
  bench.run_to(1ms);
  EXPECT_EQ(memory.text(kOther, 41),
            std::string("forty bytes that are to be moved on now.") + '\0');
  EXPECT_THAT(irq.rises(), ElementsAre(units(10)));
  EXPECT_FALSE(running(kM2m));
  EXPECT_EQ(get(kM2m, kRemaining), 0U);
  EXPECT_EQ(get(kM2m, kInterrupts), kDone);
  EXPECT_EQ(read32(dma, kGlobalStatus), 2U << 24);
  EXPECT_EQ(get(kM2m, kStart), kRun) << "START stays";
  EXPECT_THAT(memory.writes, ElementsAre(TestDmaMemory::Range{kOther, 40}));
  set(kM2m, kAcknowledge, kDone);
  EXPECT_FALSE(dma.interrupt().level());
  EXPECT_EQ(get(kM2m, kInterrupts), 0U);
}

TEST_F(DmaTest, WithoutItenACompletionIsSilent) {
  program(
      kM2m,
      {{kSource, kBuffer}, {kDestination, kOther}, {kCount, 3}, {kControl, kCopy}, {kStart, kRun}});
  bench.run_to(1ms);
  EXPECT_FALSE(running(kM2m));
  EXPECT_THAT(irq.changes(), IsEmpty());
}

TEST_F(DmaTest, ALongTransferGoesInPiecesThatRlctShows) {
  program(kM2m, {{kSource, kBuffer},
                 {kDestination, kOther},
                 {kCount, 5'000},
                 {kControl, kCopy | kInt},
                 {kStart, kRun}});
  bench.run_to(units(2'500));
  EXPECT_NEAR(get(kM2m, kRemaining), 2'500, 256);
  EXPECT_TRUE(running(kM2m));
  set(kM2m, kStart, 0);
  const std::uint32_t left = get(kM2m, kRemaining);
  bench.run_to(1s);
  EXPECT_EQ(get(kM2m, kRemaining), left) << "stopped";
  EXPECT_FALSE(running(kM2m));
  EXPECT_THAT(irq.changes(), IsEmpty());
}

TEST_F(DmaTest, OverlappingRegionsRepeatWhatWasWritten) {
  memory.put(kBuffer, "ab");
  program(kM2m, {{kSource, kBuffer},
                 {kDestination, kBuffer + 2},
                 {kCount, 8},
                 {kControl, kCopy},
                 {kStart, kRun}});
  bench.run_to(1ms);
  EXPECT_EQ(memory.text(kBuffer, 10), "ababababab");
}

TEST_F(DmaTest, WithoutIncrementAnAddressStays) {
  memory.put(kBuffer, "xyz");
  program(kM2m, {{kSource, kBuffer},
                 {kDestination, kOther},
                 {kCount, 3},
                 {kControl, kDestinationIncrements},
                 {kStart, kRun}});
  bench.run_to(1ms);
  EXPECT_EQ(memory.text(kOther, 4), std::string("xxx\0", 4));
  program(kM2m, {{kStart, 0}, {kControl, kSourceIncrements}, {kStart, kRun}});
  bench.run_to(2ms);
  EXPECT_EQ(memory.text(kOther, 3), "zxx");
}

TEST_F(DmaTest, ASideJumpsOnceAtTheWrapPoint) {
  memory.put(kBuffer, "0123456789");
  memory.put(kOther, "ABCDEFGH");
  const std::uint32_t result = kSysramBase + 0x4000;
  program(kM2m, {{kSource, kBuffer},
                 {kDestination, result},
                 {kCount, 8},
                 {kWrapPoint, 3},
                 {kWrapTo, kOther},
                 {kControl, kCopy | kWrapEnable},
                 {kStart, kRun}});
  bench.run_to(1ms);
  EXPECT_EQ(memory.text(result, 8), "012ABCDE");
  program(kM2m, {{kStart, 0},
                 {kDestination, result},
                 {kWrapTo, result + 0x10},
                 {kControl, kCopy | kWrapEnable | kWrapsDestination},
                 {kStart, kRun}});
  bench.run_to(2ms);
  EXPECT_EQ(memory.text(result, 3), "012");
  EXPECT_EQ(memory.text(result + 0x10, 5), "34567");
}

TEST_F(DmaTest, FlashIsReadAndSharedMemoryIsReached) {
  program(kM2m, {{kSource, kXipBase + 0x20},
                 {kDestination, kSharedMemoryBase + 0x40},
                 {kCount, 2},
                 {kControl, kCopy | kWord},
                 {kStart, kRun}});
  bench.run_to(1ms);
  EXPECT_EQ(bus.read(kSharedMemoryBase + 0x40, 4).value, 0x2322'2120U);
  program(kM2m, {{kStart, 0},
                 {kSource, kSharedMemoryBase + 0x40},
                 {kDestination, kOther},
                 {kControl, kCopy | kHalfword},
                 {kStart, kRun}});
  bench.run_to(2ms);
  EXPECT_EQ(memory.text(kOther, 4), " !\"#");
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

struct Unreachable {
  std::uint32_t source, destination;
  const char* words;
};
class DmaReachTest : public DmaBench, public testing::WithParamInterface<Unreachable> {};
INSTANTIATE_TEST_SUITE_P(
    Places, DmaReachTest,
    testing::Values(
        Unreachable{0x0010'1234, kSysramBase, "cannot read 0x00101234: the TCM is there"},
        Unreachable{kSysramBase, 0x0012'0000, "cannot write 0x00120000: the TCM is there"},
        Unreachable{kSysramBase, kXipBase, "cannot write 0x10000000: read-only flash is there"},
        Unreachable{0x2008'0000, kSysramBase, "cannot read 0x20080000: the core's configuration"},
        Unreachable{0xE000'ED00, kSysramBase, "cannot read 0xE000ED00: the core's own registers"},
        Unreachable{0x4000'0000, kSysramBase, "cannot read 0x40000000: nothing is there"},
        Unreachable{kSysramBase, 0x4000'0000, "cannot write 0x40000000: nothing is there"}));

TEST_P(DmaReachTest, NothingMovesAndOneWarningSaysWhy) {
  for (int round = 0; round < 3; ++round) {
    program(kM2m, {{kStart, 0},
                   {kSource, GetParam().source},
                   {kDestination, GetParam().destination},
                   {kCount, 4},
                   {kControl, kCopy | kInt},
                   {kStart, kRun}});
    bench.run_for(1ms);
    EXPECT_EQ(get(kM2m, kRemaining), 4U);
    EXPECT_TRUE(running(kM2m));
  }
  EXPECT_THAT(memory.writes, IsEmpty());
  EXPECT_THAT(irq.changes(), IsEmpty());
  EXPECT_THAT(bench.warnings(),
              ElementsAre(testing::AllOf(HasSubstr("channel 12"), HasSubstr(GetParam().words),
                                         HasSubstr("place the buffer in SYSRAM (0x22000000)"))));
  // It works again when the addresses are right.
  program(kM2m, {{kStart, 0}, {kSource, kBuffer}, {kDestination, kOther}, {kStart, kRun}});
  bench.run_for(1ms);
  EXPECT_EQ(get(kM2m, kRemaining), 0U);
}

TEST_F(DmaTest, ATransferThatLeavesSysramStopsThere) {
  const std::uint32_t end = kSysramBase + kSysramSize;
  program(kM2m, {{kSource, kBuffer},
                 {kDestination, end - 8},
                 {kCount, 4},
                 {kControl, kCopy | kWord},
                 {kStart, kRun}});
  bench.run_to(1ms);
  EXPECT_EQ(get(kM2m, kRemaining), 2U);
  EXPECT_THAT(bench.warnings(), ElementsAre(HasSubstr("cannot write 0x22010000: nothing")));
}

TEST_F(DmaTest, OddSettingsAreBoundedAndNamedOnce) {
  const std::vector<std::pair<std::vector<Poke>, std::string>> table{
      {{{kSource, kBuffer}, {kDestination, kOther}, {kCount, 0}}, "COUNT is 0"},
      {{{kSource, kBuffer + 1}, {kCount, 2}, {kControl, kCopy | kWord}}, "lowest bits"},
      {{{kControl, kCopy | 3}, {kSource, kBuffer}}, "unit of size 3"},
  };
  for (const auto& [script, words] : table) {
    const std::size_t before = bench.warnings().size();
    for (int round = 0; round < 2; ++round) {
      program(kM2m, {{kStart, 0}});
      program(kM2m, script);
      set(kM2m, kStart, kRun);
      bench.run_for(1ms);
      EXPECT_FALSE(running(kM2m));
      EXPECT_EQ(get(kM2m, kRemaining), 0U);
    }
    EXPECT_THAT(bench.warnings(), SizeIs(before + 1));
    EXPECT_THAT(bench.warnings(), Contains(HasSubstr(words)));
  }
}

// Half-size.

TEST_F(DmaTest, AUnitMovesForEachRequestAtItsInstant) {
  memory.put(kBuffer, "one");
  program(kHalfTx, {{kMemory, kBuffer},
                    {kFixed, kPort},
                    {kCount, 3},
                    {kControl, kSourceIncrements | kHandshake | kInt},
                    {kStart, kRun}});
  bench.run_to(100us);
  EXPECT_THAT(port.written, IsEmpty());
  // Software's requests are for one unit each.
  for (const char letter : {'o', 'n', 'e'}) {
    bench.run_for(100us);
    for (const std::uint32_t value : {0U, 1U << kHalfTx, 0U}) write32(dma, kSetRequest, value);
    bench.run_for(1ns);
    EXPECT_EQ(port.written.back(), static_cast<std::uint32_t>(letter));
  }
  EXPECT_THAT(port.written, SizeIs(3));
  EXPECT_THAT(port.sizes, Each(4U)) << "registers are 32 bits";
  EXPECT_THAT(irq.rises(), ElementsAre(400us + 2ns));
  EXPECT_FALSE(running(kHalfTx));
}

TEST_F(DmaTest, AStaleRequestOfSoftwareIsTakenBack) {
  program(kHalfTx, {{kMemory, kBuffer},
                    {kFixed, kPort},
                    {kCount, 3},
                    {kControl, kSourceIncrements | kHandshake}});
  write32(dma, kSetRequest, 1U << kHalfTx);
  write32(dma, kClearRequest, 1U << kHalfTx);
  set(kHalfTx, kStart, kRun);
  bench.run_to(1ms);
  EXPECT_EQ(get(kHalfTx, kRemaining), 3U);
}

TEST_F(DmaTest, ReceivesIntoMemoryWhileTheRequestIsHigh) {
  program(kHalfRx, {{kMemory, kBuffer},
                    {kFixed, kPort},
                    {kCount, 10},
                    {kControl, kToMemory | kDestinationIncrements | kHandshake | kInt},
                    {kStart, kRun}});
  bench.run_to(10us);
  port.reads_left = 4;
  port.request.set(true);
  EXPECT_EQ(get(kHalfRx, kRemaining), 10U) << "not within the observer";
  bench.run_for(1ns);
  EXPECT_EQ(get(kHalfRx, kRemaining), 6U);
  EXPECT_EQ(memory.text(kBuffer, 5), std::string("\x01\x02\x03\x04\0", 5));
  bench.run_to(20us);
  port.request.set(true);
  bench.run_to(1ms);
  EXPECT_EQ(get(kHalfRx, kRemaining), 0U);
  EXPECT_THAT(irq.rises(), ElementsAre(20us));
}

TEST_F(DmaTest, HalfAndReload) {
  program(kHalfTx, {{kMemory, kBuffer},
                    {kFixed, kPort},
                    {kCount, 4 | kReload},
                    {kControl, kSourceIncrements | kHalfEnable | kInt},
                    {kStart, kRun}});
  memory.put(kBuffer, "abcd");
  bench.run_to(units(2) + 1ns);
  EXPECT_EQ(get(kHalfTx, kInterrupts), kHalfDone);
  EXPECT_THAT(irq.rises(), ElementsAre(units(2)));
  set(kHalfTx, kAcknowledge, kHalfDone);
  bench.run_to(2 * units(2) + 1ns);
  EXPECT_EQ(get(kHalfTx, kInterrupts), kDone);
  EXPECT_TRUE(running(kHalfTx));
  EXPECT_EQ(get(kHalfTx, kRemaining), 4U) << "and again";
  bench.run_to(4 * units(2) + 1ns);
  EXPECT_THAT(port.written, ElementsAre('a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'));
  program(kHalfTx, {{kCount, 4}});
  bench.run_to(1ms);
  EXPECT_FALSE(running(kHalfTx)) << "the last round";
  EXPECT_THAT(port.written, SizeIs(12));
}

TEST_F(DmaTest, TwoBuffersAreChainedByTheWrapPoint) {
  memory.put(kBuffer, "first");
  memory.put(kOther, "second");
  program(kHalfTx, {{kMemory, kBuffer},
                    {kFixed, kPort},
                    {kCount, 11},
                    {kWrapPoint, 5},
                    {kWrapTo, kOther},
                    {kControl, kSourceIncrements | kHandshake | kWrapEnable},
                    {kStart, kRun}});
  port.request.set(true);
  bench.run_to(1ms);
  EXPECT_EQ(std::string(port.written.begin(), port.written.end()), "firstsecond");
}

TEST_F(DmaTest, BytesInMemoryAreWordsAtThePeripheral) {
  memory.put(kBuffer + 1, "123456");
  program(kHalfTx, {{kMemory, kBuffer + 1},
                    {kFixed, kPort},
                    {kCount, 6},
                    {kControl, kSourceIncrements | kHandshake | kBytesInWords},
                    {kStart, kRun}});
  port.request.set(true);
  bench.run_to(1ms);
  EXPECT_THAT(port.written, ElementsAre(0x3433'3231U, 0x3635U));
  port.request.set(false);
  program(kHalfRx, {{kMemory, kOther + 3},
                    {kFixed, kPort},
                    {kCount, 6},
                    {kControl, kToMemory | kDestinationIncrements | kHandshake | kBytesInWords},
                    {kStart, kRun}});
  port.request.set(true);
  bench.run_to(2ms);
  EXPECT_EQ(memory.text(kOther + 3, 7), std::string("\1\2\3\4\2\3\0", 7));
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(DmaTest, APeripheralThatDoesNotAnswerStopsTheChannel) {
  program(kHalfTx, {{kMemory, kBuffer},
                    {kFixed, 0x4000'0000},
                    {kCount, 6},
                    {kControl, kSourceIncrements},
                    {kStart, kRun}});
  bench.run_to(1ms);
  EXPECT_EQ(get(kHalfTx, kRemaining), 6U);
  EXPECT_THAT(bench.warnings(), ElementsAre(HasSubstr("FIXADDR is to hold the address")));
}

TEST_F(DmaTest, AByteIsNotPoppedWhenItsBufferIsOutOfReach) {
  program(kHalfRx, {{kMemory, 0x0010'0000},
                    {kFixed, kPort},
                    {kCount, 6},
                    {kControl, kToMemory | kDestinationIncrements | kHandshake},
                    {kStart, kRun}});
  port.request.set(true);
  bench.run_to(1ms);
  EXPECT_THAT(port.sizes, IsEmpty());
  EXPECT_THAT(bench.warnings(), ElementsAre(HasSubstr("channel 3 cannot write 0x00100000")));
}

// Gates.

TEST_F(DmaTest, ClockPauseAndResetHoldAChannel) {
  const auto start = [this] {
    program(kM2m, {{kStart, 0},
                   {kSource, kBuffer},
                   {kDestination, kOther},
                   {kCount, 4},
                   {kControl, kCopy},
                   {kStart, kRun}});
    bench.run_for(1ms);
  };
  write32(dma, kEnableClear, 1U << kM2m);
  start();
  EXPECT_EQ(get(kM2m, kRemaining), 4U);
  EXPECT_THAT(bench.warnings(), ElementsAre(HasSubstr("its clock is off")));
  write32(dma, kEnableSet, 1U << kM2m);
  bench.run_for(1ms);
  EXPECT_EQ(get(kM2m, kRemaining), 0U);

  write32(dma, kPause, 1U << kM2m);
  start();
  EXPECT_EQ(get(kM2m, kRemaining), 4U);
  write32(dma, kPause, 0);
  bench.run_for(1ms);
  EXPECT_EQ(get(kM2m, kRemaining), 0U);

  write32(dma, kChannelReset, kAllChannels & ~(1U << kM2m));
  EXPECT_EQ(get(kM2m, kCount), 0U) << "back at its reset value";
  start();
  EXPECT_FALSE(running(kM2m));
  EXPECT_EQ(get(kM2m, kStart), 0U);
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("holds it in reset")));
  write32(dma, kChannelReset, kAllChannels);
  start();
  EXPECT_EQ(get(kM2m, kRemaining), 0U);
}

TEST_F(DmaTest, ChannelsThatRequestEachOtherForEverTakeTime) {
  // Two channels that write each other's bit of SET_DREQ, again and again.
  const std::uint32_t registers = kDmaBase + kSetRequest;
  for (const unsigned channel : {kHalfTx, kHalfRx}) {
    const std::uint32_t buffer = kBuffer + 4 * channel;
    const std::uint32_t bit = 1U << (channel == kHalfTx ? kHalfRx : kHalfTx);
    memory.put(buffer, std::string(reinterpret_cast<const char*>(&bit), 4));
    program(channel, {{kMemory, buffer},
                      {kFixed, registers},
                      {kCount, 1 | kReload},
                      {kControl, kSourceIncrements | kHandshake | kWord},
                      {kStart, kRun}});
  }
  write32(dma, kSetRequest, 1U << kHalfTx);
  bench.run_to(1ms);
  EXPECT_TRUE(running(kHalfTx));
}

}  // namespace
}  // namespace armillary::soc
