// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "os/kernel.h"
#include "os/services/power.h"
#include "os/services/service.h"
#include "os/services/update_agent.h"
#include "os/vfs.h"

namespace armillary::os {

/// The application manager as powermanagement.h and sysevent.h ask it:
/// guest/abi/services_system.h, and /dev/cpufreq.
class ManagerService final : public Service {
 public:
  /// Both must outlive it.
  ManagerService(Kernel& kernel, UpdateAgent& updates, PowerSwitch power)
      : kernel_(kernel), updates_(updates), power_(std::move(power)) {}
  std::optional<SysResult> request(Task& task, std::uint32_t number,
                                   std::uint32_t argument) override;
  /// Adds the devices; their files must not outlive the update agent.
  void add_devices(Vfs& vfs);

 private:
  SysResult change_power(Task& task, std::uint32_t argument);
  SysResult defer(Task& task, std::uint32_t argument);
  SysResult resume(Task& task, std::uint32_t argument);
  OsResult<std::shared_ptr<File>> open_events(const Caller& caller, std::uint32_t flags);
  OsResult<std::shared_ptr<File>> open_frequency(const Caller& caller, std::uint32_t flags);

  Kernel& kernel_;
  UpdateAgent& updates_;
  PowerSwitch power_;
};

}  // namespace armillary::os
