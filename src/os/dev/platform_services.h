// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "guest/abi/services.h"
#include "net/connection_manager.h"
#include "os/kernel.h"
#include "os/vfs.h"

namespace armillary::os {

/// The daemons of the platform as far as apps talk to them: networkd, the application manager and
/// the keeper of the device's certificates. The platform's library asks through
/// /dev/azsphere-services; guest/abi/services.h is the contract, request by request. A number that
/// is not served answers ENOTTY and is named once; a capability that the manifest lacks answers
/// EACCES and the warning names its line.
class PlatformServices {
 public:
  /// Sets the kernel's clock when NTP says so, from now on. Both must outlive it.
  PlatformServices(Kernel& kernel, net::ConnectionManager& connections);
  ~PlatformServices();
  PlatformServices(const PlatformServices&) = delete;
  PlatformServices& operator=(const PlatformServices&) = delete;

  /// Adds /dev/azsphere-services, which any app may open. The services must outlive its files.
  void add_device(Vfs& vfs);

  /// One ioctl.
  SysResult request(Task& task, std::uint32_t number, std::uint32_t argument);

 private:
  SysResult network_request(Task& task, std::uint32_t number, std::uint32_t argument);
  SysResult time_request(Task& task, std::uint32_t number, std::uint32_t argument);
  SysResult app_request(Task& task, std::uint32_t number, std::uint32_t argument);
  SysResult describe_interface(Task& task, std::uint32_t argument);
  SysResult interface_status(Task& task, std::uint32_t argument);
  SysResult set_interface_state(Task& task, std::uint32_t argument);
  SysResult hardware_address(Task& task, std::uint32_t argument);
  SysResult last_time_sync(Task& task, std::uint32_t argument);
  SysResult memory_info(Task& task, std::uint32_t argument);
  [[nodiscard]] bool device_auth_ready(Task& task);
  /// 0, or -kEACCES for an app whose manifest does not have `"flag": true`.
  SysResult check_right(Task& task, const char* flag, const char* what);

  Kernel& kernel_;
  net::ConnectionManager& connections_;
  std::optional<TimeSpec> before_sync_;  ///< the clock when NTP set it last
};

}  // namespace armillary::os
