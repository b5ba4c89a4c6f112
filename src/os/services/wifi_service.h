// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <vector>

#include "net/wifi_station.h"
#include "os/kernel.h"
#include "os/services/service.h"

namespace armillary::os {

/// The Wi-Fi as wificonfig.h asks it: guest/abi/services_wifi.h.
class WifiService final : public Service {
 public:
  /// Of a scan over the channels of both bands: what an app waits for the result.
  static constexpr std::int32_t kScanMilliseconds = 2000;

  /// Both must outlive it.
  WifiService(Kernel& kernel, net::WifiStation& wifi) : kernel_(kernel), wifi_(wifi) {}
  std::optional<SysResult> request(Task& task, std::uint32_t number,
                                   std::uint32_t argument) override;

 private:
  SysResult serve(Task& task, std::uint32_t number, std::uint32_t argument);
  SysResult look(Task& task, std::uint32_t number, std::uint32_t argument);
  SysResult add(Task& task, std::uint32_t argument);
  SysResult duplicate(Task& task, std::uint32_t argument);
  SysResult set_option(Task& task, std::uint32_t argument);
  SysResult get_option(Task& task, std::uint32_t argument);
  SysResult store(Task& task, std::uint32_t argument);
  SysResult forget(Task& task, std::uint32_t argument);
  SysResult stored(Task& task, std::uint32_t argument);
  SysResult connection(Task& task, std::uint32_t argument);
  SysResult scan(Task& task, std::uint32_t argument, bool result);
  SysResult scanned(Task& task, std::uint32_t argument);
  SysResult find_name(Task& task, std::uint32_t argument);
  SysResult diagnostics(Task& task, std::uint32_t argument);

  Kernel& kernel_;
  net::WifiStation& wifi_;
  std::vector<net::AirNetwork> scanned_;  ///< by the last scan
};

}  // namespace armillary::os
