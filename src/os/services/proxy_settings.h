// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace armillary::os {

/// What Networking_Proxy_Apply has set for the device. It is kept and told; what goes through the
/// proxy is up to the app (libcurl), as on the device.
struct ProxySettings {
  std::uint32_t options = 0;  ///< Networking_ProxyOptions
  std::int8_t type = 0, authentication = 0;
  std::uint16_t port = 0;
  std::string address, no_proxy, user, password;
};

}  // namespace armillary::os
