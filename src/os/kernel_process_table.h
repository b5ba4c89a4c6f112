// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "os/fs/process_table.h"
#include "os/kernel.h"

namespace armillary::os {

/// What /proc tells of the kernel's processes. The kernel must outlive it.
class KernelProcessTable final : public ProcessTable {
 public:
  explicit KernelProcessTable(Kernel& kernel) : kernel_(kernel) {}

  [[nodiscard]] std::vector<std::int32_t> pids() const override;
  [[nodiscard]] bool exists(std::int32_t pid) const override;
  [[nodiscard]] std::optional<ProcessInfo> process(std::int32_t pid) const override;
  [[nodiscard]] std::int32_t pid_of(const Caller& caller) const override;
  [[nodiscard]] SystemInfo system() const override;

 private:
  /// A line of /proc/PID/maps for each mapping, and the sum of their sizes.
  void describe_memory(Process& process, ProcessInfo& info) const;

  Kernel& kernel_;
};

}  // namespace armillary::os
