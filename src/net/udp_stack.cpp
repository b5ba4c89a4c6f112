// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/udp_stack.h"

#include <algorithm>
#include <utility>

#include "net/host.h"

namespace armillary::net {

std::unique_ptr<UdpSocket> UdpStack::socket() {
  return std::unique_ptr<UdpSocket>(new UdpSocket(*this));  // its constructor is private
}

SocketResult<Endpoint> UdpStack::bind(UdpSocket& socket, Endpoint local) {
  if (!local.address.is_any() && !host_.owns(local.address)) {
    return tl::unexpected(std::errc::address_not_available);
  }
  const auto taken = [this](Endpoint wanted) {
    return std::any_of(bound_.begin(), bound_.end(), [&](const UdpSocket* other) {
      const Endpoint at = other->local();
      return at.port == wanted.port &&
             (at.address == wanted.address || at.address.is_any() || wanted.address.is_any());
    });
  };
  if (local.port == 0) {
    for (int attempt = 0; attempt < 28232 && (local.port == 0 || taken(local)); ++attempt) {
      local.port = host_.next_ephemeral_port();
    }
  }
  if (taken(local)) return tl::unexpected(std::errc::address_in_use);
  bound_.push_back(&socket);
  return local;
}

void UdpStack::remove(UdpSocket& socket) { std::erase(bound_, &socket); }

std::optional<Ipv4Address> UdpStack::route(Ipv4Address destination) const {
  return host_.route(destination);
}

SocketResult<void> UdpStack::send(UdpSocket& socket, Endpoint to, ByteView payload) {
  const auto source = host_.route(to.address);
  if (!source) return tl::unexpected(std::errc::network_unreachable);
  const Endpoint local = socket.local();
  host_.send(Packet{local.address.is_any() ? *source : local.address, to.address,
                    UdpDatagram{local.port, to.port, Bytes(payload.begin(), payload.end())}});
  return {};
}

UdpSocket* UdpStack::find(Endpoint local, Endpoint remote) const {
  UdpSocket* best = nullptr;
  for (UdpSocket* socket : bound_) {
    const Endpoint at = socket->local();
    if (at.port != local.port || !(at.address.is_any() || at.address == local.address)) continue;
    // A socket connected to this peer goes before one that is open to all.
    if (socket->remote() == remote) return socket;
    if (!socket->remote() && best == nullptr) best = socket;
  }
  return best;
}

void UdpStack::receive(const Packet& packet, const UdpDatagram& datagram) {
  const Endpoint remote{packet.source, datagram.source_port};
  UdpSocket* socket = find({packet.destination, datagram.destination_port}, remote);
  if (socket == nullptr) {
    host_.send(Packet{packet.destination, packet.source,
                      PortUnreachable{datagram.source_port, datagram.destination_port}});
    return;
  }
  if (socket->queued_bytes_ + datagram.payload.size() > UdpSocket::kReceiveBuffer) return;
  socket->queued_bytes_ += datagram.payload.size();
  socket->queue_.push_back({remote, datagram.payload});
  // The callback may destroy its owner, so a copy is called.
  if (const auto callback = socket->callback_) callback();
}

void UdpStack::receive(const Packet& packet, const PortUnreachable& refusal) {
  const Endpoint remote{packet.source, refusal.destination_port};
  UdpSocket* socket = find({packet.destination, refusal.source_port}, remote);
  // Only a connected socket learns of it, as in Linux.
  if (socket == nullptr || socket->remote() != remote) return;
  socket->error_ = std::errc::connection_refused;
  if (const auto callback = socket->callback_) callback();
}

}  // namespace armillary::net
