// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>

#include "os/call.h"
#include "os/kernel.h"
#include "os/signal_frame.h"
#include "os/syscalls/families.h"

namespace armillary::os {

namespace {

/// The 32-bit struct sigaction of the kernel: handler, flags, restorer, mask (old order differs).
using RawAction = std::array<std::uint32_t, 5>;

bool is_signal(std::int32_t signal) { return signal >= 1 && signal <= kSigMax; }

SysResult sys_rt_sigaction(Call& call) {
  const std::int32_t signal = call.signed_arg(0);
  if (!is_signal(signal) || call.arg(3) != 8) return -kEINVAL;
  SignalAction& action = call.process().actions->actions[static_cast<std::size_t>(signal)];
  const SignalAction old = action;
  if (call.arg(1) != 0) {
    RawAction raw{};
    if (!call.memory().get(call.arg(1), raw)) return -kEFAULT;
    if ((signal_bit(signal) & kUnblockable) != 0) return -kEINVAL;
    action.handler = raw[0];
    action.flags = raw[1];
    action.restorer = raw[2];
    action.mask = (raw[3] | (static_cast<SignalSet>(raw[4]) << 32)) & ~kUnblockable;
    const bool ignored =
        action.handler == kSigIgnore ||
        (action.handler == kSigDefault && default_action(signal) == DefaultAction::ignore);
    if (ignored) {
      call.process().signals.discard(signal_bit(signal));
      for (const auto& task : call.process().tasks) task->signals.discard(signal_bit(signal));
    }
  }
  if (call.arg(2) != 0) {
    const RawAction raw{old.handler, old.flags, old.restorer, static_cast<std::uint32_t>(old.mask),
                        static_cast<std::uint32_t>(old.mask >> 32)};
    if (!call.memory().put(call.arg(2), raw)) return -kEFAULT;
  }
  return 0;
}

SysResult sys_rt_sigprocmask(Call& call) {
  Task& task = call.task();
  if (call.arg(3) != 8) return -kEINVAL;
  const SignalSet old = task.signal_mask;
  if (call.arg(1) != 0) {
    SignalSet set = 0;
    if (!call.memory().get(call.arg(1), set)) return -kEFAULT;
    switch (call.arg(0)) {
      case 0:
        task.signal_mask |= set;
        break;
      case 1:
        task.signal_mask &= ~set;
        break;
      case 2:
        task.signal_mask = set;
        break;
      default:
        return -kEINVAL;
    }
    task.signal_mask &= ~kUnblockable;
    call.kernel().look_for_signals(task);
  }
  return call.arg(2) == 0 || call.memory().put(call.arg(2), old) ? 0 : -kEFAULT;
}

SysResult sys_rt_sigpending(Call& call) {
  const SignalSet pending = call.task().pending_signals() & call.task().signal_mask;
  return call.memory().put(call.arg(0), pending) ? 0 : -kEFAULT;
}

SysResult sys_rt_sigsuspend(Call& call) {
  if (call.first_try()) {
    SignalSet mask = 0;
    if (call.arg(1) != 8) return -kEINVAL;
    if (!call.memory().get(call.arg(0), mask)) return -kEFAULT;
    call.use_signal_mask(mask);
  }
  return call.block(Restart::never);
}

SysResult sys_pause(Call& call) { return call.block(Restart::never); }

SysResult sigtimedwait(Call& call, bool time64) {
  SignalSet wanted = 0;
  if (call.arg(3) != 8) return -kEINVAL;
  if (!call.memory().get(call.arg(0), wanted)) return -kEFAULT;
  wanted &= ~kUnblockable;
  if (call.first_try()) {
    const auto timeout = call.read_timeout(call.arg(2), time64);
    if (!timeout) return -timeout.error();
    if (*timeout) call.set_timeout(**timeout);
  }
  if (const std::optional<SigInfo> info = call.task().take_signal(wanted)) {
    if (call.arg(1) != 0 && !call.memory().copy_out(call.arg(1), encode_sig_info(*info))) {
      return -kEFAULT;
    }
    return info->signal;
  }
  if (call.deadline_passed()) return -kEAGAIN;
  call.wait_on(call.process().signal_waiters());
  return call.block(Restart::never);
}
SysResult sys_rt_sigtimedwait(Call& call) { return sigtimedwait(call, false); }
SysResult sys_rt_sigtimedwait64(Call& call) { return sigtimedwait(call, true); }

SysResult go_back(Call& call, bool real_time) {
  Task& task = call.task();
  call.kernel().save_registers(task);
  const std::optional<SignalSet> mask = pop_signal_frame(task, real_time);
  call.kernel().registers_changed(task);
  if (!mask) {
    SigInfo info;
    info.signal = kSigSegv;
    info.code = kSiKernel;
    info.address = task.context.gpr[13];
    call.kernel().force_signal(task, info);
    return kNoAnswer;
  }
  task.signal_mask = *mask & ~kUnblockable;
  call.kernel().look_for_signals(task);
  return kNoAnswer;
}
SysResult sys_sigreturn(Call& call) { return go_back(call, false); }
SysResult sys_rt_sigreturn(Call& call) { return go_back(call, true); }

constexpr std::uint32_t kStackOn = 1, kStackDisable = 2, kSmallestStack = 2048;

SysResult sys_sigaltstack(Call& call) {
  Task& task = call.task();
  call.kernel().save_registers(task);
  const std::uint32_t sp = task.context.gpr[13];
  const bool on =
      task.alt_stack_size != 0 && sp > task.alt_stack && sp - task.alt_stack <= task.alt_stack_size;
  const std::array<std::uint32_t, 3> old{task.alt_stack,
                                         task.alt_stack_size == 0 ? kStackDisable
                                         : on                     ? kStackOn
                                                                  : 0,
                                         task.alt_stack_size};
  if (call.arg(0) != 0) {
    std::array<std::uint32_t, 3> wanted{};
    if (!call.memory().get(call.arg(0), wanted)) return -kEFAULT;
    if (on) return -kEPERM;
    if ((wanted[1] & ~(kStackDisable | kStackOn | 0x80000000U)) != 0) return -kEINVAL;
    if ((wanted[1] & kStackDisable) != 0) {
      task.alt_stack = task.alt_stack_size = 0;
    } else {
      if (wanted[2] < kSmallestStack) return -kENOMEM;
      task.alt_stack = wanted[0];
      task.alt_stack_size = wanted[2];
    }
  }
  return call.arg(1) == 0 || call.memory().put(call.arg(1), old) ? 0 : -kEFAULT;
}

SigInfo from(Call& call, std::int32_t signal, int code) {
  SigInfo info;
  info.signal = signal;
  info.code = code;
  info.pid = call.process().pid();
  info.uid = call.process().uid();
  return info;
}

/// An app may signal its own processes only.
bool may_signal(Call& call, const Process& target) { return target.uid() == call.process().uid(); }

SysResult sys_kill(Call& call) {
  const std::int32_t pid = call.signed_arg(0), signal = call.signed_arg(1);
  if (signal < 0 || signal > kSigMax) return -kEINVAL;
  bool found = false, sent = false;
  std::vector<Process*> targets;
  for (const auto& [id, process] : call.kernel().processes()) {
    const bool wanted = pid > 0     ? id == pid
                        : pid == 0  ? process->process_group == call.process().process_group
                        : pid == -1 ? process.get() != &call.process()
                                    : process->process_group == -pid;
    if (!wanted) continue;
    found = true;
    if (!may_signal(call, *process)) continue;
    sent = true;
    targets.push_back(process.get());
  }
  if (signal != 0) {
    for (Process* target : targets) {
      call.kernel().send_signal(*target, from(call, signal, kSiUser));
    }
  }
  return sent ? 0 : found ? -kEPERM : -kESRCH;
}

SysResult to_thread(Call& call, std::int32_t group, std::int32_t tid, const SigInfo& info) {
  if (info.signal < 0 || info.signal > kSigMax || tid <= 0) return -kEINVAL;
  Task* task = call.kernel().find_task(tid);
  if (task == nullptr || (group != -1 && task->process().pid() != group)) return -kESRCH;
  if (!may_signal(call, task->process())) return -kEPERM;
  if (info.signal == 0) return 0;
  return call.kernel().send_signal(*task, info) ? 0 : -kEAGAIN;
}
SysResult sys_tkill(Call& call) {
  return to_thread(call, -1, call.signed_arg(0), from(call, call.signed_arg(1), kSiTkill));
}
SysResult sys_tgkill(Call& call) {
  if (call.signed_arg(0) <= 0) return -kEINVAL;
  return to_thread(call, call.signed_arg(0), call.signed_arg(1),
                   from(call, call.signed_arg(2), kSiTkill));
}

bool read_info(Call& call, std::uint32_t address, std::int32_t signal, SigInfo& info) {
  std::array<std::uint32_t, 6> raw{};
  if (!call.memory().get(address, raw)) return false;
  info = from(call, signal, static_cast<std::int32_t>(raw[2]));
  info.error = static_cast<std::int32_t>(raw[1]);
  info.pid = static_cast<std::int32_t>(raw[3]);
  info.uid = raw[4];
  info.value = raw[5];
  return true;
}
SysResult sys_rt_sigqueueinfo(Call& call) {
  const std::int32_t signal = call.signed_arg(1);
  Process* target = call.kernel().find_process(call.signed_arg(0));
  SigInfo info;
  if (!read_info(call, call.arg(2), signal, info)) return -kEFAULT;
  if (signal < 0 || signal > kSigMax) return -kEINVAL;
  if (target == nullptr) return -kESRCH;
  // Nobody may pretend that the kernel or kill() has sent it, except to itself.
  if (!may_signal(call, *target) || (info.code >= 0 && target != &call.process())) return -kEPERM;
  if (signal == 0) return 0;
  return call.kernel().send_signal(*target, info) ? 0 : -kEAGAIN;
}
SysResult sys_rt_tgsigqueueinfo(Call& call) {
  SigInfo info;
  if (!read_info(call, call.arg(3), call.signed_arg(2), info)) return -kEFAULT;
  if (info.code >= 0 && call.signed_arg(0) != call.process().pid()) return -kEPERM;
  return to_thread(call, call.signed_arg(0), call.signed_arg(1), info);
}

constexpr SyscallEntry kTable[] = {
    {29, "pause", sys_pause},
    {37, "kill", sys_kill},
    {119, "sigreturn", sys_sigreturn},
    {173, "rt_sigreturn", sys_rt_sigreturn},
    {174, "rt_sigaction", sys_rt_sigaction},
    {175, "rt_sigprocmask", sys_rt_sigprocmask},
    {176, "rt_sigpending", sys_rt_sigpending},
    {177, "rt_sigtimedwait", sys_rt_sigtimedwait},
    {178, "rt_sigqueueinfo", sys_rt_sigqueueinfo},
    {179, "rt_sigsuspend", sys_rt_sigsuspend},
    {186, "sigaltstack", sys_sigaltstack},
    {238, "tkill", sys_tkill},
    {268, "tgkill", sys_tgkill},
    {363, "rt_tgsigqueueinfo", sys_rt_tgsigqueueinfo},
    {421, "rt_sigtimedwait_time64", sys_rt_sigtimedwait64},
};

}  // namespace

SyscallFamily signal_syscalls() { return kTable; }

}  // namespace armillary::os
