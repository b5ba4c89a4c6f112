// SPDX-License-Identifier: GPL-2.0-or-later
//
// At which instruction an interrupt arrives: at the first that begins at or after its instant, and
// never another for another slice length.
#include <string>

#include "arrival.guest.h"
#include "cpu/armv7m/workbench.h"

namespace armillary::cpu::test {
namespace {

namespace prog = guest::arrival;
using std::chrono::nanoseconds;

/// All that a slice length could show in.
struct Outcome {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> stores;
  std::vector<Step> trace;
  std::uint64_t instructions = 0;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome run_mixture(std::uint64_t quantum, CyclesPerInstruction cpi) {
  Workbench::Options options;
  options.quantum = quantum;
  options.cpi = cpi;
  Workbench bench(prog::kImage, options);
  for (unsigned n = 0; n < 3; ++n) bench.vector(kFirstExternal + n, prog::tell_where);
  bench.vector(kSysTick, prog::tell_where);
  bench.vector(kPendSv, prog::tell_where);
  bench.start(prog::mixture);
  // Three sources whose periods have nothing to do with the core's clock.
  struct Source {
    unsigned irq;
    nanoseconds period;
    std::unique_ptr<sim::TimedEvent> event;
  };
  std::vector<Source> sources;
  sources.reserve(3);
  for (const auto& [irq, period] :
       {std::pair{0U, nanoseconds{13'337}}, {1U, nanoseconds{7'001}}, {2U, nanoseconds{29'989}}}) {
    Source& source = sources.emplace_back(Source{irq, period, nullptr});
    source.event = std::make_unique<sim::TimedEvent>(bench.domain().events(), "source", [&] {
      bench.m4().pulse(source.irq);
      source.event->schedule(bench.domain().now() + source.period);
    });
    source.event->schedule(sim::kPowerOn + period);
  }
  sim::TimedEvent faster(bench.domain().events(), "clock", [&] {
    bench.clock().set_rate(bench.domain().now(), sim::Rate{197'600'000});
  });
  faster.schedule(sim::kPowerOn + nanoseconds{3'000'123});
  bench.run(500);
  EXPECT_EQ(bench.fault_text(), "");
  return {bench.stores, bench.trace, bench.m4().instructions()};
}

class Arrival : public testing::TestWithParam<CyclesPerInstruction> {};

TEST_P(Arrival, NoSliceLengthMovesAnInterrupt) {
  const Outcome whole = run_mixture(100'000, GetParam());
  EXPECT_GT(whole.trace.size(), 2'000U);
  EXPECT_GT(whole.stores.size(), 4'000U);
  for (const std::uint64_t quantum : {1'000U, 20'000U, 137U, 3U}) {
    EXPECT_TRUE(run_mixture(quantum, GetParam()) == whole) << "quantum " << quantum;
  }
}

INSTANTIATE_TEST_SUITE_P(CyclesPerInstruction, Arrival,
                         testing::Values(CyclesPerInstruction{1, 1}, CyclesPerInstruction{3, 2}),
                         [](const auto& cpi) {
                           return fmt::format("{}_{}", cpi.param.numerator, cpi.param.denominator);
                         });

TEST(ArrivalInstant, IsAtTheFirstInstructionThatBeginsAtOrAfterTheInstant) {
  // Around 50 us: with 40 MHz an instruction begins each 25 ns, at 50'000 too.
  for (const int offset : {-1, 0, 1, 24, 25, 26}) {
    Workbench::Options options;
    options.rate = sim::Rate{40'000'000};
    Workbench bench(prog::kImage, options);
    bench.vector(kFirstExternal, prog::tell_where);
    bench.start(prog::straight);
    sim::TimedEvent event(bench.domain().events(), "line", [&] { bench.m4().pulse(0); });
    event.schedule(sim::kPowerOn + nanoseconds{50'000 + offset});
    bench.run();
    ASSERT_GE(bench.stores.size(), 2U);
    ASSERT_EQ(bench.trace.size(), 2U);
    const auto cycle = static_cast<std::uint64_t>(2000 + (offset + 24) / 25);
    EXPECT_EQ(bench.trace[0].cycle, cycle) << offset;
    // 6 instructions of the program come before the NOPs of 2 bytes.
    const std::uint32_t pc = (prog::run_begin & ~1U) + 2 * static_cast<std::uint32_t>(cycle - 6);
    EXPECT_EQ(bench.stores[1].second, pc) << offset;
  }
}

}  // namespace
}  // namespace armillary::cpu::test
