// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "guest/abi/services.h"
#include "net/connection_manager.h"
#include "os/kernel.h"
#include "os/services/certificate_store.h"
#include "os/services/manager_service.h"
#include "os/services/power.h"
#include "os/services/proxy_settings.h"
#include "os/services/service.h"
#include "os/services/update_agent.h"
#include "os/vfs.h"

namespace armillary::os {

/// What the daemons know that lives longer than one boot of the device.
struct PlatformState {
  CertificateStore certificates;
  std::optional<ProxySettings> proxy;
};

/// The daemons of the platform as far as apps talk to them, during one boot. The platform's library
/// asks through /dev/azsphere-services; guest/abi/services.h is the contract, request by request. A
/// number that is not served answers ENOTTY and is named once; a capability that the manifest lacks
/// answers EACCES and the warning names its line.
class PlatformServices {
 public:
  /// Sets the kernel's clock when NTP says so, from now on. All but `power` must outlive it.
  PlatformServices(Kernel& kernel, net::ConnectionManager& connections, PlatformState& state,
                   UpdateAgent& updates, PowerSwitch power);
  ~PlatformServices();
  PlatformServices(const PlatformServices&) = delete;
  PlatformServices& operator=(const PlatformServices&) = delete;

  /// Adds /dev/azsphere-services, which any app may open, and the services' other devices. The
  /// services must outlive their files.
  void add_devices(Vfs& vfs);

  /// One ioctl.
  SysResult request(Task& task, std::uint32_t number, std::uint32_t argument);

 private:
  net::ConnectionManager& connections_;
  ManagerService manager_;
  std::vector<std::unique_ptr<Service>> services_;
};

}  // namespace armillary::os
