// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/waveform.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using sim::kPowerOn;

TEST(Waveform, Ramp) {
  const Waveform once = RampWave{0, 1'000'000, 10'000'000'000, false};
  EXPECT_EQ(microvolts_at(once, kPowerOn), 0);
  EXPECT_EQ(microvolts_at(once, kPowerOn + 5s), 500'000);
  EXPECT_EQ(microvolts_at(once, kPowerOn + 1h), 1'000'000);
  const Waveform again = RampWave{0, 1'000'000, 10'000'000'000, true};
  EXPECT_EQ(microvolts_at(again, kPowerOn + 15s), 500'000);
}

TEST(Waveform, SineIsWithinAThousandthOfTheRealOne) {
  const Waveform wave = SineWave{770'000, 70'000, 60'000'000'000};
  for (int second = 0; second < 120; ++second) {
    const double expected = 770'000 + 70'000 * std::sin(2 * std::numbers::pi * second / 60.0);
    EXPECT_NEAR(static_cast<double>(microvolts_at(wave, kPowerOn + std::chrono::seconds{second})),
                expected, 70);
  }
}

TEST(Waveform, Points) {
  const Waveform wave = PointsWave{{{1'000'000'000, 100}, {2'000'000'000, 300}}};
  EXPECT_EQ(microvolts_at(wave, kPowerOn), 100);
  EXPECT_EQ(microvolts_at(wave, kPowerOn + 1500ms), 200);
  EXPECT_EQ(microvolts_at(wave, kPowerOn + 9s), 300);
}

TEST(Waveform, Samples) {
  const auto samples = std::make_shared<const std::vector<std::int16_t>>(
      std::vector<std::int16_t>{0, 16384, -32768});
  SampledWave wave{samples, 1'000, 1'000'000, 500'000, false};
  const auto at = [&](sim::Duration t) { return microvolts_at(wave, kPowerOn + t); };
  EXPECT_EQ(at(0ms), 1'000'000);
  EXPECT_EQ(at(1999us), 1'250'000);
  EXPECT_EQ(at(2ms), 500'000);
  EXPECT_EQ(at(1h), 500'000);
  wave.repeat = true;
  EXPECT_EQ(at(4ms), 1'250'000);
}

}  // namespace
}  // namespace armillary::board
