// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "net/connection_manager.h"
#include "os/kernel.h"
#include "os/services/proxy_settings.h"
#include "os/services/service.h"
#include "os/wall_clock.h"

namespace armillary::os {

/// networkd as networking.h asks it: guest/abi/services_network.h.
class NetworkService final : public Service {
 public:
  /// Sets the kernel's clock when NTP says so, from now on. All three must outlive it.
  NetworkService(Kernel& kernel, net::ConnectionManager& connections,
                 std::optional<ProxySettings>& proxy);
  ~NetworkService() override;
  std::optional<SysResult> request(Task& task, std::uint32_t number,
                                   std::uint32_t argument) override;

 private:
  std::optional<SysResult> change_request(Task& task, std::uint32_t number, std::uint32_t argument);
  SysResult describe_interface(Task& task, std::uint32_t argument);
  SysResult interface_status(Task& task, std::uint32_t argument);
  SysResult set_interface_state(Task& task, std::uint32_t argument);
  SysResult hardware_address(Task& task, std::uint32_t argument);
  SysResult set_hardware_address(Task& task, std::uint32_t argument);
  SysResult configure_ip(Task& task, std::uint32_t argument);
  SysResult about_lease(Task& task, std::uint32_t argument, bool renew);
  SysResult start_sntp_server(Task& task, std::uint32_t argument);
  SysResult start_dhcp_server(Task& task, std::uint32_t argument);
  SysResult set_time_sync(Task& task, std::uint32_t argument);
  SysResult configure_ntp(Task& task, std::uint32_t argument);
  SysResult last_time_sync(Task& task, std::uint32_t argument);
  SysResult set_proxy(Task& task, std::uint32_t argument);
  SysResult get_proxy(Task& task, std::uint32_t argument);
  SysResult proxy_status(Task& task, std::uint32_t argument);

  Kernel& kernel_;
  net::ConnectionManager& connections_;
  std::optional<ProxySettings>& proxy_;
  std::optional<TimeSpec> before_sync_;  ///< the clock when NTP set it last
};

}  // namespace armillary::os
