// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "sim/time.h"

namespace armillary::board {

/// A voltage over time, in microvolts. What is outside 0 V to the converter's reference is clipped
/// by the converter, not here.
struct ConstantWave {
  std::int64_t microvolts = 0;
};
/// A straight line from one value to the other within `duration_ns` (more than 0). Then it stays,
/// or starts again when `repeat` is set.
struct RampWave {
  std::int64_t from_microvolts = 0, to_microvolts = 0;
  std::int64_t duration_ns = 0;
  bool repeat = false;
};
/// mean + amplitude * sin(2 pi t / period); `period_ns` is more than 0.
struct SineWave {
  std::int64_t mean_microvolts = 0, amplitude_microvolts = 0;
  std::int64_t period_ns = 0;
};
/// Straight lines between points, whose times rise strictly; constant before the first and after
/// the last, or from the first one on again at the time of the last one when `repeat` is set. At
/// least one point.
struct PointsWave {
  struct Point {
    std::int64_t at_ns = 0;
    std::int64_t microvolts = 0;
  };
  std::vector<Point> points;
  bool repeat = false;
};
/// mean + amplitude * sample / 32768, each sample for 1 / `rate` seconds. The last one stays, or it
/// starts again when `repeat` is set. At least one sample; `rate` is at least 1.
struct SampledWave {
  std::shared_ptr<const std::vector<std::int16_t>> samples;
  std::uint32_t rate = 1;
  std::int64_t mean_microvolts = 0, amplitude_microvolts = 0;
  bool repeat = false;
};
using Waveform = std::variant<ConstantWave, RampWave, SineWave, PointsWave, SampledWave>;

/// The voltage of an analogue source at an instant, in microvolts: a pure function, so that it does
/// not matter who asks when. The same on every host: whole numbers, and for the sine a table.
std::int64_t microvolts_at(const Waveform& wave, sim::Time t);

}  // namespace armillary::board
