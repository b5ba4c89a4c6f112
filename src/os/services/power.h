// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace armillary::os {

/// What an app, or an update, wants of the whole device.
struct PowerRequest {
  enum class Kind : std::uint8_t { restart_apps, reboot, power_down } kind = Kind::reboot;
  std::uint32_t residency_s = 0;  ///< of power_down, at most: the RTC's alarm
};

/// Gives the request to the device, which stops the apps first: nothing has happened yet when it
/// returns.
using PowerSwitch = std::function<void(const PowerRequest&)>;

}  // namespace armillary::os
