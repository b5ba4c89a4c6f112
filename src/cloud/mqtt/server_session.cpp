// SPDX-License-Identifier: GPL-2.0-or-later
#include "cloud/mqtt/server_session.h"

#include <algorithm>
#include <utility>

namespace armillary::cloud::mqtt {

void ServerSession::send(const Packet& packet) {
  const Bytes bytes = encode(packet);
  output_.insert(output_.end(), bytes.begin(), bytes.end());
}

Bytes ServerSession::take_output() { return std::exchange(output_, {}); }

void ServerSession::finish(std::string reason, bool orderly, std::vector<Event>& events) {
  if (ended()) return;
  const bool was_connected = connected();
  phase_ = Phase::ended;
  deadline_ = sim::kNever;
  Ended ended{std::move(reason), orderly, std::nullopt};
  if (was_connected && !orderly) ended.will = std::move(will_);  // [MQTT-3.1.2-8, 3.1.2-10]
  if (clean_ && state_ != nullptr) *state_ = {};
  state_ = nullptr;
  events.emplace_back(std::move(ended));
}

std::vector<ServerSession::Event> ServerSession::receive(sim::Time now, ByteView bytes) {
  std::vector<Event> events;
  if (ended()) return events;
  decoder_.feed(bytes);
  // The owner must answer CONNECT before anything that follows it is looked at.
  while (!ended() && phase_ != Phase::asked) {
    auto packet = decoder_.next();
    if (!packet) {
      finish(packet.error().message, false, events);
    } else if (!*packet) {
      break;
    } else {
      on_packet(now, std::move(**packet), events);
    }
  }
  return events;
}

void ServerSession::on_packet(sim::Time now, Packet packet, std::vector<Event>& events) {
  if (auto* connect = std::get_if<Connect>(&packet)) {
    if (phase_ == Phase::waiting) {
      on_connect(std::move(*connect), events);
    } else {
      finish("a second CONNECT [MQTT-3.1.0-2]", false, events);
    }
    return;
  }
  if (phase_ == Phase::waiting) {
    finish("the first packet is not CONNECT [MQTT-3.1.0-1]", false, events);
    return;
  }
  restart_keep_alive(now);
  if (auto* publish = std::get_if<Publish>(&packet)) {
    if (publish->qos == 2) {
      finish("a message at QoS 2, which the hub does not take", false, events);
    } else {
      events.emplace_back(MessageReceived{std::move(*publish)});
    }
  } else if (const auto* puback = std::get_if<Puback>(&packet)) {
    const std::uint16_t id = puback->id;
    if (std::erase_if(state_->unacknowledged, [id](const auto& each) { return each.id == id; })) {
      events.emplace_back(Delivered{id});
    }
  } else if (auto* subscribe = std::get_if<Subscribe>(&packet)) {
    events.emplace_back(SubscribeAsked{std::move(*subscribe)});
  } else if (auto* unsubscribe = std::get_if<Unsubscribe>(&packet)) {
    for (const std::string& filter : unsubscribe->filters) state_->subscriptions.erase(filter);
    send(Unsuback{unsubscribe->id});  // also when nothing was subscribed [MQTT-3.10.4-5]
    events.emplace_back(Unsubscribed{std::move(unsubscribe->filters)});
  } else if (std::holds_alternative<Pingreq>(packet)) {
    send(Pingresp{});
  } else if (std::holds_alternative<Disconnect>(packet)) {
    will_.reset();  // [MQTT-3.14.4-3]
    finish("the client disconnected", true, events);
  } else {
    finish("a packet that only servers send, or of QoS 2", false, events);
  }
}

void ServerSession::on_connect(Connect connect, std::vector<Event>& events) {
  const auto refuse_with = [&](ConnectCode code, const char* reason) {
    send(Connack{false, code});
    finish(reason, false, events);
  };
  if (connect.level != 4 || connect.protocol != "MQTT") {
    refuse_with(ConnectCode::bad_protocol, "not MQTT 3.1.1 [MQTT-3.1.2-2]");
    return;
  }
  if (connect.client_id.empty()) {  // IoT Hub wants the device's id; it makes none up
    refuse_with(ConnectCode::bad_client_id, "the client id is empty [MQTT-3.1.3-8, 3.1.3-9]");
    return;
  }
  phase_ = Phase::asked;
  client_id_ = connect.client_id;
  clean_ = connect.clean_session;
  will_ = connect.will;
  keep_alive_ =
      std::min<sim::Duration>(std::chrono::milliseconds{1500} * connect.keep_alive, kMaxKeepAlive);
  // Without a keep-alive the hub still drops who is silent for its own maximum.
  if (connect.keep_alive == 0) keep_alive_ = kMaxKeepAlive;
  events.emplace_back(ConnectAsked{std::move(connect)});
}

void ServerSession::accept(sim::Time now, SessionState& state, bool session_present) {
  if (phase_ != Phase::asked) return;
  phase_ = Phase::connected;
  state_ = &state;
  if (clean_) state = {};
  send(Connack{session_present && !clean_, ConnectCode::accepted});
  restart_keep_alive(now);
  for (Publish& message : state.unacknowledged) {  // [MQTT-4.4.0-1]
    message.duplicate = true;
    send(message);
  }
}

std::vector<ServerSession::Event> ServerSession::refuse(ConnectCode code, std::string reason) {
  std::vector<Event> events;
  if (phase_ != Phase::asked) return events;
  send(Connack{false, code});
  finish(std::move(reason), false, events);
  return events;
}

void ServerSession::grant(const Subscribe& request, const std::vector<std::uint8_t>& codes) {
  if (!connected()) return;
  for (std::size_t i = 0; i < codes.size() && i < request.filters.size(); ++i) {
    if (codes[i] <= 2) state_->subscriptions[request.filters[i].text] = codes[i];
  }
  send(Suback{request.id, codes});
}

bool ServerSession::publish(std::string topic, Bytes payload, std::uint8_t qos, bool retain) {
  if (!connected()) return false;
  Publish message{std::move(topic), std::move(payload), qos, retain, false, 0};
  if (qos > 0) {
    auto& waiting = state_->unacknowledged;
    if (waiting.size() >= kMaxInFlight) return false;
    const auto in_use = [&waiting](std::uint16_t id) {
      return std::any_of(waiting.begin(), waiting.end(),
                         [id](const auto& each) { return each.id == id; });
    };
    do {
      ++state_->last_id;
    } while (state_->last_id == 0 || in_use(state_->last_id));
    message.id = state_->last_id;
    waiting.push_back(message);
  }
  send(message);
  return true;
}

std::vector<ServerSession::Event> ServerSession::on_timer(sim::Time now) {
  std::vector<Event> events;
  if (now < deadline_) return events;
  finish(connected() ? "the client was silent for 1.5 times its keep-alive [MQTT-3.1.2-24]"
                     : "no CONNECT within 30 s",
         false, events);
  return events;
}

std::vector<ServerSession::Event> ServerSession::on_stream_end(std::string reason) {
  return end(std::move(reason));
}

std::vector<ServerSession::Event> ServerSession::end(std::string reason) {
  std::vector<Event> events;
  finish(std::move(reason), false, events);
  return events;
}

void ServerSession::restart_keep_alive(sim::Time now) { deadline_ = now + keep_alive_; }

}  // namespace armillary::cloud::mqtt
