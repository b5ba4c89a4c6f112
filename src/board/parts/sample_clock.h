// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "sim/archive.h"
#include "sim/time.h"

namespace armillary::board {

/// A physical quantity over time in millionths of its unit (g, degrees a second, degrees Celsius,
/// hPa): a pure function of the instant.
using Quantity = std::function<std::int64_t(sim::Time)>;

/// When a sensor samples: at a fixed rate since it was switched on, and which sample somebody has
/// fetched. It needs no events: everything follows from the time at which it is asked.
class SampleClock {
 public:
  /// From `now` on samples come at `rate`, the first one a period later; nullopt: none. The last
  /// sample stays until the next one.
  void start(std::optional<sim::Rate> rate, sim::Time now);
  /// One sample at this instant, as in a one-shot conversion.
  void sample_once(sim::Time when);
  /// Forgets all samples.
  void reset() { *this = SampleClock{}; }

  [[nodiscard]] bool running() const { return rate_.has_value(); }
  /// When the newest sample was taken; nullopt: none yet.
  [[nodiscard]] std::optional<sim::Time> last(sim::Time now) const;
  /// A sample that nobody has fetched.
  [[nodiscard]] bool fresh(sim::Time now) const;
  /// More than one sample since the last fetch.
  [[nodiscard]] bool overrun(sim::Time now) const;
  /// The newest sample is fetched.
  void fetch(sim::Time now);
  /// When the next sample comes, kNever when off.
  [[nodiscard]] sim::Time next(sim::Time now) const;

  /// `rate` is what the owner's registers say: it is not saved here.
  void serialize(sim::Archive& archive, std::optional<sim::Rate> rate);

 private:
  static constexpr sim::Time kNone{sim::Duration{-1}};
  /// Samples since the start.
  [[nodiscard]] std::int64_t count(sim::Time now) const;

  std::optional<sim::Rate> rate_;
  sim::Time start_{};
  sim::Time held_ = kNone;  ///< the last sample before the start
  bool held_fresh_ = false;
  std::int64_t fetched_ = 0;  ///< samples since the start up to the last fetch
};

}  // namespace armillary::board
