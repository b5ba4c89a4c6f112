// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/systick.h"

#include <vector>

#include <gtest/gtest.h>

namespace armillary::cpu {
namespace {

constexpr std::uint32_t kCtrl = 0x10, kLoad = 0x14, kVal = 0x18, kCalib = 0x1C;
constexpr std::uint32_t kRun = 5, kRunWithInterrupt = 7, kCountFlag = 1U << 16;

/// A clock whose cycle is set by hand, and the events that become due on the way.
class SysTickTest : public ::testing::Test {
 protected:
  void go_to(std::uint64_t cycle) {
    while (events_.next() <= clock_.time_of(cycle)) {
      // As in a domain: the event runs before the first instruction at or after its instant.
      cycle_ = clock_.first_cycle_from(events_.next());
      events_.run_next();
    }
    cycle_ = cycle;
  }
  std::uint32_t val_at(std::uint64_t cycle) {
    go_to(cycle);
    return systick_.read(kVal);
  }

  CoreClock clock_{sim::Rate{197'600'000}};
  sim::EventQueue events_;
  std::uint64_t cycle_ = 0;
  std::vector<std::uint64_t> interrupts_;
  SysTick systick_{events_, clock_, [this] { return cycle_; },
                   [this] { interrupts_.push_back(cycle_); }};
};

TEST_F(SysTickTest, ResetLeavesItStopped) {
  EXPECT_EQ(systick_.read(kCtrl), 4U);  // CLKSOURCE is fixed
  EXPECT_EQ(systick_.read(kLoad), 0U);
  EXPECT_EQ(systick_.read(kCalib), 0xC0000000U);
  EXPECT_EQ(val_at(1000), 0U);
}

TEST_F(SysTickTest, CountsDownByOneEachCycleAndReloadsAfterZero) {
  systick_.write(kLoad, 9);
  systick_.write(kVal, 1234);
  systick_.write(kCtrl, kRun);
  EXPECT_EQ(systick_.read(kVal), 0U);
  EXPECT_EQ(val_at(1), 9U);
  EXPECT_EQ(val_at(2), 8U);
  EXPECT_EQ(val_at(9), 1U);
  EXPECT_EQ(val_at(10), 0U);
  EXPECT_EQ(val_at(11), 9U);
  EXPECT_EQ(val_at(10 + 10 * 1'000'000), 0U);
  EXPECT_EQ(val_at(11 + 10 * 1'000'000), 9U);
}

TEST_F(SysTickTest, CountFlagTellsOfZerosSinceTheLastReadOfCtrl) {
  systick_.write(kLoad, 9);
  systick_.write(kVal, 0);
  systick_.write(kCtrl, kRun);
  go_to(9);
  EXPECT_EQ(systick_.read(kCtrl), kRun);
  go_to(10);
  EXPECT_EQ(systick_.peek(kCtrl), kRun | kCountFlag);  // looking does not clear
  EXPECT_EQ(systick_.read(kCtrl), kRun | kCountFlag);
  EXPECT_EQ(systick_.read(kCtrl), kRun);
  go_to(45);
  EXPECT_EQ(systick_.read(kCtrl), kRun | kCountFlag);
  go_to(50);
  systick_.write(kVal, 5);  // clears VAL and COUNTFLAG
  EXPECT_EQ(systick_.read(kCtrl), kRun);
  EXPECT_EQ(systick_.read(kVal), 0U);
}

TEST_F(SysTickTest, CountFlagOutlivesTheCounterBeingStopped) {
  systick_.write(kLoad, 9);
  systick_.write(kVal, 0);
  systick_.write(kCtrl, kRun);
  go_to(12);
  systick_.write(kCtrl, 4);
  go_to(100);
  EXPECT_EQ(systick_.read(kVal), 8U);
  EXPECT_EQ(systick_.read(kCtrl), 4U | kCountFlag);
}

TEST_F(SysTickTest, ANewLoadIsUsedFromTheNextReload) {
  systick_.write(kLoad, 9);
  systick_.write(kVal, 0);
  systick_.write(kCtrl, kRun);
  go_to(5);
  systick_.write(kLoad, 99);
  EXPECT_EQ(systick_.read(kVal), 5U);
  EXPECT_EQ(val_at(10), 0U);
  EXPECT_EQ(val_at(11), 99U);
}

TEST_F(SysTickTest, WithLoadZeroItStopsAtZero) {
  systick_.write(kLoad, 3);
  systick_.write(kVal, 0);
  systick_.write(kCtrl, kRunWithInterrupt);
  go_to(2);
  systick_.write(kLoad, 0);
  EXPECT_EQ(val_at(4), 0U);
  EXPECT_EQ(val_at(400), 0U);
  EXPECT_EQ(interrupts_, (std::vector<std::uint64_t>{4}));
}

TEST_F(SysTickTest, LoadHas24Bits) {
  systick_.write(kLoad, 0xFF123456);
  EXPECT_EQ(systick_.read(kLoad), 0x00123456U);
}

TEST_F(SysTickTest, InterruptsComeAtEachZeroOnlyWithTickInt) {
  systick_.write(kLoad, 99);
  systick_.write(kVal, 0);
  systick_.write(kCtrl, kRun);
  EXPECT_TRUE(events_.empty());
  go_to(150);
  EXPECT_TRUE(interrupts_.empty());
  systick_.write(kCtrl, kRunWithInterrupt);
  go_to(450);
  EXPECT_EQ(interrupts_, (std::vector<std::uint64_t>{200, 300, 400}));
  systick_.write(kCtrl, kRun);
  EXPECT_TRUE(events_.empty());
}

TEST_F(SysTickTest, WritingValMakesNoInterruptPendingButMovesTheNextOne) {
  systick_.write(kLoad, 99);
  systick_.write(kVal, 0);
  systick_.write(kCtrl, kRunWithInterrupt);
  go_to(30);
  systick_.write(kVal, 0);
  EXPECT_TRUE(interrupts_.empty());
  go_to(300);
  EXPECT_EQ(interrupts_, (std::vector<std::uint64_t>{130, 230}));
}

TEST_F(SysTickTest, TenSecondsOfTicksAreTenSeconds) {
  systick_.write(kLoad, 197'599);
  systick_.write(kVal, 0);
  systick_.write(kCtrl, kRunWithInterrupt);
  go_to(1'976'000'000);
  EXPECT_EQ(interrupts_.size(), 10'000U);
  EXPECT_EQ(sim::nanoseconds(clock_.time_of(interrupts_.back())), 10'000'000'000);
}

TEST_F(SysTickTest, AChangeOfTheClockKeepsTheCountAndMovesTheInterrupt) {
  CoreClock slow(sim::Rate{26'000'000});
  clock_ = slow;
  systick_.write(kLoad, 25'999);
  systick_.write(kVal, 0);
  systick_.write(kCtrl, kRunWithInterrupt);
  EXPECT_EQ(sim::nanoseconds(events_.next()), 1'000'000);
  go_to(13'000);
  EXPECT_EQ(systick_.read(kVal), 13'000U);
  clock_.change_rate(13'000, sim::Rate{197'600'000});
  systick_.clock_changed();
  EXPECT_EQ(systick_.read(kVal), 13'000U);
  // 13,000 cycles at 26 MHz are 500 us, the other 13,000 at 197.6 MHz are 65,789.47... ns.
  EXPECT_EQ(sim::nanoseconds(events_.next()), 565'790);
  go_to(26'000);
  EXPECT_EQ(interrupts_, (std::vector<std::uint64_t>{26'000}));
}

TEST_F(SysTickTest, AStateCanBeRestored) {
  systick_.write(kLoad, 99);
  systick_.write(kVal, 0);
  systick_.write(kCtrl, kRunWithInterrupt);
  go_to(130);
  std::vector<std::uint64_t> others;
  SysTick other{events_, clock_, [this] { return cycle_; }, [&] { others.push_back(cycle_); }};
  other.restore(systick_.state());
  EXPECT_EQ(other.peek(kVal), 70U);
  EXPECT_EQ(other.peek(kCtrl), kRunWithInterrupt | kCountFlag);
  go_to(250);
  EXPECT_EQ(others, (std::vector<std::uint64_t>{200}));
}

TEST(CoreClock, EachCycleBeginsAtItsOwnNanosecond) {
  CoreClock clock(sim::Rate{197'600'000});
  for (std::uint64_t cycle : {0ULL, 1ULL, 2ULL, 7ULL, 1976ULL, 123'456'789ULL}) {
    EXPECT_EQ(clock.first_cycle_from(clock.time_of(cycle)), cycle);
  }
  EXPECT_EQ(clock.first_cycle_from(clock.time_of(5) + sim::Duration{1}), 6U);
  clock.change_rate(100, sim::Rate{32'768});
  const sim::Time change = clock.time_of(100);
  EXPECT_EQ(clock.first_cycle_from(change), 100U);
  EXPECT_EQ(clock.time_of(101) - change, sim::Duration{30'518});
}

}  // namespace
}  // namespace armillary::cpu
