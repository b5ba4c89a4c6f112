// SPDX-License-Identifier: GPL-2.0-or-later
//
// Sleep, reset, the system registers, the timers of the core, exclusives: ARM ARM B1.5.17 to
// B1.5.19 (WFE, SEV, WFI, SLEEPONEXIT), B3.2 to B3.4 (SCB, SysTick, NVIC), A3.4 (exclusives).
#include <optional>

#include "cpu/armv7m/workbench.h"
#include "sleep_and_system.guest.h"

namespace armillary::cpu::test {
namespace {

namespace prog = guest::sleep_and_system;
using std::chrono::microseconds;
using testing::_;
using testing::ElementsAre;

class Bench : public testing::Test {
 protected:
  /// A store of the guest to the port at +8 has `action` happen 15 us later.
  void later(std::function<void()> action) {
    event.emplace(bench.domain().events(), "later", std::move(action));
    bench.on_write = [this](std::uint32_t address, std::uint32_t) {
      if (address == kPort + 8) event->schedule(bench.domain().now() + microseconds{15});
      return true;
    };
  }
  std::vector<std::uint32_t> run(std::uint32_t program) {
    bench.start(program);
    bench.run();
    EXPECT_EQ(bench.fault_text(), "");
    return bench.values();
  }
  Workbench bench{prog::kImage};
  std::optional<sim::TimedEvent> event;
};

using Sleep = Bench;
using System = Bench;

TEST_F(Sleep, WfiEndsUnderPrimaskAndTheHandlerWaits) {
  bench.vector(kFirstExternal, prog::tell);
  later([this] { bench.m4().pulse(0); });
  EXPECT_THAT(run(prog::wfi_masked), ElementsAre(0x200, 0x00410800, 16, 0x201));
  // It slept: 15 us are 390 cycles.
  EXPECT_GE(bench.stores[0].first, 390U);
}

TEST_F(Sleep, WhatBasepriMasksDoesNotEndWfi) {
  bench.vector(kFirstExternal, prog::tell);
  bench.vector(kFirstExternal + 1, prog::tell);
  std::optional<sim::TimedEvent> second;
  second.emplace(bench.domain().events(), "second", [this] { bench.m4().pulse(0); });
  later([&] {
    bench.m4().pulse(1);
    second->schedule(bench.domain().now() + microseconds{15});
  });
  EXPECT_THAT(run(prog::wfi_below_basepri), ElementsAre(16, 0x200, 17, 0x201));
  EXPECT_GE(bench.stores[0].first, 780U);
}

TEST_F(Sleep, ADisabledInterruptDoesNotEndWfi) {
  later([this] { bench.m4().pulse(0); });
  EXPECT_THAT(run(prog::wfi_disabled), ElementsAre());
  EXPECT_TRUE(bench.m4().asleep());
}

TEST_F(Sleep, WfeTakesEventsFromSevExceptionsAndPendingInterrupts) {
  bench.vector(kSvCall, prog::tell);
  later([this] { bench.m4().pulse(0); });
  EXPECT_THAT(run(prog::wfe_events), ElementsAre(0x200, 11, 0x201, 0x202, 0x00400800, 0x203));
  EXPECT_TRUE(bench.m4().asleep());
}

TEST_F(Sleep, WfeDoesNotWakeForAMaskedInterrupt) {
  later([this] { bench.m4().pulse(0); });
  EXPECT_THAT(run(prog::wfe_masked), ElementsAre());
  EXPECT_TRUE(bench.m4().asleep());
}

TEST_F(Sleep, SleepOnExitGoesBackToSleepUntilItIsCleared) {
  bench.vector(kSysTick, prog::tell_and_stay_awake);
  EXPECT_THAT(run(prog::sleep_on_exit), ElementsAre(15, 15, 15, 0x200));
  EXPECT_EQ(bench.stores[1].first - bench.stores[0].first, 500U);
  EXPECT_LT(bench.stores[3].first - bench.stores[2].first, 20U);
}

TEST_F(Sleep, SleepdeepIsForThePowerController) {
  EXPECT_THAT(run(prog::deep_sleep), ElementsAre());
  EXPECT_TRUE(bench.m4().sleeps_deeply());
}

TEST_F(System, ResetIsRequestedWithTheKeyOnly) {
  int resets = 0;
  bench.m4().on_reset([&](ResetCause cause) {
    // The second program sleeps at once, else this would go on for ever.
    if (++resets == 2) {
      EXPECT_EQ(cause, ResetCause::software);
      bench.m4().poke(CoreRegister::pc, prog::deep_sleep);
    }
  });
  EXPECT_THAT(run(prog::reset_request), ElementsAre(0x200, 0x201));
  EXPECT_EQ(resets, 2);
}

TEST_F(System, TheVectorTableIsAlignedTo128Bytes) {
  EXPECT_THAT(run(prog::vector_table), ElementsAre(0x20001100, 11, 0x200));
}

TEST_F(System, TheNvicHas100LinesWithThreePriorityBits) {
  bench.vector(kFirstExternal + 99, prog::tell);
  EXPECT_THAT(run(prog::nvic_registers), ElementsAre(3, 0xF, 0, 0xE0E0E0E0, 0, 0x40, 0x4000,
                                                     0xE0E00000, 0x80, 115, 0, 0, 0x00400800));
}

TEST_F(System, ActiveBitsFollowTheHandlers) {
  bench.vector(kFirstExternal, prog::tell_active);
  bench.vector(kSvCall, prog::tell_nested_icsr);
  bench.start(prog::active_bits);
  bench.m4().nvic().set_priority(kFirstExternal, 0x80);
  bench.run();
  EXPECT_THAT(bench.values(), ElementsAre(1, 0, 11, 0x80));
}

TEST_F(System, VectpendingCountsBasepriButNotPrimask) {
  EXPECT_THAT(run(prog::masked_icsr), ElementsAre(0x00410800, 0x00400800));
}

TEST_F(System, SysTickRegisters) {
  EXPECT_THAT(run(prog::systick_registers),
              ElementsAre(0xC0000000, 4, 0x00FFFFFF, 0,  //
                          99, 98, 0x00010005, 0x00000005, 5, 0, 0x00010005, 5));
}

TEST_F(System, TheCycleCounterCountsInstructionsWhileTraceIsEnabled) {
  EXPECT_THAT(run(prog::cycle_counter), ElementsAre(0, 4));
}

TEST(SystemTime, CyclesPerInstructionStretchTheCycleCounter) {
  Workbench::Options options;
  options.cpi = {3, 2};
  Workbench bench(prog::kImage, options);
  bench.start(prog::cycle_counter);
  bench.run();
  EXPECT_THAT(bench.values(), ElementsAre(0, 6));
}

TEST(SystemTime, AClockChangeInTheMiddleOfATickKeepsTheCyclesAndChangesTheirLength) {
  Workbench bench(prog::kImage);
  bench.vector(kSysTick, prog::tell);
  bench.start(prog::ticks);
  bench.m4().poke(CoreRegister::r8, 2599);  // 100 us at 26 MHz
  std::vector<sim::Time> ticks;
  bench.on_write = [&](std::uint32_t, std::uint32_t) {
    ticks.push_back(bench.domain().now());
    return true;
  };
  sim::TimedEvent change(bench.domain().events(), "change", [&] {
    bench.clock().set_rate(bench.domain().now(), sim::Rate{130'000'000});
  });
  change.schedule(sim::kPowerOn + microseconds{250});
  bench.run(40);
  ASSERT_GE(ticks.size(), 5U);
  const auto span = [&](std::size_t i) { return (ticks[i + 1] - ticks[i]).count(); };
  EXPECT_NEAR(static_cast<double>(span(0)), 100'000, 40);
  // About half of the third period at the old rate and half at the new one, five times as fast.
  EXPECT_NEAR(static_cast<double>(span(1)), 50'000 + 10'000, 400);
  EXPECT_NEAR(static_cast<double>(span(2)), 20'000, 10);
  EXPECT_EQ(bench.stores[3].first - bench.stores[2].first, 2600U);
  EXPECT_EQ(bench.stores[2].first - bench.stores[1].first, 2600U);
}

TEST_F(System, ExceptionsClearTheExclusiveMonitor) {
  bench.vector(kSvCall, prog::tell);
  EXPECT_THAT(run(prog::exclusives), ElementsAre(0, 1, 11, 1, 1, 0));
}

TEST_F(System, ThereIsNoBitBand) {
  bench.vector(kHardFault, prog::bus_fault);
  bench.start(prog::bit_band);
  bench.run();
  EXPECT_THAT(bench.values(), ElementsAre(0x22000000));
}

TEST_F(System, RegistersThatAreNotModelledReadZeroAndAreNamedOnce) {
  EXPECT_THAT(run(prog::absent_registers), ElementsAre(0, 0, 0));
  const auto& warnings = bench.domain().journal().warnings();
  ASSERT_EQ(warnings.size(), 3U);
  EXPECT_EQ(warnings.at({"m4-0", "SCS register 0xE000ED94 write is not modelled"}), 1U);
  EXPECT_EQ(warnings.at({"m4-0", "SCS register 0xE000ED94 read is not modelled"}), 2U);
  EXPECT_EQ(warnings.at({"m4-0", "FPB register 0xE0002000 read is not modelled"}), 1U);
}

TEST_F(System, UnprivilegedCodeReachesTheItmAsFarAsTprLetsIt) {
  std::string console;
  bench.m4().set_itm_console([&](std::uint8_t byte) { console += static_cast<char>(byte); });
  bench.vector(kSvCall, prog::close_port);
  EXPECT_THAT(run(prog::unprivileged_trace), ElementsAre(1, 0x40000000, 0x200));
  EXPECT_EQ(console, "A");
}

TEST_F(System, DevicesSeeTheAccessesAsTheGuestMakesThem) {
  run(prog::device_accesses);
  const std::vector<std::tuple<char, std::uint32_t, unsigned>> expected{
      {'r', kPort + 0x01, 1}, {'r', kPort + 0x02, 2}, {'r', kPort + 0x04, 4},
      {'w', kPort + 0x09, 1}, {'w', kPort + 0x0A, 2}, {'r', kPort + 0x11, 4},
      {'r', kPort + 0x20, 4}, {'r', kPort + 0x24, 4}, {'r', kPort + 0x40, 4},
      {'r', kPort + 0x44, 4}, {'r', kPort + 0x48, 4}};
  EXPECT_EQ(bench.accesses, expected);
}

}  // namespace
}  // namespace armillary::cpu::test
