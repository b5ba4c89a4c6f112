// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace armillary::cloud {

/// The user name of a device's CONNECT: `{hub
/// host}/{device}/?api-version=...&DeviceClientType=...`.
struct HubUsername {
  std::string host;
  std::string device;
  std::map<std::string, std::string> parameters;  ///< decoded: api-version, model-id, ...

  /// Nothing: not of this form, or without api-version.
  static std::optional<HubUsername> parse(std::string_view text);
};

}  // namespace armillary::cloud
