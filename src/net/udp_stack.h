// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "net/packet.h"
#include "net/udp_socket.h"

namespace armillary::net {

class Host;

/// The UDP of one host.
class UdpStack {
 public:
  explicit UdpStack(Host& host) : host_(host) {}
  UdpStack(const UdpStack&) = delete;
  UdpStack& operator=(const UdpStack&) = delete;

  std::unique_ptr<UdpSocket> socket();
  void receive(const Packet& packet, const UdpDatagram& datagram);
  void receive(const Packet& packet, const PortUnreachable& refusal);

  // For UdpSocket.
  SocketResult<Endpoint> bind(UdpSocket& socket, Endpoint local);
  void remove(UdpSocket& socket);
  SocketResult<void> send(UdpSocket& socket, Endpoint to, ByteView payload);
  [[nodiscard]] std::optional<Ipv4Address> route(Ipv4Address destination) const;

 private:
  [[nodiscard]] UdpSocket* find(Endpoint local, Endpoint remote) const;

  Host& host_;
  std::vector<UdpSocket*> bound_;  ///< in the order of binding
};

}  // namespace armillary::net
