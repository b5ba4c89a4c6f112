// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "cpu/core.h"
#include "os/guest_memory.h"
#include "os/signal_queue.h"
#include "os/wait_queue.h"
#include "sim/event_queue.h"

namespace armillary::os {

class Kernel;
class Process;

/// The registers of a thread that is not on the core.
struct ThreadContext {
  std::array<std::uint32_t, 16> gpr{};
  std::uint32_t cpsr = 0x10;  ///< user mode
  std::uint32_t thread_pointer = 0;
  cpu::FpState fp;
};

/// The system call that a thread is in: arguments, and what it has to remember while it waits. A
/// blocked call is tried again from its beginning, so all its state is here.
struct CallState {
  std::uint32_t number = 0;
  std::array<std::uint32_t, 7> arguments{};
  std::uint32_t tries = 0;
  std::optional<sim::Time> deadline;
  std::uint64_t progress = 0;           ///< bytes done so far, or what else the handler counts
  std::shared_ptr<void> object;         ///< the handler's own
  bool interruptible = true;            ///< a signal ends the wait
  bool restartable = false;             ///< SA_RESTART lets it go on after a signal's handler
  std::optional<SignalSet> saved_mask;  ///< ppoll, sigsuspend: the mask to return to
};

/// A thread: Linux's task. Owned by its Process. Other rooms use the functions; the data below them
/// belongs to the kernel and its system calls.
class Task {
 public:
  enum class State : std::uint8_t { ready, running, blocked, stopped, dead };

  Task(Kernel& the_kernel, Process& the_process, std::int32_t the_tid);
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

  [[nodiscard]] Kernel& kernel() const { return kernel_; }
  [[nodiscard]] Process& process() const { return process_; }
  [[nodiscard]] std::int32_t tid() const { return tid_; }
  [[nodiscard]] GuestMemory& memory() const;

  /// Pending for this thread or for its process, blocked or not.
  [[nodiscard]] SignalSet pending_signals() const;
  /// Those of them that the mask lets through.
  [[nodiscard]] SignalSet deliverable_signals() const { return pending_signals() & ~signal_mask; }
  /// Takes a pending signal of the set, the thread's own before the process's: signalfd,
  /// sigtimedwait.
  std::optional<SigInfo> take_signal(SignalSet wanted);

  State state = State::ready;
  ThreadContext context;
  CallState call;
  bool in_call = false;  ///< a system call is under way: it waits, or its cost is not yet paid

  SignalQueue signals;
  SignalSet signal_mask = 0;
  std::uint32_t alt_stack = 0, alt_stack_size = 0;  ///< size 0: none

  std::uint32_t clear_child_tid = 0;
  std::uint32_t robust_list = 0;
  std::string name;            ///< prctl(PR_SET_NAME), at most 15 bytes
  std::int64_t turn_left = 0;  ///< cycles until the next thread's turn
  std::uint64_t cycles = 0;    ///< on the core: CLOCK_THREAD_CPUTIME_ID, without the present turn

  std::deque<WaitLink> links;  ///< the first `links_used` are where it waits
  std::size_t links_used = 0;
  sim::TimedEvent deadline_event;

 private:
  Kernel& kernel_;
  Process& process_;
  std::int32_t tid_;
};

}  // namespace armillary::os
