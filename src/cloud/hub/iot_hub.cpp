// SPDX-License-Identifier: GPL-2.0-or-later
#include "cloud/hub/iot_hub.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cloud/hub/username.h"

namespace armillary::cloud {

namespace {

/// The documented topics that are not modelled yet, by the start of a topic or filter.
std::string_view unmodelled(std::string_view topic, std::string_view device) {
  if (topic.starts_with("$iothub/twin/")) return "twins are not modelled yet";
  if (topic.starts_with("$iothub/methods/")) return "direct methods are not modelled yet";
  if (topic.starts_with(fmt::format("devices/{}/messages/devicebound/", device))) {
    return "cloud-to-device messages are not modelled yet";
  }
  if (topic.starts_with(fmt::format("devices/{}/modules/", device))) {
    return "modules are not modelled yet";
  }
  return {};
}

}  // namespace

/// One device's connection: moves bytes between the stream and the session, acts on its events.
class IotHub::Connection final : public net::StreamHandler {
 public:
  Connection(IotHub& hub, net::ByteStream& stream)
      : hub_(hub),
        stream_(stream),
        session_(hub.surroundings_.now()),
        timer_(hub.surroundings_.events, "MQTT keep-alive", [this] {
          handle(session_.on_timer(hub_.surroundings_.now()));
          settle();
        }) {
    settle();
  }
  ~Connection() override { leave(); }

  void on_bytes(net::ByteView bytes) override {
    handle(session_.receive(hub_.surroundings_.now(), bytes));
    settle();
  }

  void on_end(net::StreamEnd end) override {
    const char* reason = "the connection was closed without DISCONNECT";
    if (end == net::StreamEnd::reset) reason = "the connection was reset";
    if (end == net::StreamEnd::timed_out) reason = "the connection timed out";
    if (end == net::StreamEnd::overflow) reason = "the client reads too slowly";
    stream_ended_ = true;
    handle(session_.on_stream_end(reason));
    settle();
  }

  void take_over() {
    handle(session_.end("another connection with the same device id (400027)"));
    settle();
  }

 private:
  void handle(std::vector<mqtt::ServerSession::Event> events) {
    for (auto& event : events) {
      std::visit([this](auto& each) { on(each); }, event);
    }
  }

  void on(mqtt::ServerSession::ConnectAsked& event) {
    device_ = event.connect.client_id;
    if (auto refusal = hub_.authenticate(event.connect)) {
      hub_.record({{"event", "refused"},
                   {"device", device_},
                   {"from", stream_.peer()},
                   {"code", static_cast<unsigned>(refusal->code)},
                   {"reason", refusal->reason}});
      refused_ = true;
      handle(session_.refuse(refusal->code, refusal->reason));
      return;
    }
    if (const auto other = hub_.connected_.find(device_); other != hub_.connected_.end()) {
      other->second->take_over();  // it takes itself off the map
    }
    const bool present = hub_.sessions_.contains(device_);
    hub_.connected_[device_] = this;
    hub_.record({{"event", "connected"},
                 {"device", device_},
                 {"from", stream_.peer()},
                 {"clean", event.connect.clean_session},
                 {"keep-alive", event.connect.keep_alive}});
    clean_ = event.connect.clean_session;
    session_.accept(hub_.surroundings_.now(), hub_.sessions_[device_], present);
    // What came in one segment with CONNECT.
    handle(session_.receive(hub_.surroundings_.now(), {}));
  }

  void on(mqtt::ServerSession::MessageReceived& event) {
    // The session may have ended behind it, by a DISCONNECT in the same bytes: it still counts.
    if (dropped_) return;
    std::string reason;
    if (!hub_.take_message(device_, event.message, reason)) {
      dropped_ = true;
      handle(session_.end(std::move(reason)));
      return;
    }
    if (event.message.qos == 1) session_.acknowledge(event.message.id);
  }

  void on(mqtt::ServerSession::SubscribeAsked& event) {
    if (dropped_) return;
    std::vector<std::uint8_t> codes;
    for (const auto& filter : event.request.filters) {
      const auto code = hub_.grant(device_, filter);
      if (!code) {
        dropped_ = true;
        handle(session_.end(fmt::format("the hub has no topic '{}'", filter.text)));
        return;
      }
      codes.push_back(*code);
    }
    session_.grant(event.request, codes);
  }

  void on(mqtt::ServerSession::Delivered&) {}
  void on(mqtt::ServerSession::Unsubscribed&) {}

  void on(mqtt::ServerSession::Ended& event) {
    if (refused_) return;
    if (device_.empty()) {
      hub_.record({{"event", "refused"}, {"from", stream_.peer()}, {"reason", event.reason}});
      return;
    }
    leave();
    hub_.record({{"event", "disconnected"}, {"device", device_}, {"reason", event.reason}});
    if (!event.will) return;
    mqtt::Publish will{
        event.will->topic, event.will->payload, event.will->qos, event.will->retain, false, 0};
    // Section "Use a will message" of IoT Hub's MQTT page: it arrives as telemetry with a mark.
    will.topic += (will.topic.ends_with('/') ? "" : "&");
    will.topic += "iothub-MessageType=Will";
    std::string reason;
    if (!hub_.take_message(device_, will, reason)) {
      hub_.record({{"event", "will dropped"}, {"device", device_}, {"reason", reason}});
    }
  }

  void leave() {
    const auto found = hub_.connected_.find(device_);
    if (found == hub_.connected_.end() || found->second != this) return;
    hub_.connected_.erase(found);
    if (clean_) hub_.sessions_.erase(device_);
  }

  void settle() {
    const net::Bytes output = session_.take_output();
    if (!output.empty() && !stream_ended_) stream_.send(output);
    if (session_.ended()) {
      timer_.cancel();
      if (!std::exchange(stream_ended_, true)) stream_.close();
    } else if (timer_.when() != session_.next_timer()) {
      timer_.schedule(session_.next_timer());
    }
  }

  IotHub& hub_;
  net::ByteStream& stream_;
  mqtt::ServerSession session_;
  std::string device_;
  bool clean_ = true;
  bool refused_ = false;
  bool dropped_ = false;  ///< the hub ended it; what follows in the same bytes is not looked at
  bool stream_ended_ = false;
  sim::TimedEvent timer_;
};

IotHub::IotHub(HubSurroundings surroundings, std::string host)
    : surroundings_(std::move(surroundings)), host_(std::move(host)) {}

IotHub::~IotHub() = default;

std::unique_ptr<net::StreamHandler> IotHub::accept(net::ByteStream& stream) {
  return std::make_unique<Connection>(*this, stream);
}

std::optional<IotHub::Refusal> IotHub::authenticate(const mqtt::Connect& connect) const {
  using mqtt::ConnectCode;
  const std::string& id = connect.client_id;
  if (id.size() > kMaxDeviceId || id.find_first_of("/+#") != std::string::npos) {
    return Refusal{ConnectCode::bad_client_id, "the client id is not a device id"};
  }
  if (!connect.username) {
    return Refusal{ConnectCode::bad_credentials, "there is no user name"};
  }
  const auto username = HubUsername::parse(*connect.username);
  if (!username) {
    return Refusal{ConnectCode::bad_credentials,
                   "the user name is not {hub}/{device}/?api-version=..."};
  }
  if (username->host != host_) {
    return Refusal{ConnectCode::not_authorised,
                   fmt::format("the user name is for the hub '{}'", username->host)};
  }
  if (username->device != id) {
    return Refusal{ConnectCode::not_authorised,
                   fmt::format("the user name is for the device '{}'", username->device)};
  }
  if (!devices_.empty() && !devices_.contains(id)) {
    return Refusal{ConnectCode::not_authorised, "the device is not registered"};
  }
  if (disabled_.contains(id)) return Refusal{ConnectCode::unavailable, "the device is disabled"};
  return std::nullopt;
}

bool IotHub::take_message(const std::string& device, const mqtt::Publish& message,
                          std::string& reason) {
  const std::string prefix = fmt::format("devices/{}/messages/events/", device);
  if (const auto what = unmodelled(message.topic, device); !what.empty()) {
    warn(device, message.topic, what);
    return true;
  }
  // IOTC sends the topic with the slash also when the bag is empty; without it is accepted too.
  const std::string_view topic = message.topic;
  const bool bare = topic == std::string_view(prefix).substr(0, prefix.size() - 1);
  if (!bare && !topic.starts_with(prefix)) {
    reason = fmt::format("the hub has no topic '{}'", topic);
    return false;
  }
  if (message.payload.size() > kMaxMessage) {
    reason = fmt::format("a message of {} bytes; at most {} are taken", message.payload.size(),
                         kMaxMessage);
    return false;
  }
  auto bag = PropertyBag::parse(bare ? std::string_view{} : topic.substr(prefix.size()));
  if (!bag) {
    reason = fmt::format("the property bag of '{}' is not well formed", topic);
    return false;
  }
  // Nothing is retained; the consumer sees that it was asked for.
  if (message.retain) bag->application["x-opt-retain"] = "true";
  deliver({sim::nanoseconds(surroundings_.now()), surroundings_.utc_ns(), device, message.topic,
           std::move(*bag), message.payload, message.qos, message.duplicate});
  return true;
}

void IotHub::deliver(TelemetryMessage message) {
  surroundings_.journal.record("cloud.hub", EventType::telemetry, describe(message));
  for (TelemetrySink* sink : sinks_) sink->on_message(message);
}

std::optional<std::uint8_t> IotHub::grant(const std::string& device,
                                          const mqtt::Subscribe::Filter& filter) {
  const auto what = unmodelled(filter.text, device);
  if (what.empty()) return std::nullopt;
  warn(device, filter.text, what);
  return mqtt::Suback::kFailure;
}

void IotHub::record(boost::json::object fields) {
  surroundings_.journal.record("cloud.hub", EventType::cloud, std::move(fields));
}

void IotHub::warn(const std::string& device, std::string_view topic, std::string_view what) {
  // Request ids and properties would make every use a new warning.
  const std::string_view name = topic.substr(0, topic.find('?'));
  surroundings_.journal.warn_once("cloud.hub", fmt::format("{} used {}: {}", device, name, what));
}

}  // namespace armillary::cloud
