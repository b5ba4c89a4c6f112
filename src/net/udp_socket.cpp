// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/udp_socket.h"

#include <utility>

#include "net/udp_stack.h"

namespace armillary::net {

UdpSocket::~UdpSocket() { stack_.remove(*this); }

SocketResult<void> UdpSocket::bind(Endpoint local) {
  if (is_bound_) return tl::unexpected(std::errc::invalid_argument);
  const auto bound = stack_.bind(*this, local);
  if (!bound) return tl::unexpected(bound.error());
  local_ = *bound;
  is_bound_ = true;
  return {};
}

SocketResult<void> UdpSocket::connect(Endpoint remote) {
  if (remote.address.is_any()) remote.address = kLoopbackAddress;
  if (!stack_.route(remote.address)) return tl::unexpected(std::errc::network_unreachable);
  if (!is_bound_) {
    if (!bind({})) return tl::unexpected(std::errc::address_not_available);
  }
  peer_ = remote;
  return {};
}

SocketResult<std::size_t> UdpSocket::send(ByteView payload, std::optional<Endpoint> to) {
  if (error_ != std::errc{}) return tl::unexpected(take_error());
  if (!to) to = peer_;
  if (!to) return tl::unexpected(std::errc::destination_address_required);
  if (payload.size() > kMaxPayload) return tl::unexpected(std::errc::message_size);
  if (to->address.is_any()) to->address = kLoopbackAddress;
  if (!is_bound_) {
    if (!bind({})) return tl::unexpected(std::errc::resource_unavailable_try_again);
  }
  const auto sent = stack_.send(*this, *to, payload);
  if (!sent) return tl::unexpected(sent.error());
  return payload.size();
}

SocketResult<UdpSocket::Datagram> UdpSocket::receive() {
  if (error_ != std::errc{}) return tl::unexpected(take_error());
  if (queue_.empty()) return tl::unexpected(std::errc::operation_would_block);
  Datagram datagram = std::move(queue_.front());
  queue_.pop_front();
  queued_bytes_ -= datagram.payload.size();
  return datagram;
}

std::errc UdpSocket::take_error() { return std::exchange(error_, std::errc{}); }

Readiness UdpSocket::readiness() const {
  Readiness ready;
  ready.error = error_ != std::errc{};
  ready.readable = !queue_.empty() || ready.error;
  ready.writable = true;
  return ready;
}

}  // namespace armillary::net
