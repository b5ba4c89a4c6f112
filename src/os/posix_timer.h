// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "os/abi/signals.h"
#include "os/stat.h"
#include "os/wait_queue.h"
#include "sim/event_queue.h"
#include "sim/time.h"

namespace armillary::os {

class Process;

/// A timer of timer_create(2), or ITIMER_REAL: sends a signal when it expires.
class PosixTimer {
 public:
  struct Notify {
    int signal = kSigAlrm;    ///< 0: none (SIGEV_NONE)
    std::int32_t thread = 0;  ///< 0: the process
    std::uint32_t value = 0;  ///< sigval
    std::int32_t id = 0;      ///< timer_t
    bool plain = false;       ///< setitimer: SI_KERNEL, without a count of overruns
  };
  /// `realtime`: absolute times are of CLOCK_REALTIME, and follow when that is set.
  PosixTimer(Process& process, Notify notify, bool realtime);

  struct Setting {
    sim::Duration interval{};  ///< 0: once
    sim::Duration value{};     ///< until the next expiry; 0: not armed
  };
  [[nodiscard]] Setting setting() const;
  /// `value` of 0 disarms. With `absolute` it is the clock's reading at the first expiry.
  void set(sim::Duration value, sim::Duration interval, bool absolute);
  /// The signal is being delivered: how many expiries it stands for beyond the first.
  [[nodiscard]] std::int32_t overrun() const { return overrun_; }

 private:
  void expire();
  void clock_was_set();
  [[nodiscard]] sim::Time now() const;

  Process& process_;
  Notify notify_;
  bool realtime_;
  bool absolute_realtime_ = false;
  TimeSpec target_{};
  sim::Duration interval_{};
  std::int32_t overrun_ = 0;
  sim::TimedEvent event_;
  WaitLink clock_link_;
};

}  // namespace armillary::os
