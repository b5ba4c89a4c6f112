// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/gpio_counter.h"

#include <gmock/gmock.h>

#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

enum : std::uint32_t {
  kPin0 = 0x100,
  kPin1 = 0x104,
  kPin2 = 0x108,
  kStatic = 0x10C,
  kDynamic = 0x110,
  kResetValue = 0x120,
  kLow = 0x124,
  kHigh = 0x128,
  kEnable = 0x130,
  kClear = 0x134,
  kStatus = 0x138,
  kCounts = 0x140,
  kValue0 = 0x144,
  kValue1 = 0x148,
  kCount = 0x14C,
};
constexpr std::uint32_t kRising = 0, kFalling = 1, kBoth = 2;
constexpr std::uint32_t mode(std::uint32_t mode, std::uint32_t edge) {
  return mode << 18 | edge << 16;
}

class CounterTest : public testing::Test {
 protected:
  void on() { counter.set_global_control(0x09); }
  void pin(unsigned number, bool level) {
    pads.set_outside(12 + number, {.kind = level ? PinDrive::Kind::high : PinDrive::Kind::low},
                     Pull::none);
  }
  void pulse(unsigned number) {
    pin(number, true);
    pin(number, false);
  }
  void set(std::uint32_t offset, std::uint32_t value) { write32(counter, offset, value); }
  std::uint32_t get(std::uint32_t offset) { return read32(counter, offset); }

  Bench bench;
  Pads pads{bench.domain};
  GpioCounter counter{bench.context, "GPIO counter 3", 0x3804'0000, 12, pads};
  WireLog irq{bench, counter.interrupt()};
};

TEST_F(CounterTest, ResetValues) {
  for (const std::uint32_t offset : {kPin0, kPin1, kPin2, kStatic, kDynamic, kResetValue, kLow,
                                     kHigh, kEnable, kClear, kStatus, kCounts, kCount}) {
    EXPECT_EQ(get(offset), 0U) << offset;
  }
}

TEST_F(CounterTest, NothingCountsUntilTheCounterItsClockAndTheEventsAreOn) {
  set(kStatic, mode(1, kRising));
  for (const std::uint32_t global : {0x00U, 0x01U, 0x08U}) {
    counter.set_global_control(global);
    set(kDynamic, 1);
    pulse(0);
    EXPECT_EQ(get(kCount), 0U) << global;
  }
  on();
  set(kDynamic, 0);
  pulse(0);
  EXPECT_EQ(get(kCount), 0U);
  set(kDynamic, 1);
  pulse(0);
  EXPECT_EQ(get(kCount), 1U);
}

TEST_F(CounterTest, UpAndDownWithEachKindOfEdge) {
  on();
  for (const auto& [edge, each] : {std::pair{kRising, 1U}, {kFalling, 1U}, {kBoth, 2U}, {3U, 1U}}) {
    play(counter,
         {{kResetValue, 100}, {kStatic, mode(1, edge)}, {kDynamic, 0x1'0001}, {kDynamic, 1}});
    ASSERT_EQ(get(kCount), 100U);
    for (int i = 0; i < 5; ++i) pulse(0);
    EXPECT_EQ(get(kCount), 100U + 5 * each) << edge;
    for (int i = 0; i < 7; ++i) pulse(1);
    EXPECT_EQ(get(kCount), 100U - 2 * each) << edge;
    pulse(2);
    EXPECT_EQ(get(kCount), 100U - 2 * each) << "the third pin counts nothing";
  }
  play(counter, {{kStatic, mode(1, kRising) | 1U << 21}, {kDynamic, 0x1'0001}, {kDynamic, 1}});
  pulse(0);
  EXPECT_EQ(get(kCount), 99U) << "the other way round";
}

TEST_F(CounterTest, DirectionIsTheSecondPinsLevel) {
  on();
  play(counter, {{kStatic, mode(0, kRising)}, {kDynamic, 1}});
  pin(1, true);
  for (int i = 0; i < 3; ++i) pulse(0);
  EXPECT_EQ(get(kCount), 3U);
  pin(1, false);
  pulse(0);
  EXPECT_EQ(get(kCount), 2U);
  set(kStatic, mode(0, kRising) | 1U << 20);
  pulse(0);
  EXPECT_EQ(get(kCount), 3U);
}

TEST_F(CounterTest, QuadratureKnowsWhichPinLeads) {
  on();
  play(counter, {{kStatic, mode(2, kRising)}, {kDynamic, 1}});
  const auto turn = [this](unsigned leads) {
    pin(leads, true);
    pin(1 - leads, true);
    pin(leads, false);
    pin(1 - leads, false);
  };
  for (int i = 0; i < 4; ++i) turn(0);
  EXPECT_EQ(get(kCount), 4U);
  for (int i = 0; i < 3; ++i) turn(1);
  EXPECT_EQ(get(kCount), 1U);
  set(kStatic, mode(2, kBoth));
  turn(0);
  EXPECT_EQ(get(kCount), 3U) << "two edges a turn";
  set(kStatic, mode(2, kBoth) | 1U << 22);
  turn(0);
  EXPECT_EQ(get(kCount), 1U);
  set(kStatic, mode(3, kBoth));
  turn(0);
  EXPECT_EQ(get(kCount), 1U);
  EXPECT_EQ(bench.warnings().size(), 1U);
}

TEST_F(CounterTest, LimitsInterruptWhenTheyAreReached) {
  on();
  // MediaTek's sample: 100 to begin with, 90 and 110, both.
  play(counter, {{kStatic, mode(1, kRising) | 3U << 24},
                 {kResetValue, 100},
                 {kLow, 90},
                 {kHigh, 110},
                 {kEnable, 0x3},
                 {kDynamic, 1},
                 {kDynamic, 0x1'0001},
                 {kDynamic, 1}});
  for (int i = 0; i < 9; ++i) pulse(0);
  EXPECT_THAT(irq.rises(), IsEmpty());
  pulse(0);
  EXPECT_EQ(irq.rises().size(), 1U);
  EXPECT_EQ(get(kStatus), 0x2U);
  // Held at 1 the bit takes nothing in.
  set(kClear, 0x2);
  EXPECT_FALSE(counter.interrupt().level());
  pulse(1);
  pulse(0);
  EXPECT_EQ(get(kStatus), 0U);
  set(kClear, 0);
  EXPECT_EQ(get(kStatus), 0U);
  pulse(1);
  pulse(0);
  EXPECT_EQ(get(kStatus), 0x2U);
  for (int i = 0; i < 20; ++i) pulse(1);
  EXPECT_EQ(get(kStatus), 0x3U);
  // The mode chooses.
  play(counter, {{kClear, 0x3}, {kClear, 0}, {kStatic, mode(1, kRising) | 2U << 24}});
  pulse(0);
  pulse(1);
  EXPECT_EQ(get(kStatus), 0U) << "not the low one";
}

TEST_F(CounterTest, LimitsHoldTheCountOrBringItBack) {
  on();
  const auto begin = [this](std::uint32_t saturation) {
    play(counter, {{kStatic, mode(1, kRising) | saturation << 28},
                   {kResetValue, 5},
                   {kLow, 3},
                   {kHigh, 7},
                   {kDynamic, 0x1'0001},
                   {kDynamic, 1}});
  };
  const auto after = [this](unsigned which, int pulses) {
    for (int i = 0; i < pulses; ++i) pulse(which);
    return get(kCount);
  };
  begin(0);
  EXPECT_EQ(after(1, 4), 1U);
  begin(1);
  EXPECT_EQ(after(1, 4), 3U);
  EXPECT_EQ(after(0, 6), 9U) << "only the low one holds";
  begin(2);
  EXPECT_EQ(after(0, 4), 7U);
  EXPECT_EQ(after(1, 1), 6U);
  begin(3);
  EXPECT_EQ(after(1, 2), 5U);
  EXPECT_EQ(after(1, 1), 4U);
  begin(4);
  EXPECT_EQ(after(0, 3), 6U);
}

TEST_F(CounterTest, OverflowAndUnderflowAreTold) {
  on();
  play(counter, {{kStatic, mode(1, kRising)},
                 {kResetValue, 0xFFFF'FFFF},
                 {kDynamic, 0x1'0001},
                 {kDynamic, 1}});
  pulse(0);
  EXPECT_EQ(get(kCount), 0U);
  EXPECT_EQ(get(kStatus), 0x100U);
  pulse(1);
  EXPECT_EQ(get(kCount), 0xFFFF'FFFFU);
  EXPECT_EQ(get(kStatus), 0x300U);
}

TEST_F(CounterTest, TheThirdPinResetsWhileItHasTheLevel) {
  on();
  play(counter,
       {{kResetValue, 50}, {kEnable, 0x4}, {kStatic, mode(1, kRising) | 0x5}, {kDynamic, 1}});
  EXPECT_EQ(get(kCount), 0U);
  pin(2, true);
  EXPECT_EQ(get(kCount), 50U);
  EXPECT_EQ(irq.rises().size(), 1U);
  pulse(0);
  EXPECT_EQ(get(kCount), 50U);
  pin(2, false);
  pulse(0);
  EXPECT_EQ(get(kCount), 51U);
  play(counter, {{kClear, 4}, {kClear, 0}});
  EXPECT_FALSE(counter.interrupt().level());
  // Low is the level: it is there already.
  set(kStatic, mode(1, kRising) | 0x4);
  EXPECT_EQ(get(kCount), 50U);
  EXPECT_EQ(irq.rises().size(), 2U);
}

TEST_F(CounterTest, TheFilterSwallowsWhatIsShorterThanItsWidth) {
  // 260 clocks of 26 MHz: 10 us.
  play(counter, {{kPin0, 1U << 14 | 260}, {kStatic, mode(1, kBoth)}, {kDynamic, 1}});
  on();
  pin(0, true);
  bench.run_to(9'999ns);
  pin(0, false);
  bench.run_to(1ms);
  EXPECT_EQ(get(kCount), 0U);
  pin(0, true);
  bench.run_to(1ms + 9'999ns);
  EXPECT_EQ(get(kCount), 0U);
  bench.run_to(1ms + 10us + 1ns);
  EXPECT_EQ(get(kCount), 1U);
  // The third clock: 125 MHz.
  counter.select_clock(2);
  pin(0, false);
  bench.run_to(1ms + 10us + 2'081ns);
  EXPECT_EQ(get(kCount), 1U);
  bench.run_to(1ms + 10us + 2'082ns);
  EXPECT_EQ(get(kCount), 2U);
}

TEST_F(CounterTest, TheFilterBeginsWithItsInitialLevel) {
  pin(0, true);
  play(counter, {{kPin0, 1U << 14 | 26}, {kStatic, mode(1, kBoth)}, {kDynamic, 1}});
  on();
  bench.run_to(1ms);
  EXPECT_EQ(get(kCount), 1U) << "it begins low";
  counter.set_global_control(0);
  set(kPin0, 1U << 15 | 1U << 14 | 26);
  on();
  bench.run_to(2ms);
  EXPECT_EQ(get(kCount), 1U) << "it begins high";
}

TEST_F(CounterTest, CapturesAreClocksSinceTheStart) {
  on();
  play(counter, {{kStatic, kRising << 8 | kBoth << 10}, {kEnable, 0x1'0000}, {kDynamic, 2}});
  bench.run_to(1ms);
  pin(0, true);
  pin(1, true);
  bench.run_to(3ms);
  pin(0, false);
  pin(1, false);
  bench.run_to(5ms);
  pin(0, true);
  EXPECT_EQ(get(kCounts), 0x22U);
  EXPECT_EQ(irq.rises(), std::vector<sim::Duration>{1ms});
  EXPECT_EQ(get(kStatus), 0x3'0000U);
  EXPECT_EQ(get(kValue0), 26'000U);
  EXPECT_EQ(get(kValue0), 130'000U);
  EXPECT_FALSE(counter.interrupt().level());
  EXPECT_EQ(get(kValue1), 26'000U);
  EXPECT_EQ(get(kValue1), 78'000U);
  EXPECT_EQ(get(kValue1), 0U);
  EXPECT_EQ(get(kStatus), 0x0200'0000U) << "read empty";
  EXPECT_EQ(get(kCounts), 0U);
}

TEST_F(CounterTest, AFullCaptureFifoLosesAndSaysSo) {
  on();
  play(counter, {{kStatic, kRising << 8}, {kDynamic, 2}});
  for (int i = 0; i < 8; ++i) pulse(0);
  EXPECT_EQ(get(kCounts), 0x8U);
  EXPECT_EQ(get(kStatus), 0x1'0000U);
  pulse(0);
  EXPECT_EQ(get(kStatus), 0x1'1000U);
  // A reset by the third pin leaves a mark in both, and finds no room in one.
  set(kStatic, kRising << 8 | 0x3);
  pin(2, true);
  EXPECT_EQ(get(kStatus), 0x3'5004U);
  EXPECT_EQ(get(kCounts), 0x18U);
  // The software's reset empties them.
  play(counter, {{kDynamic, 0x2'0002}, {kDynamic, 2}});
  EXPECT_EQ(get(kCounts), 0U);
}

TEST_F(CounterTest, ACaptureResetStartsTheTimeAgain) {
  on();
  play(counter, {{kStatic, kRising << 8}, {kDynamic, 2}});
  bench.run_to(1ms);
  play(counter, {{kDynamic, 0x2'0002}, {kDynamic, 2}});
  bench.run_to(2ms);
  pulse(0);
  EXPECT_EQ(get(kValue0), 26'000U);
  // Off, the time stands still.
  set(kDynamic, 0);
  bench.run_to(4ms);
  set(kDynamic, 2);
  bench.run_to(5ms);
  counter.select_clock(1);
  bench.run_to(1005ms);
  pulse(0);
  EXPECT_EQ(get(kValue0), 52'000U + 32'768U);
}

TEST_F(CounterTest, EveryEdgeOfAPwmIsCountedAtItsInstant) {
  on();
  play(counter, {{kStatic, mode(1, kBoth) | kBoth << 8 | 2U << 24},
                 {kHigh, 2'000},
                 {kEnable, 2},
                 {kDynamic, 3}});
  // 1 kHz from another core: a quarter of the time high.
  const PwmWave wave{.tick = sim::Rate{2'000'000}, .s0_on = 500, .s0_off = 1'500};
  pads.set_outside(12, {PinDrive::Kind::pwm, wave}, Pull::none);
  bench.run_to(10ms - 1ns);
  // It was high when it came.
  EXPECT_EQ(get(kCount), 20U);
  EXPECT_EQ(get(kValue0), 0U);
  EXPECT_EQ(get(kValue0), 6'500U);
  EXPECT_EQ(get(kValue0), 26'000U);
  bench.run_to(2s);
  EXPECT_THAT(irq.rises(), ElementsAre(999'250us));
  pin(0, false);
  const std::uint32_t before = get(kCount);
  bench.run_to(3s);
  EXPECT_EQ(get(kCount), before) << "the wave is gone";
}

TEST_F(CounterTest, AResetOfTheGroupClearsAll) {
  on();
  play(counter, {{kStatic, mode(1, kRising) | kRising << 8}, {kEnable, 0x1'0000}, {kDynamic, 3}});
  pulse(0);
  EXPECT_TRUE(counter.interrupt().level());
  counter.reset();
  EXPECT_FALSE(counter.interrupt().level());
  EXPECT_EQ(get(kCount), 0U);
  EXPECT_EQ(get(kCounts), 0U);
  EXPECT_EQ(get(kStatic), 0U);
  play(counter, {{kStatic, mode(1, kRising)}, {kDynamic, 1}});
  pulse(0);
  EXPECT_EQ(get(kCount), 1U) << "GLOBAL_CTRL still says on";
}

/// The level of a wave, tick by tick, against the instants of its changes.
TEST(PwmWaveChanges, AreWhereTheLevelChanges) {
  using Ticks = std::array<std::uint32_t, 6>;
  for (const Ticks& t :
       {Ticks{1, 1, 1, 0, 0, 0}, Ticks{3, 2, 2, 1, 4, 3}, Ticks{3, 0, 4, 0, 2, 2},
        Ticks{0, 3, 4, 2, 0, 2}, Ticks{0, 3, 4, 0, 2, 2}, Ticks{2, 3, 1, 0, 0, 5},
        Ticks{5, 0, 1, 0, 0, 0}, Ticks{0, 0, 1, 0, 0, 0}, Ticks{1, 4, 3, 2, 0, 1}}) {
    for (const bool active_low : {false, true}) {
      SCOPED_TRACE(testing::PrintToString(t));
      const PwmWave wave{.start = sim::kPowerOn + 1us,
                         .tick = sim::Rate{26'000'000},
                         .s0_on = t[0],
                         .s0_off = t[1],
                         .s0_cycles = t[2],
                         .s1_on = t[3],
                         .s1_off = t[4],
                         .s1_cycles = t[5],
                         .active_low = active_low};
      sim::Time next = wave.next_change(sim::kPowerOn);
      for (sim::Time now = sim::kPowerOn + 1ns; now < sim::kPowerOn + 5us; now += 1ns) {
        const bool changes = wave.level_at(now) != wave.level_at(now - 1ns);
        ASSERT_EQ(next == now, changes) << sim::nanoseconds(now);
        if (changes) next = wave.next_change(now);
      }
    }
  }
}

}  // namespace
}  // namespace armillary::soc
