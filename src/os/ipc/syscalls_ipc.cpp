// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <memory>

#include "os/call.h"
#include "os/ipc/epoll_file.h"
#include "os/ipc/event_file.h"
#include "os/ipc/pipe.h"
#include "os/ipc/signal_file.h"
#include "os/ipc/timer_file.h"
#include "os/kernel.h"
#include "os/process.h"
#include "os/syscalls/families.h"

namespace armillary::os {

namespace {

constexpr std::uint32_t kEventSemaphore = 1;  // EFD_SEMAPHORE

SysResult add_file(Call& call, std::shared_ptr<File> file, std::uint32_t flags) {
  const auto descriptor = call.process().files().add(std::move(file), (flags & kOCloseOnExec) != 0);
  return descriptor ? *descriptor : -descriptor.error();
}

SysResult make_pipe(Call& call, std::uint32_t flags) {
  if ((flags & ~(kONonblock | kOCloseOnExec)) != 0) return -kEINVAL;
  Pipe::Ends ends = Pipe::make(flags & kONonblock, call.kernel().system_calls());
  const SysResult reader = add_file(call, std::move(ends.reader), flags);
  if (reader < 0) return reader;
  const SysResult writer = add_file(call, std::move(ends.writer), flags);
  if (writer < 0) {
    call.process().files().close(static_cast<int>(reader));
    return writer;
  }
  const std::array<std::int32_t, 2> descriptors{static_cast<std::int32_t>(reader),
                                                static_cast<std::int32_t>(writer)};
  if (call.memory().put(call.arg(0), descriptors)) return 0;
  call.process().files().close(descriptors[0]);
  call.process().files().close(descriptors[1]);
  return -kEFAULT;
}
SysResult sys_pipe(Call& call) { return make_pipe(call, 0); }
SysResult sys_pipe2(Call& call) { return make_pipe(call, call.arg(1)); }

SysResult make_event(Call& call, std::uint32_t flags) {
  if ((flags & ~(kONonblock | kOCloseOnExec | kEventSemaphore)) != 0) return -kEINVAL;
  return add_file(
      call,
      std::make_shared<EventFile>(flags & kONonblock, call.arg(0), (flags & kEventSemaphore) != 0),
      flags);
}
SysResult sys_eventfd(Call& call) { return make_event(call, 0); }
SysResult sys_eventfd2(Call& call) { return make_event(call, call.arg(1)); }

SysResult sys_timerfd_create(Call& call) {
  const std::uint32_t clock = call.arg(0);
  const std::uint32_t flags = call.arg(1);
  constexpr std::uint32_t kRealtime = 0, kMonotonic = 1, kBoottime = 7, kRealtimeAlarm = 8,
                          kBoottimeAlarm = 9;
  if ((flags & ~(kONonblock | kOCloseOnExec)) != 0) return -kEINVAL;
  const bool wall = clock == kRealtime || clock == kRealtimeAlarm;
  if (!wall && clock != kMonotonic && clock != kBoottime && clock != kBoottimeAlarm) {
    return -kEINVAL;
  }
  return add_file(call,
                  std::make_shared<TimerFile>(flags & kONonblock, call.kernel().domain(),
                                              call.kernel().wall_clock(), wall),
                  flags);
}

bool write_setting(Call& call, std::uint32_t address, bool time64, TimerFile::Setting setting) {
  const std::uint32_t size = time64 ? 16 : 8;
  return call.write_time(address, time64, WallClock::split(setting.interval)) &&
         call.write_time(address + size, time64, WallClock::split(setting.value));
}

SysResult set_timer(Call& call, bool time64) {
  const auto file = call.file(call.arg(0));
  if (file == nullptr) return -kEBADF;
  const auto timer = std::dynamic_pointer_cast<TimerFile>(file);
  if (timer == nullptr || (call.arg(1) & ~3U) != 0) return -kEINVAL;
  const auto interval = call.read_time(call.arg(2), time64);
  if (!interval) return -interval.error();
  const auto value = call.read_time(call.arg(2) + (time64 ? 16 : 8), time64);
  if (!value) return -value.error();
  const TimerFile::Setting old = timer->remaining();
  timer->set(call.signed_arg(1), {WallClock::join(*interval), WallClock::join(*value)});
  if (call.arg(3) != 0 && !write_setting(call, call.arg(3), time64, old)) return -kEFAULT;
  return 0;
}
SysResult sys_timerfd_settime(Call& call) { return set_timer(call, false); }
SysResult sys_timerfd_settime64(Call& call) { return set_timer(call, true); }

SysResult get_timer(Call& call, bool time64) {
  const auto file = call.file(call.arg(0));
  if (file == nullptr) return -kEBADF;
  const auto timer = std::dynamic_pointer_cast<TimerFile>(file);
  if (timer == nullptr) return -kEINVAL;
  return write_setting(call, call.arg(1), time64, timer->remaining()) ? 0 : -kEFAULT;
}
SysResult sys_timerfd_gettime(Call& call) { return get_timer(call, false); }
SysResult sys_timerfd_gettime64(Call& call) { return get_timer(call, true); }

SysResult sys_epoll_create(Call& call) {
  if (call.signed_arg(0) <= 0) return -kEINVAL;
  return add_file(call, std::make_shared<EpollFile>(0), 0);
}
SysResult sys_epoll_create1(Call& call) {
  if ((call.arg(0) & ~kOCloseOnExec) != 0) return -kEINVAL;
  return add_file(call, std::make_shared<EpollFile>(0), call.arg(0));
}

SysResult sys_epoll_ctl(Call& call) {
  const auto file = call.file(call.arg(0));
  const auto target = call.file(call.arg(2));
  if (file == nullptr || target == nullptr) return -kEBADF;
  const auto epoll = std::dynamic_pointer_cast<EpollFile>(file);
  if (epoll == nullptr) return -kEINVAL;
  EpollFile::Event event;
  if (call.signed_arg(1) != EpollFile::kDelete && !call.memory().get(call.arg(3), event)) {
    return -kEFAULT;
  }
  return epoll->control(call.signed_arg(1), call.signed_arg(2), target, event);
}

SysResult wait_epoll(Call& call) {
  constexpr std::int32_t kMost = 1024;
  const auto file = call.file(call.arg(0));
  if (file == nullptr) return -kEBADF;
  const auto epoll = std::dynamic_pointer_cast<EpollFile>(file);
  if (epoll == nullptr || call.signed_arg(2) <= 0) return -kEINVAL;
  const auto events = epoll->collect(static_cast<std::size_t>(std::min(call.signed_arg(2), kMost)));
  if (!events.empty()) {
    const auto bytes = std::as_bytes(std::span(events));
    if (!call.memory().copy_out(call.arg(1), bytes)) return -kEFAULT;
    return static_cast<SysResult>(events.size());
  }
  const std::int32_t timeout = call.signed_arg(3);
  if (timeout == 0 || call.deadline_passed()) return 0;
  if (timeout > 0) call.set_timeout(std::chrono::milliseconds(timeout));
  call.wait_on(epoll->waiters());
  return call.block(Restart::never);
}
SysResult sys_epoll_wait(Call& call) { return wait_epoll(call); }
SysResult sys_epoll_pwait(Call& call) {
  if (call.arg(4) != 0) {
    SignalSet mask = 0;
    if (call.arg(5) != sizeof(mask)) return -kEINVAL;
    if (!call.memory().get(call.arg(4), mask)) return -kEFAULT;
    call.use_signal_mask(mask);
  }
  return wait_epoll(call);
}

SysResult make_signal_file(Call& call, std::uint32_t flags) {
  SignalSet mask = 0;
  if (call.arg(2) != sizeof(mask) || (flags & ~(kONonblock | kOCloseOnExec)) != 0) return -kEINVAL;
  if (!call.memory().get(call.arg(1), mask)) return -kEFAULT;
  if (call.signed_arg(0) == -1) {
    return add_file(call, std::make_shared<SignalFile>(call.process(), mask, flags & kONonblock),
                    flags);
  }
  const auto file = call.file(call.arg(0));
  if (file == nullptr) return -kEBADF;
  const auto signals = std::dynamic_pointer_cast<SignalFile>(file);
  if (signals == nullptr) return -kEINVAL;
  signals->set_mask(mask);
  return call.signed_arg(0);
}
SysResult sys_signalfd(Call& call) { return make_signal_file(call, 0); }
SysResult sys_signalfd4(Call& call) { return make_signal_file(call, call.arg(3)); }

// Numbers of arch/arm/tools/syscall.tbl.
constexpr std::array<SyscallEntry, 16> kCalls{{
    {42, "pipe", sys_pipe},
    {250, "epoll_create", sys_epoll_create},
    {251, "epoll_ctl", sys_epoll_ctl},
    {252, "epoll_wait", sys_epoll_wait},
    {346, "epoll_pwait", sys_epoll_pwait},
    {349, "signalfd", sys_signalfd},
    {350, "timerfd_create", sys_timerfd_create},
    {351, "eventfd", sys_eventfd},
    {353, "timerfd_settime", sys_timerfd_settime},
    {354, "timerfd_gettime", sys_timerfd_gettime},
    {355, "signalfd4", sys_signalfd4},
    {356, "eventfd2", sys_eventfd2},
    {357, "epoll_create1", sys_epoll_create1},
    {359, "pipe2", sys_pipe2},
    {410, "timerfd_gettime64", sys_timerfd_gettime64},
    {411, "timerfd_settime64", sys_timerfd_settime64},
}};

}  // namespace

SyscallFamily ipc_syscalls() { return kCalls; }

}  // namespace armillary::os
