// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "net/address.h"

namespace armillary::net {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// A TCP segment (RFC 9293) in decoded form; plain fields, so that a capture can
/// write it down and a snapshot can keep it.
struct TcpSegment {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;
  std::uint16_t window = 0;  ///< bytes, no window scaling
  bool syn = false;
  bool ack = false;
  bool fin = false;
  bool rst = false;
  Bytes payload;

  /// What it takes of the sequence space: SYN and FIN count for one each.
  [[nodiscard]] std::uint32_t length() const {
    return static_cast<std::uint32_t>(payload.size()) + (syn ? 1 : 0) + (fin ? 1 : 0);
  }
};

struct UdpDatagram {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  Bytes payload;
};

/// ICMP "port unreachable": nobody listens on a UDP port. Names the datagram that caused it.
struct PortUnreachable {
  std::uint16_t source_port = 0;       ///< of the datagram that was refused
  std::uint16_t destination_port = 0;  ///< of the datagram that was refused
};

/// What travels between hosts.
struct Packet {
  Ipv4Address source;
  Ipv4Address destination;
  std::variant<TcpSegment, UdpDatagram, PortUnreachable> body;

  /// Bytes on the wire with IPv4, TCP, UDP or ICMP headers and without a link header: what counts
  /// for bandwidth.
  [[nodiscard]] std::size_t wire_size() const;
};

}  // namespace armillary::net
