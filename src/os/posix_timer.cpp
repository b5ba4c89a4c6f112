// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/posix_timer.h"

#include <algorithm>

#include "os/kernel.h"
#include "os/process.h"

namespace armillary::os {

PosixTimer::PosixTimer(Process& process, Notify notify, bool realtime)
    : process_(process),
      notify_(notify),
      realtime_(realtime),
      event_(
          process.kernel().domain().events(), "a7 posix timer", [this] { expire(); },
          sim::TimedEvent::software),
      clock_link_([this](std::uint32_t events) {
        if (events != WaitQueue::kGone) clock_was_set();
      }) {
  if (realtime_) clock_link_.connect(process.kernel().wall_clock().changed());
}

sim::Time PosixTimer::now() const { return process_.kernel().domain().now(); }

PosixTimer::Setting PosixTimer::setting() const {
  if (!event_.scheduled()) return {interval_, {}};
  // Never 0 while it is armed, even at the very instant of the expiry.
  return {interval_, std::max(event_.when() - now(), sim::Duration{1})};
}

void PosixTimer::set(sim::Duration value, sim::Duration interval, bool absolute) {
  event_.cancel();
  overrun_ = 0;
  interval_ = interval;
  absolute_realtime_ = false;
  if (value.count() <= 0) return;
  if (!absolute) {
    const sim::Time start = now();
    if (value < sim::kNever - start) event_.schedule(start + value);
    return;
  }
  if (realtime_) {
    absolute_realtime_ = true;
    target_ = WallClock::split(value);
    clock_was_set();
  } else {
    event_.schedule(std::max(sim::Time(value), now()));
  }
}

void PosixTimer::clock_was_set() {
  if (!absolute_realtime_) return;
  event_.schedule(std::max(process_.kernel().wall_clock().when(target_), now()));
}

void PosixTimer::expire() {
  absolute_realtime_ = false;
  const sim::Time at = now();
  if (interval_.count() > 0) event_.schedule(at + interval_);
  if (notify_.signal == 0) return;
  SigInfo info;
  info.signal = notify_.signal;
  info.code = notify_.plain ? kSiKernel : kSiTimer;
  info.timer = notify_.id;
  info.value = notify_.value;
  Kernel& kernel = process_.kernel();
  Task* thread = notify_.thread != 0 ? kernel.find_task(notify_.thread) : nullptr;
  if (notify_.thread != 0 && (thread == nullptr || &thread->process() != &process_)) return;
  const SignalSet pending =
      thread != nullptr ? thread->signals.pending() : process_.signals.pending();
  // A timer has one signal under way at a time; what comes meanwhile is counted (timer_getoverrun).
  if ((pending & signal_bit(info.signal)) != 0) {
    if (overrun_ < INT32_MAX) ++overrun_;
    return;
  }
  overrun_ = 0;
  if (thread != nullptr) {
    kernel.send_signal(*thread, info);
  } else {
    kernel.send_signal(process_, info);
  }
}

}  // namespace armillary::os
