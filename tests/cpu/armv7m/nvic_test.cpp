// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/nvic.h"

#include <gmock/gmock.h>

namespace armillary::cpu {
namespace {

constexpr std::uint32_t kAll = 0xFFFFFFFF;
constexpr std::uint32_t kIser = 0x100, kIcer = 0x180, kIspr = 0x200, kIcpr = 0x280, kIabr = 0x300;
constexpr std::uint32_t kIpr = 0x400, kIctr = 0x004, kStir = 0xF00;

unsigned irq(unsigned line) { return kFirstExternal + line; }

TEST(Nvic, HasAHundredLinesInFourWords) {
  Nvic nvic;
  EXPECT_EQ(nvic.read(kIctr), 3U);
  for (unsigned bank = 0; bank < 4; ++bank) nvic.write(kIser + 4 * bank, kAll, kAll);
  EXPECT_EQ(nvic.read(kIser + 8), kAll);
  EXPECT_EQ(nvic.read(kIser + 12), 0xFU);
  nvic.write(kIser + 16, kAll, kAll);
  EXPECT_EQ(nvic.read(kIser + 16), 0U);
  EXPECT_EQ(nvic.read(kIcer + 12), 0xFU);
  nvic.write(kIcer + 12, 0x5, kAll);
  EXPECT_EQ(nvic.read(kIser + 12), 0xAU);
}

// FreeRTOS finds the number of priority bits by this.
TEST(Nvic, PriorityBytesKeepThreeBits) {
  Nvic nvic;
  nvic.write(kIpr + 4, 0x0000FF00, 0x0000FF00);
  EXPECT_EQ(nvic.read(kIpr + 4), 0x0000E000U);
  EXPECT_EQ(nvic.priority(irq(5)), 0xE0);
  nvic.write(kIpr + 4, 0x1F3F5F7F, kAll);
  EXPECT_EQ(nvic.read(kIpr + 4), 0x00204060U);
}

TEST(Nvic, APriorityByteLeavesItsNeighboursAlone) {
  Nvic nvic;
  nvic.write(kIpr, 0x20406080, kAll);
  nvic.write(kIpr, 0x00E00000, 0x00FF0000);
  EXPECT_EQ(nvic.read(kIpr), 0x20E06080U);
}

TEST(Nvic, PriorityWordsEndWithTheLastLine) {
  Nvic nvic;
  nvic.write(kIpr + 96, kAll, kAll);
  EXPECT_EQ(nvic.read(kIpr + 96), 0xE0E0E0E0U);
  nvic.write(kIpr + 100, kAll, kAll);
  EXPECT_EQ(nvic.read(kIpr + 100), 0U);
}

TEST(Nvic, TheMostUrgentPendingExceptionIsTheLowestPriorityThenTheLowestNumber) {
  Nvic nvic;
  for (unsigned line : {7U, 3U, 90U, 64U}) {
    nvic.set_enabled(irq(line), true);
    nvic.set_priority(irq(line), 0x80);
    nvic.pulse(line);
  }
  EXPECT_EQ(nvic.best().exception, irq(3));
  nvic.set_priority(irq(90), 0x40);
  EXPECT_EQ(nvic.best().exception, irq(90));
  EXPECT_EQ(nvic.best().priority, 0x40);
  nvic.set_enabled(irq(90), false);
  EXPECT_EQ(nvic.best().exception, irq(3));
  nvic.set_pending(kHardFault);
  EXPECT_EQ(nvic.best().exception, kHardFault);
  EXPECT_EQ(nvic.best().priority, -1);
  nvic.set_pending(kNmi);
  EXPECT_EQ(nvic.best().exception, kNmi);
}

TEST(Nvic, SubpriorityOrdersWithinAGroupButDoesNotPreempt) {
  Nvic nvic;
  nvic.set_priority_grouping(6);  // one group bit, two of subpriority
  nvic.set_enabled(irq(1), true);
  nvic.set_enabled(irq(2), true);
  nvic.set_priority(irq(1), 0xC0);
  nvic.set_priority(irq(2), 0xA0);
  nvic.pulse(1);
  nvic.pulse(2);
  EXPECT_EQ(nvic.best().exception, irq(2));
  EXPECT_EQ(nvic.best().priority, 0x80);
  nvic.activate(irq(2));
  EXPECT_EQ(nvic.active_priority(), 0x80);
  EXPECT_EQ(nvic.best().priority, 0x80);  // not below the active one
  nvic.set_priority_grouping(7);
  EXPECT_EQ(nvic.active_priority(), 0);
}

TEST(Nvic, AnEdgeIsLatchedUntilTheHandlerBegins) {
  Nvic nvic;
  nvic.pulse(20);
  EXPECT_TRUE(nvic.pending(irq(20)));
  nvic.activate(irq(20));
  EXPECT_FALSE(nvic.pending(irq(20)));
  EXPECT_EQ(nvic.read(kIabr), 1U << 20);
  nvic.deactivate(irq(20));
  EXPECT_FALSE(nvic.pending(irq(20)));
}

TEST(Nvic, AnEdgeWhileActiveIsNotLost) {
  Nvic nvic;
  nvic.pulse(20);
  nvic.activate(irq(20));
  nvic.pulse(20);
  EXPECT_TRUE(nvic.pending(irq(20)));
  nvic.deactivate(irq(20));
  EXPECT_TRUE(nvic.pending(irq(20)));
}

TEST(Nvic, AHighLinePendsAgainWhenItsHandlerReturns) {
  Nvic nvic;
  nvic.set_line(77, true);
  nvic.activate(irq(77));
  EXPECT_FALSE(nvic.pending(irq(77)));
  nvic.deactivate(irq(77));
  EXPECT_TRUE(nvic.pending(irq(77)));
  nvic.activate(irq(77));
  nvic.set_line(77, false);
  nvic.deactivate(irq(77));
  EXPECT_FALSE(nvic.pending(irq(77)));
}

TEST(Nvic, ClearPendingCannotClearALineThatIsHigh) {
  Nvic nvic;
  nvic.set_line(70, true);
  nvic.write(kIcpr + 8, 1U << 6, kAll);
  EXPECT_EQ(nvic.read(kIspr + 8), 1U << 6);
  nvic.set_line(70, false);
  EXPECT_EQ(nvic.read(kIspr + 8), 1U << 6);  // latched
  nvic.write(kIcpr + 8, 1U << 6, kAll);
  EXPECT_EQ(nvic.read(kIspr + 8), 0U);
}

TEST(Nvic, SoftwareTriggersLinesThatExist) {
  Nvic nvic;
  nvic.write(kStir, 42, kAll);
  EXPECT_TRUE(nvic.pending(irq(42)));
  nvic.write(kStir, 100, kAll);
  nvic.write(kStir, 0x1FF, kAll);
  nvic.set_line(100, true);
  nvic.pulse(1000);
  EXPECT_EQ(nvic.read(kIspr + 12), 0U);
  nvic.write(kIspr, 2, kAll);
  EXPECT_TRUE(nvic.pending(irq(1)));
  EXPECT_TRUE(nvic.external_pending());
}

TEST(Nvic, TellsOfChangesAndOfNewPendingExceptions) {
  Nvic nvic;
  int changes = 0;
  int pends = 0;
  nvic.on_change([&] { ++changes; });
  nvic.on_pend([&] { ++pends; });
  nvic.pulse(4);
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(pends, 1);
  nvic.pulse(4);  // already pending
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(pends, 1);
  nvic.set_enabled(irq(4), true);
  EXPECT_EQ(changes, 2);
  EXPECT_EQ(pends, 1);
}

TEST(Nvic, ResetForgetsAllButTheLevelsOfItsInputs) {
  Nvic nvic;
  nvic.set_line(8, true);
  nvic.pulse(9);
  nvic.set_enabled(irq(9), true);
  nvic.set_priority(irq(9), 0xE0);
  nvic.activate(irq(9));
  nvic.set_priority_grouping(3);
  nvic.reset();
  EXPECT_TRUE(nvic.pending(irq(8)));
  EXPECT_FALSE(nvic.pending(irq(9)));
  EXPECT_FALSE(nvic.active(irq(9)));
  EXPECT_FALSE(nvic.enabled(irq(9)));
  EXPECT_EQ(nvic.priority(irq(9)), 0);
  EXPECT_EQ(nvic.priority_grouping(), 0U);
  EXPECT_TRUE(nvic.enabled(kSysTick));
  EXPECT_FALSE(nvic.enabled(kBusFault));
}

TEST(Nvic, AStateCanBeRestored) {
  Nvic nvic;
  nvic.set_priority(irq(30), 0x60);
  nvic.set_enabled(irq(30), true);
  nvic.pulse(30);
  nvic.set_priority_grouping(5);
  Nvic other;
  other.restore(nvic.state());
  EXPECT_EQ(other.best().exception, irq(30));
  EXPECT_EQ(other.best().priority, 0x40);
}

TEST(Nvic, FixedPrioritiesCannotBeChanged) {
  Nvic nvic;
  nvic.set_priority(kHardFault, 0xE0);
  nvic.set_priority(kNmi, 0xE0);
  nvic.set_priority(13, 0xE0);  // reserved
  EXPECT_EQ(nvic.group_priority(kHardFault), -1);
  EXPECT_EQ(nvic.group_priority(kNmi), -2);
  EXPECT_EQ(nvic.priority(13), 0);
}

}  // namespace
}  // namespace armillary::cpu
