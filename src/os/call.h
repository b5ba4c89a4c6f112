// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "os/file.h"
#include "os/guest_memory.h"
#include "os/os_result.h"
#include "os/task.h"
#include "sim/time.h"

namespace armillary::os {

class Kernel;
class Process;

/// One try of a system call, for its handler.
///
/// A handler never waits. When it cannot go on it names what it waits for and returns block():
///
///     if (const SysResult n = file->read(buffer); n != -kEAGAIN) return n;
///     if (file->nonblocking()) return -kEAGAIN;
///     call.wait_on(file->waiters());
///     return call.block(Restart::if_asked);
///
/// The thread then sleeps until one of the queues is woken, the deadline passes or a signal comes,
/// and the handler is called again from its beginning. It looks whether it can go on; if not, it
/// asks deadline_passed(), and waits again. When it wants to wait again although a signal is
/// pending, the kernel ends the call with EINTR, or starts it anew after the signal's handler when
/// Restart and SA_RESTART say so. What must survive from try to try is in progress() and object().
class Call {
 public:
  enum class Restart : std::uint8_t {
    never,     ///< EINTR whatever SA_RESTART says: poll, nanosleep, epoll_wait
    if_asked,  ///< SA_RESTART: read, write, wait4, futex
  };

  Call(Kernel& kernel, Task& task) : kernel_(kernel), task_(task) {}

  [[nodiscard]] Kernel& kernel() const { return kernel_; }
  [[nodiscard]] Task& task() const { return task_; }
  [[nodiscard]] Process& process() const { return task_.process(); }
  [[nodiscard]] GuestMemory& memory() const { return task_.memory(); }
  [[nodiscard]] sim::Time now() const;

  /// Argument 0..6.
  [[nodiscard]] std::uint32_t arg(unsigned index) const { return task_.call.arguments[index]; }
  [[nodiscard]] std::int32_t signed_arg(unsigned index) const {
    return static_cast<std::int32_t>(arg(index));
  }
  /// A 64-bit argument in two registers, the low word at `index` (an even one in the EABI).
  [[nodiscard]] std::uint64_t wide_arg(unsigned index) const {
    return arg(index) | (static_cast<std::uint64_t>(arg(index + 1)) << 32);
  }
  /// The open file of a descriptor; nullptr: -kEBADF.
  [[nodiscard]] std::shared_ptr<File> file(std::uint32_t descriptor) const;

  [[nodiscard]] bool first_try() const { return task_.call.tries == 0; }
  /// Bytes moved so far, or what else a handler counts; 0 at the first try.
  [[nodiscard]] std::uint64_t& progress() { return task_.call.progress; }
  /// The handler's own state; null at the first try.
  [[nodiscard]] std::shared_ptr<void>& object() { return task_.call.object; }

  /// The instant at which the call gives up. Only the first try's counts: a relative timeout is not
  /// stretched by being woken. sim::kNever: none.
  void set_deadline(sim::Time deadline);
  void set_timeout(sim::Duration timeout);
  [[nodiscard]] bool deadline_passed() const;
  /// A signal waits to be delivered: a handler with something to save (bytes moved, time left) does
  /// that now, because block() ends the call.
  [[nodiscard]] bool interrupted() const;
  /// The call's own signal mask until it ends (ppoll, epoll_pwait, sigsuspend); later tries change
  /// nothing.
  void use_signal_mask(SignalSet mask);

  /// Before block(): be woken by this queue. Several are fine.
  void wait_on(WaitQueue& queue);
  /// `return call.block(...)`.
  [[nodiscard]] SysResult block(Restart restart);
  /// No signal but SIGKILL ends this wait (vfork).
  [[nodiscard]] SysResult block_uninterruptible();

  /// struct timespec, of 32-bit or 64-bit time. EFAULT; EINVAL unless it is a valid time of 0 or
  /// more.
  [[nodiscard]] OsResult<TimeSpec> read_time(std::uint32_t address, bool time64) const;
  [[nodiscard]] bool write_time(std::uint32_t address, bool time64, TimeSpec value) const;
  /// The same as a span, as relative timeouts have it; nothing for a null pointer.
  [[nodiscard]] OsResult<std::optional<sim::Duration>> read_timeout(std::uint32_t address,
                                                                    bool time64) const;

 private:
  Kernel& kernel_;
  Task& task_;
};

using Restart = Call::Restart;

}  // namespace armillary::os
