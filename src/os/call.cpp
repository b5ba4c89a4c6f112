// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/call.h"

#include <algorithm>
#include <array>

#include "os/kernel.h"
#include "os/process.h"

namespace armillary::os {

sim::Time Call::now() const { return kernel_.domain().now(); }

std::shared_ptr<File> Call::file(std::uint32_t descriptor) const {
  return process().files().get(static_cast<std::int32_t>(descriptor));
}

void Call::set_deadline(sim::Time deadline) {
  if (first_try()) task_.call.deadline = deadline;
}

void Call::set_timeout(sim::Duration timeout) {
  if (!first_try()) return;
  const sim::Time start = now();
  task_.call.deadline = timeout >= sim::kNever - start ? sim::kNever : start + timeout;
}

bool Call::deadline_passed() const { return task_.call.deadline && now() >= *task_.call.deadline; }

bool Call::interrupted() const {
  return Kernel::ends_wait(task_.process(), task_.deliverable_signals());
}

void Call::use_signal_mask(SignalSet mask) {
  if (!first_try() || task_.call.saved_mask) return;
  task_.call.saved_mask = task_.signal_mask;
  task_.signal_mask = mask & ~kUnblockable;
}

void Call::wait_on(WaitQueue& queue) {
  Task& task = task_;
  if (task.links_used == task.links.size()) {
    task.links.emplace_back([&task](std::uint32_t /*events*/) { task.kernel().make_ready(task); });
  }
  task.links[task.links_used++].connect(queue);
}

SysResult Call::block(Restart restart) {
  task_.call.restartable = restart == Restart::if_asked;
  task_.call.interruptible = true;
  return kBlocked;
}

SysResult Call::block_uninterruptible() {
  task_.call.interruptible = false;
  return kBlocked;
}

OsResult<TimeSpec> Call::read_time(std::uint32_t address, bool time64) const {
  TimeSpec time;
  if (time64) {
    std::array<std::int64_t, 2> raw{};
    if (!memory().get(address, raw)) return os_failure(kEFAULT);
    // The kernel ignores the upper half of tv_nsec of 32-bit programs (get_timespec64).
    time = {raw[0], static_cast<std::int32_t>(raw[1])};
  } else {
    std::array<std::int32_t, 2> raw{};
    if (!memory().get(address, raw)) return os_failure(kEFAULT);
    time = {raw[0], raw[1]};
  }
  if (time.seconds < 0 || time.nanoseconds < 0 || time.nanoseconds > 999'999'999) {
    return os_failure(kEINVAL);
  }
  return time;
}

bool Call::write_time(std::uint32_t address, bool time64, TimeSpec value) const {
  if (time64) {
    return memory().put(address, std::array<std::int64_t, 2>{value.seconds, value.nanoseconds});
  }
  return memory().put(address,
                      std::array<std::int32_t, 2>{static_cast<std::int32_t>(value.seconds),
                                                  static_cast<std::int32_t>(value.nanoseconds)});
}

OsResult<std::optional<sim::Duration>> Call::read_timeout(std::uint32_t address,
                                                          bool time64) const {
  if (address == 0) return std::optional<sim::Duration>{};
  const OsResult<TimeSpec> time = read_time(address, time64);
  if (!time) return os_failure(time.error());
  return std::optional<sim::Duration>{WallClock::join(*time)};
}

}  // namespace armillary::os
