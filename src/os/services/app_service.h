// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "net/connection_manager.h"
#include "os/kernel.h"
#include "os/services/service.h"

namespace armillary::os {

/// What the application manager tells an app of itself and of the OS: guest/abi/services.h.
class AppService final : public Service {
 public:
  AppService(Kernel& kernel, net::ConnectionManager& connections)
      : kernel_(kernel), connections_(connections) {}
  std::optional<SysResult> request(Task& task, std::uint32_t number,
                                   std::uint32_t argument) override;

 private:
  SysResult memory_info(Task& task, std::uint32_t argument);
  [[nodiscard]] bool device_auth_ready(Task& task);
  SysResult device_auth(Task& task, std::uint32_t argument);

  Kernel& kernel_;
  net::ConnectionManager& connections_;
};

}  // namespace armillary::os
