// SPDX-License-Identifier: GPL-2.0-or-later
//
// Timers that send signals: timer_create and its kin, setitimer, alarm.
#include <array>

#include "os/call.h"
#include "os/kernel.h"
#include "os/posix_timer.h"
#include "os/syscalls/clock_read.h"
#include "os/syscalls/families.h"

namespace armillary::os {

namespace {

constexpr std::size_t kMostTimers = 64;
constexpr std::uint32_t kAbsolute = 1;
constexpr std::uint32_t kNotifySignal = 0, kNotifyNone = 1, kNotifyThreadId = 4;

PosixTimer* find_timer(Call& call) {
  const auto found = call.process().timers.find(call.signed_arg(0));
  return found == call.process().timers.end() ? nullptr : found->second.get();
}

SysResult sys_timer_create(Call& call) {
  const std::int32_t clock = call.signed_arg(0);
  auto& timers = call.process().timers;
  if (!is_timer_clock(clock)) return -kEINVAL;
  if (timers.size() >= kMostTimers) return -kEAGAIN;
  std::int32_t id = 0;
  while (timers.contains(id)) ++id;
  PosixTimer::Notify notify;
  notify.id = id;
  notify.value = static_cast<std::uint32_t>(id);
  if (call.arg(1) != 0) {
    std::array<std::uint32_t, 4> event{};  // value, signal, kind, thread
    if (!call.memory().get(call.arg(1), event)) return -kEFAULT;
    notify.value = event[0];
    notify.signal = static_cast<std::int32_t>(event[1]);
    switch (event[2]) {
      case kNotifyNone:
        notify.signal = 0;
        break;
      case kNotifySignal:
        break;
      case kNotifyThreadId: {
        notify.thread = static_cast<std::int32_t>(event[3]);
        const Task* thread = call.kernel().find_task(notify.thread);
        if (thread == nullptr || &thread->process() != &call.process()) return -kEINVAL;
        break;
      }
      default:
        return -kEINVAL;
    }
    if (event[2] != kNotifyNone && (notify.signal < 1 || notify.signal > kSigMax)) return -kEINVAL;
  }
  if (!call.memory().put(call.arg(2), id)) return -kEFAULT;
  timers.emplace(id, std::make_unique<PosixTimer>(call.process(), notify, is_wall_clock(clock)));
  return 0;
}

bool put_setting(Call& call, std::uint32_t address, bool time64, PosixTimer::Setting setting) {
  const std::uint32_t size = time64 ? 16 : 8;
  return call.write_time(address, time64, WallClock::split(setting.interval)) &&
         call.write_time(address + size, time64, WallClock::split(setting.value));
}

SysResult timer_settime(Call& call, bool time64) {
  PosixTimer* timer = find_timer(call);
  if (timer == nullptr) return -kEINVAL;
  const std::uint32_t size = time64 ? 16 : 8;
  const auto interval = call.read_time(call.arg(2), time64);
  if (!interval) return -interval.error();
  const auto value = call.read_time(call.arg(2) + size, time64);
  if (!value) return -value.error();
  const PosixTimer::Setting old = timer->setting();
  timer->set(WallClock::join(*value), WallClock::join(*interval), (call.arg(1) & kAbsolute) != 0);
  return call.arg(3) == 0 || put_setting(call, call.arg(3), time64, old) ? 0 : -kEFAULT;
}
SysResult sys_timer_settime(Call& call) { return timer_settime(call, false); }
SysResult sys_timer_settime64(Call& call) { return timer_settime(call, true); }

SysResult timer_gettime(Call& call, bool time64) {
  const PosixTimer* timer = find_timer(call);
  if (timer == nullptr) return -kEINVAL;
  return put_setting(call, call.arg(1), time64, timer->setting()) ? 0 : -kEFAULT;
}
SysResult sys_timer_gettime(Call& call) { return timer_gettime(call, false); }
SysResult sys_timer_gettime64(Call& call) { return timer_gettime(call, true); }

SysResult sys_timer_getoverrun(Call& call) {
  const PosixTimer* timer = find_timer(call);
  return timer == nullptr ? SysResult{-kEINVAL} : timer->overrun();
}
SysResult sys_timer_delete(Call& call) {
  return call.process().timers.erase(call.signed_arg(0)) == 0 ? -kEINVAL : 0;
}

/// struct itimerval: microseconds.
bool put_interval(Call& call, std::uint32_t address, PosixTimer::Setting setting) {
  const TimeSpec interval = WallClock::split(setting.interval);
  // Rounded up, so that an armed timer never reads as 0.
  const TimeSpec value = WallClock::split(setting.value + sim::Duration{999});
  return call.memory().put(
      address, std::array<std::int32_t, 4>{static_cast<std::int32_t>(interval.seconds),
                                           static_cast<std::int32_t>(interval.nanoseconds / 1000),
                                           static_cast<std::int32_t>(value.seconds),
                                           static_cast<std::int32_t>(value.nanoseconds / 1000)});
}

PosixTimer::Setting old_interval(Call& call, std::uint32_t which) {
  const auto& timer = call.process().interval_timers[which];
  return timer ? timer->setting() : PosixTimer::Setting{};
}

SysResult sys_setitimer(Call& call) {
  const std::uint32_t which = call.arg(0);
  if (which > 2) return -kEINVAL;
  std::array<std::int32_t, 4> raw{};
  if (call.arg(1) != 0 && !call.memory().get(call.arg(1), raw)) return -kEFAULT;
  if (raw[0] < 0 || raw[1] < 0 || raw[1] > 999'999 || raw[2] < 0 || raw[3] < 0 ||
      raw[3] > 999'999) {
    return -kEINVAL;
  }
  if (which != 0) {
    call.kernel().warn(call.process(),
                       "setitimer of CPU time (ITIMER_VIRTUAL, ITIMER_PROF) is not modelled; it "
                       "answers EINVAL");
    return -kEINVAL;
  }
  const PosixTimer::Setting old = old_interval(call, which);
  auto& timer = call.process().interval_timers[which];
  if (!timer) {
    PosixTimer::Notify notify;
    notify.plain = true;
    timer = std::make_unique<PosixTimer>(call.process(), notify, false);
  }
  timer->set(std::chrono::seconds(raw[2]) + std::chrono::microseconds(raw[3]),
             std::chrono::seconds(raw[0]) + std::chrono::microseconds(raw[1]), false);
  return call.arg(2) == 0 || put_interval(call, call.arg(2), old) ? 0 : -kEFAULT;
}

SysResult sys_getitimer(Call& call) {
  if (call.arg(0) > 2) return -kEINVAL;
  return put_interval(call, call.arg(1), old_interval(call, call.arg(0))) ? 0 : -kEFAULT;
}

constexpr SyscallEntry kTable[] = {
    {104, "setitimer", sys_setitimer},
    {105, "getitimer", sys_getitimer},
    {257, "timer_create", sys_timer_create},
    {258, "timer_settime", sys_timer_settime},
    {259, "timer_gettime", sys_timer_gettime},
    {260, "timer_getoverrun", sys_timer_getoverrun},
    {261, "timer_delete", sys_timer_delete},
    {408, "timer_gettime64", sys_timer_gettime64},
    {409, "timer_settime64", sys_timer_settime64},
};

}  // namespace

SyscallFamily timer_syscalls() { return kTable; }

}  // namespace armillary::os
