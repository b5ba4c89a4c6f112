// SPDX-License-Identifier: GPL-2.0-or-later
//
// mqtt/ is MQTT 3.1.1 (OASIS standard of 29 October 2014) without input or output: packets as data,
// their wire form, and the server's side of a connection. Comments cite the standard's normative
// statements as [MQTT-x.y.z-n].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "net/packet.h"

namespace armillary::cloud::mqtt {

using net::Bytes;
using net::ByteView;

struct Will {
  std::string topic;
  Bytes payload;
  std::uint8_t qos = 0;
  bool retain = false;
  friend bool operator==(const Will&, const Will&) = default;
};
struct Connect {
  std::string protocol = "MQTT";
  std::uint8_t level = 4;
  bool clean_session = true;
  std::uint16_t keep_alive = 0;  ///< seconds; 0: none
  std::string client_id;
  std::optional<Will> will;
  std::optional<std::string> username;
  std::optional<Bytes> password;
  friend bool operator==(const Connect&, const Connect&) = default;
};
/// The return codes of CONNACK (table 3.1).
enum class ConnectCode : std::uint8_t {
  accepted = 0,
  bad_protocol = 1,
  bad_client_id = 2,
  unavailable = 3,
  bad_credentials = 4,
  not_authorised = 5,
};
struct Connack {
  bool session_present = false;
  ConnectCode code = ConnectCode::accepted;
  friend bool operator==(const Connack&, const Connack&) = default;
};
struct Publish {
  std::string topic;
  Bytes payload;
  std::uint8_t qos = 0;
  bool retain = false;
  bool duplicate = false;
  std::uint16_t id = 0;  ///< only at QoS 1 and 2
  friend bool operator==(const Publish&, const Publish&) = default;
};
struct Puback {
  std::uint16_t id = 0;
  friend bool operator==(const Puback&, const Puback&) = default;
};
struct Pubrec {
  std::uint16_t id = 0;
  friend bool operator==(const Pubrec&, const Pubrec&) = default;
};
struct Pubrel {
  std::uint16_t id = 0;
  friend bool operator==(const Pubrel&, const Pubrel&) = default;
};
struct Pubcomp {
  std::uint16_t id = 0;
  friend bool operator==(const Pubcomp&, const Pubcomp&) = default;
};
struct Subscribe {
  struct Filter {
    std::string text;
    std::uint8_t qos = 0;
    friend bool operator==(const Filter&, const Filter&) = default;
  };
  std::uint16_t id = 0;
  std::vector<Filter> filters;
  friend bool operator==(const Subscribe&, const Subscribe&) = default;
};
struct Suback {
  static constexpr std::uint8_t kFailure = 0x80;
  std::uint16_t id = 0;
  std::vector<std::uint8_t> codes;  ///< granted QoS, or kFailure
  friend bool operator==(const Suback&, const Suback&) = default;
};
struct Unsubscribe {
  std::uint16_t id = 0;
  std::vector<std::string> filters;
  friend bool operator==(const Unsubscribe&, const Unsubscribe&) = default;
};
struct Unsuback {
  std::uint16_t id = 0;
  friend bool operator==(const Unsuback&, const Unsuback&) = default;
};
struct Pingreq {
  friend bool operator==(const Pingreq&, const Pingreq&) = default;
};
struct Pingresp {
  friend bool operator==(const Pingresp&, const Pingresp&) = default;
};
struct Disconnect {
  friend bool operator==(const Disconnect&, const Disconnect&) = default;
};

/// In the order of the packet types' numbers, from 1 on (table 2.1).
using Packet = std::variant<Connect, Connack, Publish, Puback, Pubrec, Pubrel, Pubcomp, Subscribe,
                            Suback, Unsubscribe, Unsuback, Pingreq, Pingresp, Disconnect>;

}  // namespace armillary::cloud::mqtt
