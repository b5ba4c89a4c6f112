// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "os/file.h"
#include "os/wall_clock.h"
#include "sim/domain.h"
#include "sim/event_queue.h"

namespace armillary::os {

/// timerfd_create(2). Expires at exact instants of virtual time.
class TimerFile final : public File {
 public:
  static constexpr int kAbsolute = 1;     ///< TFD_TIMER_ABSTIME
  static constexpr int kCancelOnSet = 2;  ///< TFD_TIMER_CANCEL_ON_SET

  struct Setting {
    sim::Duration interval{};  ///< 0: once
    sim::Duration value{};     ///< 0: disarmed
  };

  /// `wall`: counts by CLOCK_REALTIME. Both references must outlive the file.
  TimerFile(std::uint32_t flags, sim::Domain& domain, WallClock& wall_clock, bool wall);

  void set(int flags, Setting setting);
  /// Time until the next expiry, as timerfd_gettime tells it.
  [[nodiscard]] Setting remaining() const;
  /// Eight bytes: expiries since the last read. -kECANCELED after the clock was set.
  SysResult read(std::span<std::byte> out) override;
  [[nodiscard]] std::uint32_t poll() const override {
    return expired_ || cancelled_ ? kEpollIn : 0;
  }

 private:
  void expire();
  void clock_was_set();

  sim::Domain& domain_;
  WallClock& wall_clock_;
  bool wall_;
  bool cancel_on_set_ = false, cancelled_ = false, expired_ = false;
  sim::Duration interval_{};
  sim::Time next_ = sim::kNever;                ///< the first expiry that was not read
  std::optional<sim::Duration> wall_deadline_;  ///< what CLOCK_REALTIME shows then
  sim::TimedEvent event_;
  WaitLink clock_changed_;
};

}  // namespace armillary::os
