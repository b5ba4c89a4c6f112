// SPDX-License-Identifier: GPL-2.0-or-later
#include "cloud/cloud.h"

#include <algorithm>

#include <fmt/format.h>

namespace armillary::cloud {

namespace {

bool is_label(const std::string& text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= 50 && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

Result<std::unique_ptr<Cloud>> Cloud::create(net::Internet& internet, const CloudConfig& config) {
  if (!is_label(config.hub)) {
    return failure(ErrorKind::bad_input,
                   fmt::format("cloud.hub is '{}'; it must be the hub's name alone, 1 to 50 "
                               "letters, digits and hyphens, such as contoso-hub",
                               config.hub));
  }
  const std::string host = config.hub + ".azure-devices.net";
  std::unique_ptr<Cloud> cloud(new Cloud(internet, host));  // its constructor is private
  for (const std::string& id : config.devices) {
    if (id.empty() || id.size() > IotHub::kMaxDeviceId ||
        id.find_first_of("/+#") != std::string::npos) {
      return failure(ErrorKind::bad_input,
                     fmt::format("cloud.devices holds '{}'; a device id has 1 to {} characters "
                                 "without / + and #",
                                 id, IotHub::kMaxDeviceId));
    }
    cloud->hub_.add_device(id);
  }
  net::Host& server = internet.network().add_server(host);
  for (const std::uint16_t port : {kMqttTlsPort, kMqttPort}) {
    auto served = server.serve(port, cloud->hub_);
    if (!served) {
      return failure(ErrorKind::internal, fmt::format("cloud: port {} of {} is taken", port, host));
    }
    cloud->ports_.push_back(std::move(*served));
  }
  return cloud;
}

Cloud::Cloud(net::Internet& internet, const std::string& host)
    : hub_(HubSurroundings{internet.network().domain().events(),
                           internet.network().domain().journal(),
                           [&network = internet.network()] { return network.now(); },
                           [&time = internet.connections().time_sync()] { return time.utc_ns(); }},
           host) {}

}  // namespace armillary::cloud
