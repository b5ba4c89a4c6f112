// SPDX-License-Identifier: GPL-2.0-or-later
//
// hub/ is IoT Hub as a device sees it over MQTT: identities, connections, telemetry. It knows
// streams of bytes and a clock, not what carries or drives them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cloud/hub/telemetry.h"
#include "cloud/mqtt/server_session.h"
#include "net/byte_stream.h"
#include "sim/event_queue.h"
#include "sim/journal.h"

namespace armillary::cloud {

/// What the hub lives on. All of it must outlive the hub.
struct HubSurroundings {
  sim::EventQueue& events;
  sim::Journal& journal;
  std::function<sim::Time()> now;
  std::function<std::int64_t()> utc_ns;  ///< nanoseconds since 1970
};

/// One IoT Hub. Accepts MQTT connections, knows its devices, takes their telemetry.
///
/// A device is who its client id says, when its user name names the same device and this hub. The
/// proof of it (X.509, SAS) belongs where authenticate() decides; passwords are not looked at yet.
/// Twins, direct methods and cloud-to-device messages are refused by name with a `warning`.
///
/// Not thread-safe: everything happens in the domain of its surroundings.
class IotHub final : public net::StreamService {
 public:
  /// IoT Hub's limit of a device-to-cloud message.
  static constexpr std::size_t kMaxMessage = 256 * 1024;
  static constexpr std::size_t kMaxDeviceId = 128;

  /// `host` is the hub's full name: "contoso-hub.azure-devices.net".
  IotHub(HubSurroundings surroundings, std::string host);
  ~IotHub() override;

  [[nodiscard]] const std::string& host() const { return host_; }
  /// Registers a device. As long as none is registered, every well-formed id is accepted.
  void add_device(std::string id) { devices_.insert(std::move(id)); }
  /// A disabled device is refused with "server unavailable".
  void disable_device(const std::string& id) { disabled_.insert(id); }
  /// The sink must outlive the hub.
  void add_sink(TelemetrySink& sink) { sinks_.push_back(&sink); }
  [[nodiscard]] std::size_t connected_devices() const { return connected_.size(); }

  std::unique_ptr<net::StreamHandler> accept(net::ByteStream& stream) override;

 private:
  class Connection;
  struct Refusal {
    mqtt::ConnectCode code;
    std::string reason;
  };

  [[nodiscard]] std::optional<Refusal> authenticate(const mqtt::Connect& connect) const;
  /// True: taken. False: the reason why the connection must end is in `reason`.
  bool take_message(const std::string& device, const mqtt::Publish& message, std::string& reason);
  void deliver(TelemetryMessage message);
  /// The code for SUBACK; nothing: the connection must end.
  std::optional<std::uint8_t> grant(const std::string& device,
                                    const mqtt::Subscribe::Filter& filter);
  void record(boost::json::object fields);
  void warn(const std::string& device, std::string_view topic, std::string_view what);

  HubSurroundings surroundings_;
  std::string host_;
  std::set<std::string> devices_;
  std::set<std::string> disabled_;
  std::vector<TelemetrySink*> sinks_;
  std::map<std::string, mqtt::SessionState> sessions_;
  std::map<std::string, Connection*> connected_;
};

}  // namespace armillary::cloud
