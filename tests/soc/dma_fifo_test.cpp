// SPDX-License-Identifier: GPL-2.0-or-later
// The virtual FIFOs of the DMA controller on a bare bus.
#include <gmock/gmock.h>

#include "dma_bench.h"

namespace armillary::soc {
namespace {

using namespace dma_registers;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t kWord = 2, kInt = 1U << 15;

class DmaFifoTest : public DmaBench {};

TEST_F(DmaFifoTest, ATransmitFifoInterruptsAtOnceWhenItStartsEmpty) {
  program(kTx, {{kMemory, kBuffer},
                {kFixed, kPort},
                {kFifoSize, 16},
                {kCount, 1},
                {kControl, kHandshake | kInt}});
  EXPECT_FALSE(dma.interrupt().level());
  set(kTx, kStart, kRun);
  EXPECT_TRUE(dma.interrupt().level());
  set(kTx, kAcknowledge, kDone);
  EXPECT_EQ(get(kTx, kInterrupts), kDone) << "the condition still holds";
  set(kTx, kSoftwarePointer, 3);
  set(kTx, kAcknowledge, kDone);
  EXPECT_FALSE(dma.interrupt().level());
  EXPECT_EQ(get(kTx, kFifoCount), 3U);
  port.request.set(true);
  bench.run_to(1ms);
  EXPECT_THAT(port.written, SizeIs(3));
  EXPECT_TRUE(dma.interrupt().level());
  EXPECT_EQ(get(kTx, kFifoStatus), 2U);
  set(kTx, kStart, 0);
  set(kTx, kAcknowledge, kDone);
  EXPECT_FALSE(dma.interrupt().level()) << "only while it is started";
  EXPECT_EQ(get(kTx, kHardwarePointer), 3U) << "a stop keeps it";
  set(kTx, kStart, kRun);
  EXPECT_EQ(get(kTx, kHardwarePointer), 0U) << "a start does not";
}

TEST_F(DmaFifoTest, PointersAreBytesAndToggleWhenTheyWrap) {
  program(kRx, {{kMemory, kBuffer},
                {kFixed, kPort},
                {kFifoSize, 4},
                {kCount, 4},
                {kControl, kToMemory | kHandshake | kInt | kWord},
                {kStart, kRun}});
  port.request.set(true);
  bench.run_to(1ms);
  EXPECT_EQ(get(kRx, kHardwarePointer), 0x1'0000U) << "full, and it takes no more";
  EXPECT_EQ(get(kRx, kFifoCount), 4U);
  EXPECT_EQ(get(kRx, kFifoStatus), 1U);
  EXPECT_TRUE(dma.interrupt().level());
  EXPECT_THAT(port.sizes, SizeIs(4));
  set(kRx, kSoftwarePointer, 8);
  bench.run_to(2ms);
  EXPECT_EQ(get(kRx, kHardwarePointer), 0x1'0008U);
  EXPECT_EQ(get(kRx, kFifoCount), 4U);
  set(kRx, kSoftwarePointer, 0x1'0004);
  port.request.set(false);
  EXPECT_EQ(get(kRx, kFifoCount), 1U);
  set(kRx, kAcknowledge, kDone);
  EXPECT_FALSE(dma.interrupt().level());
}

TEST_F(DmaFifoTest, TheTimeoutComesAfterTheLastData) {
  program(kRx, {{kMemory, kBuffer},
                {kFixed, kPort},
                {kFifoSize, 32},
                {kCount, 32},
                {kTimeout, 2'600},
                {kControl, kToMemory | kHandshake | kTimeoutEnable},
                {kStart, kRun}});
  bench.run_to(1ms);
  EXPECT_THAT(irq.changes(), IsEmpty()) << "no data yet";
  for (int i = 0; i < 3; ++i) {
    bench.run_for(50us);
    port.reads_left = 1;
    port.request.set(true);
  }
  bench.run_to(2ms);
  EXPECT_THAT(irq.rises(), ElementsAre(1150us + 100us));
  EXPECT_EQ(get(kRx, kInterrupts), kTimedOut);
  set(kRx, kAcknowledge, kTimedOut);
  EXPECT_FALSE(dma.interrupt().level());
}

TEST_F(DmaFifoTest, TheAlertComparesTheRoomThatIsLeft) {
  program(kTx, {{kFifoSize, 16}, {kAlert, 4}, {kSoftwarePointer, 12}});
  EXPECT_EQ(get(kTx, kFifoStatus), 0U);
  set(kTx, kSoftwarePointer, 13);
  EXPECT_EQ(get(kTx, kFifoStatus), 4U);
  program(kTx, {{kAlert, 0x8000'0000 | 4}});
  EXPECT_EQ(get(kTx, kFifoStatus), 0U);
  set(kTx, kSoftwarePointer, 0);
  EXPECT_EQ(get(kTx, kFifoStatus), 6U);
}

TEST_F(DmaFifoTest, AFifoWithoutASizeMovesNothing) {
  program(
      kRx,
      {{kMemory, kBuffer}, {kFixed, kPort}, {kControl, kToMemory | kHandshake}, {kStart, kRun}});
  port.request.set(true);
  bench.run_to(1ms);
  EXPECT_THAT(port.sizes, IsEmpty());
  EXPECT_EQ(get(kRx, kFifoStatus), 2U);
  EXPECT_THAT(bench.warnings(), ElementsAre(HasSubstr("FFSIZE is 0")));
}

TEST_F(DmaFifoTest, AFreeRunningFifoFillsInItsTimeAndStops) {
  program(kRx, {{kMemory, kBuffer},
                {kFixed, kPort},
                {kFifoSize, 1'000},
                {kCount, 1'000},
                {kControl, kToMemory | kInt},
                {kStart, kRun}});
  bench.run_to(10ms);
  EXPECT_EQ(get(kRx, kFifoCount), 1'000U);
  ASSERT_THAT(irq.rises(), SizeIs(1));
  EXPECT_NEAR(static_cast<double>(irq.rises().front().count()),
              static_cast<double>(units(1'000).count()), 10);
}

TEST_F(DmaFifoTest, AnyPointersGiveAFillWithinTheSize) {
  for (const std::uint32_t size : {0U, 1U, 7U, 0xFFFFU}) {
    for (const std::uint32_t unit : {1U, 2U, 4U}) {
      for (const std::uint32_t writer : {0U, 5U, 0xFFFFU, 0x1'0000U, 0x1'FFFFU}) {
        for (const std::uint32_t reader : {0U, 6U, 0xFFFFU, 0x1'0001U, 0x1'FFFFU}) {
          const VirtualFifo fifo{
              .size = size * unit, .unit = unit, .writer = writer, .reader = reader};
          EXPECT_LE(fifo.count(), fifo.capacity());
          EXPECT_LT(fifo.next(writer) & VirtualFifo::kOffset, std::max(size * unit, 1U));
        }
      }
    }
  }
}

}  // namespace
}  // namespace armillary::soc
