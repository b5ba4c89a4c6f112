// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace armillary::sim {
namespace {

using namespace std::chrono_literals;

constexpr Rate kA7{500'000'000};
constexpr Rate kM4Pll{197'600'000};
constexpr Rate kM4Xtal{26'000'000};
constexpr Rate kGpt32k{32'768};
constexpr Rate kGpt1k{32'768, 33};

TEST(Rate, WholeSecondsAreExact) {
  EXPECT_EQ(kM4Pll.ticks_in(10s), 1'976'000'000);
  EXPECT_EQ(kM4Pll.span_of(1'976'000'000), 10s);
  EXPECT_EQ(kGpt1k.span_of(32'768), 33s);
  EXPECT_EQ(kGpt1k.ticks_in(33s), 32'768);
}

TEST(Rate, ATickHappensAtTheFirstNanosecondNotBeforeIt) {
  // 1/197.6 MHz is 5.06 ns.
  EXPECT_EQ(kM4Pll.span_of(1), 6ns);
  EXPECT_EQ(kM4Pll.ticks_in(5ns), 0);
  EXPECT_EQ(kM4Pll.ticks_in(6ns), 1);
}

TEST(Rate, YearsDoNotOverflow) {
  constexpr auto hundred_years = std::chrono::hours{24 * 36'525};
  EXPECT_EQ(kA7.ticks_in(hundred_years), 500'000'000LL * 3600 * 24 * 36'525);
  EXPECT_EQ(kM4Pll.span_of(kM4Pll.ticks_in(hundred_years)), hundred_years);
}

RC_GTEST_PROP(RateProperty, EveryTickComesBackFromItsInstant, ()) {
  const auto rate = *rc::gen::element(kA7, kM4Pll, kM4Xtal, kGpt32k, kGpt1k, Rate{2'000'000});
  const auto tick = *rc::gen::inRange<std::int64_t>(0, 1LL << 40);
  const Duration instant = rate.span_of(tick);
  RC_ASSERT(rate.ticks_in(instant) == tick);
  if (tick > 0) RC_ASSERT(rate.ticks_in(instant - 1ns) == tick - 1);
}

TEST(Ticker, CountsFromItsEpoch) {
  const Ticker ticker{kGpt32k, kPowerOn + 100ns};
  EXPECT_EQ(ticker.ticks_at(kPowerOn + 100ns), 0);
  EXPECT_EQ(ticker.time_of(32'768), kPowerOn + 1s + 100ns);
}

}  // namespace
}  // namespace armillary::sim
