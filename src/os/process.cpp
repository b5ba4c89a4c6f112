// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/process.h"

#include "os/kernel.h"
#include "os/posix_timer.h"

namespace armillary::os {

Process::Process(Kernel& the_kernel, std::int32_t the_pid, Process* the_parent)
    : parent(the_parent), kernel_(the_kernel), pid_(the_pid) {}

Process::~Process() = default;

std::string Process::source() const { return app_ ? app_->source() : "a7"; }

Task::Task(Kernel& the_kernel, Process& the_process, std::int32_t the_tid)
    : deadline_event(
          the_kernel.domain().events(), "a7 thread deadline", [this] { kernel_.make_ready(*this); },
          sim::TimedEvent::software),
      kernel_(the_kernel),
      process_(the_process),
      tid_(the_tid) {}

GuestMemory& Task::memory() const { return process_.memory(); }

SignalSet Task::pending_signals() const { return signals.pending() | process_.signals.pending(); }

std::optional<SigInfo> Task::take_signal(SignalSet wanted) {
  if (std::optional<SigInfo> own = signals.take(wanted)) return own;
  return process_.signals.take(wanted);
}

}  // namespace armillary::os
