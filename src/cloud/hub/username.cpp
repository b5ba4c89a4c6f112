// SPDX-License-Identifier: GPL-2.0-or-later
#include "cloud/hub/username.h"

#include "cloud/hub/property_bag.h"

namespace armillary::cloud {

std::optional<HubUsername> HubUsername::parse(std::string_view text) {
  const std::size_t host_end = text.find('/');
  if (host_end == std::string_view::npos || host_end == 0) return std::nullopt;
  const std::size_t device_end = text.find('/', host_end + 1);
  if (device_end == std::string_view::npos || device_end == host_end + 1) return std::nullopt;
  std::string_view query = text.substr(device_end + 1);
  if (query.starts_with('?')) query.remove_prefix(1);
  auto bag = PropertyBag::parse(query);
  if (!bag || !bag->application.contains("api-version")) return std::nullopt;
  return HubUsername{std::string(text.substr(0, host_end)),
                     std::string(text.substr(host_end + 1, device_end - host_end - 1)),
                     std::move(bag->application)};
}

}  // namespace armillary::cloud
