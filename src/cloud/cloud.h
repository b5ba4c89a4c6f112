// SPDX-License-Identifier: GPL-2.0-or-later
//
// cloud/ is what a device finds on the other side of the internet: protocol cores without input or
// output (mqtt/), and services made of them (hub/). It knows hosts and streams, no guest.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "cloud/hub/iot_hub.h"
#include "cloud/hub/telemetry.h"
#include "net/internet.h"

namespace armillary::cloud {

/// The `cloud:` part of a device file.
struct CloudConfig {
  std::string hub = "contoso-hub";   ///< the name before .azure-devices.net
  std::vector<std::string> devices;  ///< registered ids; empty: every id is accepted
};

/// The cloud of one simulated internet. Puts the hub `<hub>.azure-devices.net` into DNS and serves
/// MQTT on ports 8883 and 1883, both as plain TCP: TLS will wrap the stream on 8883, and 1883,
/// which the real hub does not have, stays for clients without TLS. Not thread-safe; it lives in
/// the network's domain and must be destroyed before the internet.
class Cloud {
 public:
  static constexpr std::uint16_t kMqttTlsPort = 8883;
  static constexpr std::uint16_t kMqttPort = 1883;

  /// Errors: a hub's name that is no DNS label, a device id that is too long or empty.
  static Result<std::unique_ptr<Cloud>> create(net::Internet& internet, const CloudConfig& config);
  Cloud(const Cloud&) = delete;
  Cloud& operator=(const Cloud&) = delete;

  [[nodiscard]] IotHub& hub() { return hub_; }
  /// The sink must outlive the cloud.
  void add_sink(TelemetrySink& sink) { hub_.add_sink(sink); }

 private:
  Cloud(net::Internet& internet, const std::string& host);

  IotHub hub_;
  std::vector<std::unique_ptr<net::ServedPort>> ports_;
};

}  // namespace armillary::cloud
