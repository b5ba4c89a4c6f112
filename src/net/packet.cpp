// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/packet.h"

namespace armillary::net {

std::size_t Packet::wire_size() const {
  constexpr std::size_t kIpv4Header = 20;
  constexpr std::size_t kTcpHeader = 20;
  constexpr std::size_t kUdpHeader = 8;
  // ICMP's header and the refused packet's first bytes (RFC 792): IPv4 header and 8 bytes.
  constexpr std::size_t kIcmp = 8 + kIpv4Header + 8;
  if (const auto* segment = std::get_if<TcpSegment>(&body)) {
    const std::size_t options = segment->syn ? 4 : 0;  // maximum segment size
    return kIpv4Header + kTcpHeader + options + segment->payload.size();
  }
  if (const auto* datagram = std::get_if<UdpDatagram>(&body)) {
    return kIpv4Header + kUdpHeader + datagram->payload.size();
  }
  return kIpv4Header + kIcmp;
}

}  // namespace armillary::net
