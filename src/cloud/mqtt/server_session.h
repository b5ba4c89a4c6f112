// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cloud/mqtt/codec.h"
#include "cloud/mqtt/packet.h"
#include "sim/time.h"

namespace armillary::cloud::mqtt {

/// What outlives a connection with Clean Session 0 (section 3.1.2.4). The owner keeps it by client
/// id and gives it to the next session.
struct SessionState {
  std::map<std::string, std::uint8_t> subscriptions;  ///< filter to granted QoS
  std::vector<Publish> unacknowledged;                ///< QoS 1, in the order of sending
  std::uint16_t last_id = 0;
};

/// The server's side of one MQTT 3.1.1 connection. Bytes and time go in, bytes and events come out;
/// there is no socket, no clock and no thread in it. The owner
///
///  - passes what arrives to receive() and acts on the events it gives, in order;
///  - calls on_timer() when next_timer() is due and acts on the events;
///  - after every call sends take_output(), and closes the stream when ended().
///
/// Events:
///  - ConnectAsked    the client's CONNECT is well formed: answer with accept() or refuse()
///  - MessageReceived a PUBLISH at QoS 0 or 1; at QoS 1 call acknowledge() when it is safe
///  - Delivered       the client acknowledged a message of publish()
///  - SubscribeAsked  answer with grant(): one code a filter, in their order
///  - Unsubscribed    has been answered already
///  - Ended           the session is over: why, in words; the will to publish unless the client
///                    said DISCONNECT. Nothing comes after it
///
/// PINGREQ is answered here. QoS 2 is not spoken: a message at QoS 2 ends the session, as IoT Hub
/// does. Not thread-safe: one thread (strand) per session.
class ServerSession {
 public:
  struct ConnectAsked {
    Connect connect;
  };
  struct MessageReceived {
    Publish message;
  };
  struct Delivered {
    std::uint16_t id = 0;
  };
  struct SubscribeAsked {
    Subscribe request;
  };
  struct Unsubscribed {
    std::vector<std::string> filters;
  };
  struct Ended {
    std::string reason;
    bool orderly = false;  ///< the client sent DISCONNECT
    std::optional<Will> will;
  };
  using Event =
      std::variant<ConnectAsked, MessageReceived, Delivered, SubscribeAsked, Unsubscribed, Ended>;

  /// How long a client may take from connecting to the end of its CONNECT.
  static constexpr sim::Duration kConnectTimeout = std::chrono::seconds{30};
  /// IoT Hub's cap of the keep-alive time-out, which is 1.5 times what the client says.
  static constexpr sim::Duration kMaxKeepAlive = std::chrono::seconds{1767};
  /// Messages on their way to a client that acknowledges none of them.
  static constexpr std::size_t kMaxInFlight = 1000;

  explicit ServerSession(sim::Time now) : deadline_(now + kConnectTimeout) {}

  std::vector<Event> receive(sim::Time now, ByteView bytes);
  std::vector<Event> on_timer(sim::Time now);
  /// The stream ended without the session's doing.
  std::vector<Event> on_stream_end(std::string reason);
  /// The owner ends it: take-over by another connection, a wrong topic, a disabled device.
  std::vector<Event> end(std::string reason);

  /// Answers ConnectAsked. `state` must live until Ended. With Clean Session 1 it is emptied; else
  /// what the client had not acknowledged is sent again. `session_present`: the state existed.
  void accept(sim::Time now, SessionState& state, bool session_present);
  /// Answers ConnectAsked with a code and ends the session.
  std::vector<Event> refuse(ConnectCode code, std::string reason);
  void acknowledge(std::uint16_t id) { send(Puback{id}); }
  void grant(const Subscribe& request, const std::vector<std::uint8_t>& codes);
  /// Sends a message; QoS 0 or 1. False: too many are unacknowledged.
  bool publish(std::string topic, Bytes payload, std::uint8_t qos, bool retain = false);

  [[nodiscard]] sim::Time next_timer() const { return deadline_; }
  Bytes take_output();
  [[nodiscard]] bool ended() const { return phase_ == Phase::ended; }
  [[nodiscard]] bool connected() const { return phase_ == Phase::connected; }
  [[nodiscard]] const std::string& client_id() const { return client_id_; }

 private:
  enum class Phase { waiting, asked, connected, ended };
  void send(const Packet& packet);
  void on_packet(sim::Time now, Packet packet, std::vector<Event>& events);
  void on_connect(Connect connect, std::vector<Event>& events);
  void finish(std::string reason, bool orderly, std::vector<Event>& events);
  void restart_keep_alive(sim::Time now);

  Phase phase_ = Phase::waiting;
  Decoder decoder_;
  Bytes output_;
  std::string client_id_;
  bool clean_ = true;
  std::optional<Will> will_;
  sim::Duration keep_alive_{0};  ///< 0: none
  sim::Time deadline_;
  SessionState* state_ = nullptr;
};

}  // namespace armillary::cloud::mqtt
