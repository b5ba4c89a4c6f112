// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/socket/udp_socket_file.h"

#include <algorithm>
#include <cstring>

#include "os/abi/sockets.h"
#include "os/socket/inet_address.h"

namespace armillary::os {

UdpSocketFile::UdpSocketFile(net::Host& host, std::uint32_t flags)
    : InetSocket({kAfInet, kSockDatagram, kProtocolUdp}, flags), socket_(host.udp_socket()) {
  socket_->on_readiness([this] { wake(); });
}

SysResult UdpSocketFile::bind(Task& /*task*/, std::span<const std::byte> address) {
  const auto local = read_inet_address(address);
  if (!local) return -local.error();
  const auto done = socket_->bind(*local);
  return done ? 0 : answer(done.error());
}

SysResult UdpSocketFile::connect(Task& /*task*/, std::span<const std::byte> address) {
  if (is_unspecified(address)) {
    socket_->disconnect();
    return 0;
  }
  const auto remote = read_inet_address(address);
  if (!remote) return -remote.error();
  const auto done = socket_->connect(*remote);
  return done ? 0 : answer(done.error());
}

OsResult<std::vector<std::byte>> UdpSocketFile::local_address() const {
  return inet_address(socket_->local());
}

OsResult<std::vector<std::byte>> UdpSocketFile::peer_address() const {
  const auto peer = socket_->remote();
  if (!peer) return os_failure(kENOTCONN);
  return inet_address(*peer);
}

SysResult UdpSocketFile::write(std::span<const std::byte> in) {
  const auto sent = socket_->send(byte_view(in));
  return sent ? static_cast<SysResult>(*sent) : answer(sent.error());
}

SysResult UdpSocketFile::send(Task& /*task*/, const SocketMessage& message,
                              std::uint32_t /*flags*/) {
  if (message.address.empty()) return write(message.data);
  const auto to = read_inet_address(message.address);
  if (!to) return -to.error();
  const auto sent = socket_->send(byte_view(message.data), *to);
  return sent ? static_cast<SysResult>(*sent) : answer(sent.error());
}

SysResult UdpSocketFile::read(std::span<std::byte> out) {
  SocketMessage message;
  message.data.resize(out.size());
  const SysResult got = receive(message, 0);
  if (got > 0) std::ranges::copy(message.data, out.begin());
  return got;
}

SysResult UdpSocketFile::receive(SocketMessage& message, std::uint32_t flags) {
  net::UdpSocket::Datagram taken;
  const net::UdpSocket::Datagram* datagram = socket_->front();
  if (datagram == nullptr || (flags & kMsgPeek) == 0) {
    auto received = socket_->receive();
    if (!received) return answer(received.error());
    taken = std::move(*received);
    datagram = &taken;
  }
  const std::size_t length = datagram->payload.size();
  const std::size_t count = std::min(message.data.size(), length);
  if (count != 0) std::memcpy(message.data.data(), datagram->payload.data(), count);
  message.data.resize(count);
  message.address = inet_address(datagram->from);
  message.control.clear();
  message.flags = length > count ? kMsgTruncated : 0;
  return static_cast<SysResult>((flags & kMsgTruncated) != 0 ? length : count);
}

SysResult UdpSocketFile::shutdown(int how) {
  if (how < kShutRead || how > kShutBoth) return -kEINVAL;
  return socket_->remote() ? 0 : -kENOTCONN;
}

std::size_t UdpSocketFile::readable_bytes() const {
  const net::UdpSocket::Datagram* datagram = socket_->front();
  return datagram == nullptr ? 0 : datagram->payload.size();
}

}  // namespace armillary::os
