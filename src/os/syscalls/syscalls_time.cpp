// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>

#include "os/app.h"
#include "os/call.h"
#include "os/kernel.h"
#include "os/syscalls/clock_read.h"
#include "os/syscalls/families.h"

namespace armillary::os {

namespace {

constexpr sim::Duration kTick = std::chrono::milliseconds(4);        // HZ = 250: the coarse clocks
constexpr sim::Duration kClockTick = std::chrono::milliseconds(10);  // USER_HZ = 100: times(2)
constexpr std::uint32_t kTimerAbsolute = 1;

sim::Duration coarse(sim::Duration span) { return span - span % kTick; }

/// pthread_getcpuclockid and clock_getcpuclockid: ~id << 3, plus 4 for a thread, plus 2.
OsResult<sim::Duration> read_cpu_clock(Call& call, std::int32_t clock) {
  const std::int32_t id = ~(clock >> 3);
  if ((clock & 4) != 0) {
    const Task* task = id == 0 ? &call.task() : call.kernel().find_task(id);
    if (task == nullptr || &task->process() != &call.process()) return os_failure(kEINVAL);
    return call.kernel().span_of(call.kernel().cycles_of(*task));
  }
  const Process* process = id == 0 ? &call.process() : call.kernel().find_process(id);
  if (process == nullptr) return os_failure(kEINVAL);
  return call.kernel().span_of(call.kernel().cycles_of(*process));
}

SysResult get_clock(Call& call, bool time64) {
  const auto value = read_clock(call, call.signed_arg(0));
  if (!value) return -value.error();
  return call.write_time(call.arg(1), time64, WallClock::split(*value)) ? 0 : -kEFAULT;
}
SysResult sys_clock_gettime(Call& call) { return get_clock(call, false); }
SysResult sys_clock_gettime64(Call& call) { return get_clock(call, true); }

SysResult clock_getres(Call& call, bool time64) {
  const std::int32_t clock = call.signed_arg(0);
  if (const auto value = read_clock(call, clock); !value) return -value.error();
  const bool is_coarse = clock == kClockRealtimeCoarse || clock == kClockMonotonicCoarse;
  const TimeSpec resolution = WallClock::split(is_coarse ? kTick : sim::Duration{1});
  if (call.arg(1) == 0) return 0;
  return call.write_time(call.arg(1), time64, resolution) ? 0 : -kEFAULT;
}
SysResult sys_clock_getres(Call& call) { return clock_getres(call, false); }
SysResult sys_clock_getres64(Call& call) { return clock_getres(call, true); }

SysResult set_wall_clock(Call& call, TimeSpec value) {
  const App* app = call.process().app();
  if (app == nullptr || !app->has("SystemTime")) {
    call.kernel().warn(call.process(),
                       "clock_settime is refused (EPERM): the app manifest has no line "
                       "\"SystemTime\": true among its Capabilities");
    return -kEPERM;
  }
  call.kernel().wall_clock().set(call.now(), value);
  return 0;
}
SysResult clock_settime(Call& call, bool time64) {
  const auto value = call.read_time(call.arg(1), time64);
  if (!value) return -value.error();
  if (call.signed_arg(0) != kClockRealtime) return -kEINVAL;
  return set_wall_clock(call, *value);
}
SysResult sys_clock_settime(Call& call) { return clock_settime(call, false); }
SysResult sys_clock_settime64(Call& call) { return clock_settime(call, true); }

SysResult sys_timeofday(Call& call) {
  const TimeSpec now = call.kernel().wall_clock().at(call.now());
  if (call.arg(0) != 0 &&
      !call.memory().put(call.arg(0), std::array<std::int32_t, 2>{
                                          static_cast<std::int32_t>(now.seconds),
                                          static_cast<std::int32_t>(now.nanoseconds / 1000)})) {
    return -kEFAULT;
  }
  if (call.arg(1) != 0 && !call.memory().put(call.arg(1), std::uint64_t{0})) return -kEFAULT;
  return 0;
}

SysResult sys_settimeofday(Call& call) {
  if (call.arg(0) == 0) return 0;
  std::array<std::int32_t, 2> raw{};
  if (!call.memory().get(call.arg(0), raw)) return -kEFAULT;
  if (raw[1] < 0 || raw[1] > 999'999) return -kEINVAL;
  return set_wall_clock(call, {raw[0], raw[1] * 1000});
}

/// `left` gets what remains when a signal ends a relative sleep.
SysResult sleep(Call& call, std::uint32_t left, bool time64) {
  if (call.deadline_passed()) return 0;
  if (call.interrupted()) {
    if (left != 0 && call.task().call.deadline) {
      const sim::Duration rest = *call.task().call.deadline - call.now();
      if (!call.write_time(left, time64, WallClock::split(rest))) return -kEFAULT;
    }
    return -kEINTR;
  }
  return call.block(Restart::never);
}

SysResult sys_nanosleep(Call& call) {
  if (call.first_try()) {
    const auto time = call.read_time(call.arg(0), false);
    if (!time) return -time.error();
    call.set_timeout(WallClock::join(*time));
  }
  return sleep(call, call.arg(1), false);
}

SysResult clock_nanosleep(Call& call, bool time64) {
  const std::int32_t clock = call.signed_arg(0);
  const bool absolute = (call.arg(1) & kTimerAbsolute) != 0;
  if (!is_timer_clock(clock)) return read_clock(call, clock) ? -kEOPNOTSUPP : -kEINVAL;
  if (call.first_try()) {
    const auto time = call.read_time(call.arg(2), time64);
    if (!time) return -time.error();
    if (!absolute) {
      call.set_timeout(WallClock::join(*time));
    } else if (!is_wall_clock(clock)) {
      call.set_deadline(sim::Time(WallClock::join(*time)));
    } else {
      call.set_deadline(call.kernel().wall_clock().when(*time));
    }
    call.progress() = static_cast<std::uint64_t>(WallClock::join(*time).count());
  }
  if (absolute && is_wall_clock(clock)) {
    // The clock may have been set meanwhile.
    const auto target = WallClock::split(sim::Duration(static_cast<std::int64_t>(call.progress())));
    call.task().call.deadline = call.kernel().wall_clock().when(target);
    call.wait_on(call.kernel().wall_clock().changed());
  }
  return sleep(call, absolute ? 0 : call.arg(3), time64);
}
SysResult sys_clock_nanosleep(Call& call) { return clock_nanosleep(call, false); }
SysResult sys_clock_nanosleep64(Call& call) { return clock_nanosleep(call, true); }

SysResult sys_times(Call& call) {
  Kernel& kernel = call.kernel();
  const auto ticks = [](sim::Duration span) {
    return static_cast<std::int32_t>(span / kClockTick);
  };
  if (call.arg(0) != 0) {
    const std::array<std::int32_t, 4> times{ticks(kernel.span_of(kernel.cycles_of(call.process()))),
                                            0, ticks(kernel.span_of(call.process().child_cycles)),
                                            0};
    if (!call.memory().put(call.arg(0), times)) return -kEFAULT;
  }
  return ticks(call.now().time_since_epoch());
}

constexpr SyscallEntry kTable[] = {
    {43, "times", sys_times},
    {78, "gettimeofday", sys_timeofday},
    {79, "settimeofday", sys_settimeofday},
    {162, "nanosleep", sys_nanosleep},
    {262, "clock_settime", sys_clock_settime},
    {263, "clock_gettime", sys_clock_gettime},
    {264, "clock_getres", sys_clock_getres},
    {265, "clock_nanosleep", sys_clock_nanosleep},
    {403, "clock_gettime64", sys_clock_gettime64},
    {404, "clock_settime64", sys_clock_settime64},
    {406, "clock_getres_time64", sys_clock_getres64},
    {407, "clock_nanosleep_time64", sys_clock_nanosleep64},
};

}  // namespace

OsResult<sim::Duration> read_clock(Call& call, std::int32_t clock) {
  const sim::Duration monotonic = call.now().time_since_epoch();
  Kernel& kernel = call.kernel();
  const auto wall = [&] { return WallClock::join(kernel.wall_clock().at(call.now())); };
  switch (clock) {
    case kClockRealtime:
    case kClockRealtimeAlarm:
      return wall();
    case kClockMonotonic:
    case kClockMonotonicRaw:
    case kClockBoottime:
    case kClockBoottimeAlarm:
      return monotonic;
    case kClockRealtimeCoarse:
      return coarse(wall());
    case kClockMonotonicCoarse:
      return coarse(monotonic);
    case kClockProcess:
      return kernel.span_of(kernel.cycles_of(call.process()));
    case kClockThread:
      return kernel.span_of(kernel.cycles_of(call.task()));
    default:
      if (clock < 0 && (clock & 3) == 2) return read_cpu_clock(call, clock);
      return os_failure(kEINVAL);
  }
}

SyscallFamily time_syscalls() { return kTable; }

}  // namespace armillary::os
