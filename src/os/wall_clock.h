// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "os/stat.h"
#include "os/wait_queue.h"
#include "sim/time.h"

namespace armillary::os {

/// CLOCK_REALTIME: virtual time plus an offset that clock_settime, NTP and the device file change.
/// Its start never comes from the host.
class WallClock {
 public:
  /// `at_power_on`: Unix time when virtual time is 0.
  explicit WallClock(TimeSpec at_power_on)
      : offset_(std::chrono::seconds(at_power_on.seconds) +
                std::chrono::nanoseconds(at_power_on.nanoseconds)) {}

  [[nodiscard]] TimeSpec at(sim::Time now) const { return split(now.time_since_epoch() + offset_); }
  void set(sim::Time now, TimeSpec value) {
    offset_ = join(value) - now.time_since_epoch();
    changed_.wake(0);
  }
  /// The virtual instant at which the clock shows `value`; may lie before power-on.
  [[nodiscard]] sim::Time when(TimeSpec value) const { return sim::Time(join(value) - offset_); }
  /// Woken when the clock was set: absolute CLOCK_REALTIME timers look again, timerfds with
  /// TFD_TIMER_CANCEL_ON_SET end.
  [[nodiscard]] WaitQueue& changed() { return changed_; }

  /// Values beyond what 64-bit nanoseconds hold (292 years) are cut to that.
  static sim::Duration join(TimeSpec value) {
    constexpr std::int64_t kLimit = 9'000'000'000;
    if (value.seconds > kLimit) value = {kLimit, 0};
    if (value.seconds < -kLimit) value = {-kLimit, 0};
    return std::chrono::seconds(value.seconds) + std::chrono::nanoseconds(value.nanoseconds);
  }
  static TimeSpec split(sim::Duration span) {
    std::int64_t seconds = span.count() / 1'000'000'000;
    std::int64_t rest = span.count() % 1'000'000'000;
    if (rest < 0) {
      rest += 1'000'000'000;
      --seconds;
    }
    return {seconds, rest};
  }

 private:
  sim::Duration offset_;
  WaitQueue changed_;
};

}  // namespace armillary::os
