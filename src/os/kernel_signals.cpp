// SPDX-License-Identifier: GPL-2.0-or-later
//
// Signals: how they are sent, and what they do when a thread sees them.
#include <utility>

#include "os/kernel.h"
#include "os/signal_frame.h"

namespace armillary::os {

namespace {

constexpr SignalSet kStopSignals =
    signal_bit(kSigStop) | signal_bit(kSigTstp) | signal_bit(kSigTtin) | signal_bit(kSigTtou);
constexpr std::uint32_t kThumb = 0x20;

bool is_ignored(const Process& process, int signal) {
  const SignalAction& action = process.actions->actions[static_cast<std::size_t>(signal)];
  if (action.handler == kSigIgnore) return true;
  const DefaultAction by_default = default_action(signal);
  return action.handler == kSigDefault &&
         (by_default == DefaultAction::ignore || by_default == DefaultAction::resume);
}

}  // namespace

bool Kernel::ends_wait(const Process& process, SignalSet signals) {
  for (int signal = 1; signals != 0; ++signal, signals >>= 1) {
    if ((signals & 1) == 0 || is_ignored(process, signal)) continue;
    const SignalAction& action = process.actions->actions[static_cast<std::size_t>(signal)];
    if (action.handler != kSigDefault || default_action(signal) != DefaultAction::stop) return true;
  }
  return false;
}

void Kernel::look_for_signals(Task& task) {
  if (task.deliverable_signals() == 0) return;
  if (current_ == &task) look_for_signals_ = true;
}

bool Kernel::send_signal(Process& process, const SigInfo& info) {
  if (process.zombie || process.tasks.empty() || info.signal <= 0) return true;
  if (info.signal == kSigCont || info.signal == kSigKill) {
    process.signals.discard(kStopSignals);
    for (const auto& task : process.tasks) task->signals.discard(kStopSignals);
    continue_process(process);
  } else if ((signal_bit(info.signal) & kStopSignals) != 0) {
    process.signals.discard(signal_bit(kSigCont));
  }
  bool blocked_by_all = true;
  for (const auto& task : process.tasks) {
    blocked_by_all &= (task->signal_mask & signal_bit(info.signal)) != 0;
  }
  if (is_ignored(process, info.signal) && !blocked_by_all) return true;
  if (!process.signals.add(info)) return false;
  wake_for_signal(process, info);
  return true;
}

bool Kernel::send_signal(Task& task, const SigInfo& info) {
  Process& process = task.process();
  if (task.state == Task::State::dead || info.signal <= 0) return true;
  if (info.signal == kSigCont || info.signal == kSigKill ||
      (signal_bit(info.signal) & kStopSignals) != 0) {
    return send_signal(process, info);  // these concern the whole process
  }
  const bool blocked = (task.signal_mask & signal_bit(info.signal)) != 0;
  if (is_ignored(process, info.signal) && !blocked) return true;
  if (!task.signals.add(info)) return false;
  if (!blocked) {
    if (&task == current_) look_for_signals_ = true;
    if (task.state == Task::State::blocked) make_ready(task);
  }
  process.signal_waiters().wake(kEpollIn);
  return true;
}

void Kernel::wake_for_signal(Process& process, const SigInfo& info) {
  // One thread that lets it through is enough; the one on the core sees it first.
  const auto lets_through = [&](const Task& task) {
    return (task.signal_mask & signal_bit(info.signal) & ~kUnblockable) == 0;
  };
  Task* chosen = nullptr;
  for (const auto& task : process.tasks) {
    if (!lets_through(*task)) continue;
    if (chosen == nullptr || task.get() == current_) chosen = task.get();
  }
  if (chosen == current_ && chosen != nullptr) {
    look_for_signals_ = true;
  } else if (chosen != nullptr && chosen->state == Task::State::blocked) {
    make_ready(*chosen);
  }
  process.signal_waiters().wake(kEpollIn);
}

void Kernel::deliver_signals(Task& task) {
  look_for_signals_ = false;
  while (current_ == &task) {
    const std::optional<SigInfo> info = task.take_signal(~task.signal_mask);
    if (!info) return;
    deliver(task, *info, false);
  }
}

void Kernel::deliver_kill(Task& task) {
  if (const auto info = task.take_signal(signal_bit(kSigKill))) deliver(task, *info, false);
}

void Kernel::force_signal(Task& task, SigInfo info) {
  SignalAction& action = task.process().actions->actions[static_cast<std::size_t>(info.signal)];
  const bool blocked = (task.signal_mask & signal_bit(info.signal)) != 0;
  if (blocked || action.handler == kSigIgnore) action = SignalAction{};
  task.signal_mask &= ~signal_bit(info.signal);
  deliver(task, info, true);
}

void Kernel::deliver(Task& task, const SigInfo& info, bool forced) {
  Process& process = task.process();
  SignalAction& place = process.actions->actions[static_cast<std::size_t>(info.signal)];
  if (!forced && is_ignored(process, info.signal)) return;
  if (place.handler == kSigDefault || (signal_bit(info.signal) & kUnblockable) != 0) {
    if (default_action(info.signal) == DefaultAction::stop) {
      stop_process(process, info.signal);
      return;
    }
    report_crash(task, info);
    exit_process(process, 0, info.signal);
    return;
  }
  const SignalAction action = place;
  save_registers(task);
  // The mask to return to is the one before ppoll and its like put in theirs.
  const SignalSet restore = task.call.saved_mask.value_or(task.signal_mask);
  finish_interrupted_call(task, (action.flags & kSaRestart) != 0);
  if (!push_signal_frame(task, info, action, restore)) {
    // As Linux does: SIGSEGV, and a SIGSEGV whose own frame does not fit is deadly.
    SigInfo overflow;
    overflow.signal = kSigSegv;
    overflow.code = kSiKernel;
    overflow.address = task.context.gpr[13];
    if (info.signal == kSigSegv) place = SignalAction{};
    registers_changed(task);
    force_signal(task, overflow);
    return;
  }
  if ((action.flags & kSaResetHand) != 0) place = SignalAction{};
  task.signal_mask |= action.mask;
  if ((action.flags & kSaNoDefer) == 0) task.signal_mask |= signal_bit(info.signal);
  task.signal_mask &= ~kUnblockable;
  registers_changed(task);
}

/// A handler is about to run while the thread is in a system call: the call ends with EINTR, or
/// will be made anew when the handler returns. The registers are in task.context.
void Kernel::finish_interrupted_call(Task& task, bool restart_allowed) {
  if (!task.in_call) return;
  if (task.call.restartable && restart_allowed) {
    task.context.gpr[15] -= (task.context.cpsr & kThumb) != 0 ? 2 : 4;
  } else {
    task.context.gpr[0] = static_cast<std::uint32_t>(-kEINTR);
  }
  forget_call(task);
}

}  // namespace armillary::os
