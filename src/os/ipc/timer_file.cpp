// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/ipc/timer_file.h"

#include <algorithm>
#include <cstring>

namespace armillary::os {

TimerFile::TimerFile(std::uint32_t flags, sim::Domain& domain, WallClock& wall_clock, bool wall)
    : File(flags | kOReadWrite),
      domain_(domain),
      wall_clock_(wall_clock),
      wall_(wall),
      event_(
          domain.events(), "timerfd", [this] { expire(); }, sim::TimedEvent::software),
      clock_changed_([this](std::uint32_t events) {
        if (events != WaitQueue::kGone) clock_was_set();
      }) {
  set_path("anon_inode:[timerfd]");
  if (wall_) clock_changed_.connect(wall_clock_.changed());
}

void TimerFile::set(int flags, Setting setting) {
  event_.cancel();
  expired_ = cancelled_ = false;
  next_ = sim::kNever;
  wall_deadline_.reset();
  interval_ = setting.interval;
  cancel_on_set_ = wall_ && flags == (kAbsolute | kCancelOnSet);
  if (setting.value.count() == 0) return;
  const sim::Time now = domain_.now();
  if ((flags & kAbsolute) == 0) {
    const sim::Duration room = sim::kNever - now;
    next_ = setting.value >= room ? sim::kNever : now + setting.value;
  } else if (wall_) {
    wall_deadline_ = setting.value;
    next_ = wall_clock_.when(WallClock::split(setting.value));
  } else {
    next_ = sim::Time(setting.value);
  }
  if (next_ != sim::kNever) event_.schedule(std::max(next_, now));
}

TimerFile::Setting TimerFile::remaining() const {
  Setting setting{interval_, {}};
  if (next_ == sim::kNever) return setting;
  const sim::Time now = domain_.now();
  sim::Time next = next_;
  if (next <= now) {
    if (interval_.count() == 0) return setting;
    next += interval_ * ((now - next) / interval_ + 1);
  }
  setting.value = next - now;
  return setting;
}

void TimerFile::expire() {
  // As in Linux the timer is armed again by the read: expiries in between are only counted.
  expired_ = true;
  waiters().wake(kEpollIn);
}

void TimerFile::clock_was_set() {
  if (next_ == sim::kNever) return;
  if (cancel_on_set_) {
    cancelled_ = true;
    waiters().wake(kEpollIn);
  }
  if (wall_deadline_ && !expired_) {
    next_ = wall_clock_.when(WallClock::split(*wall_deadline_));
    event_.schedule(std::max(next_, domain_.now()));
  }
}

SysResult TimerFile::read(std::span<std::byte> out) {
  std::uint64_t count = 1;
  if (out.size() < sizeof(count)) return -kEINVAL;
  if (cancelled_) {
    cancelled_ = false;
    return -kECANCELED;
  }
  if (!expired_) return -kEAGAIN;
  expired_ = false;
  if (interval_.count() > 0) {
    const sim::Time now = domain_.now();
    const auto more = std::max<std::int64_t>((now - next_) / interval_, 0);
    count += static_cast<std::uint64_t>(more);
    const sim::Duration advance = interval_ * (more + 1);
    next_ += advance;
    if (wall_deadline_) *wall_deadline_ += advance;
    event_.schedule(next_);
  } else {
    next_ = sim::kNever;
  }
  std::memcpy(out.data(), &count, sizeof(count));
  return sizeof(count);
}

}  // namespace armillary::os
