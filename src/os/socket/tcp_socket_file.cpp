// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/socket/tcp_socket_file.h"

#include <algorithm>

#include "os/abi/sockets.h"
#include "os/socket/inet_address.h"

namespace armillary::os {

namespace {

constexpr SocketKind kTcp{kAfInet, kSockStream, kProtocolTcp};

}  // namespace

TcpSocketFile::TcpSocketFile(net::Host& host, std::uint32_t flags)
    : TcpSocketFile(host, host.tcp_socket(), flags) {}

TcpSocketFile::TcpSocketFile(net::Host& host, std::unique_ptr<net::TcpSocket> socket,
                             std::uint32_t flags)
    : InetSocket(kTcp, flags), host_(host), socket_(std::move(socket)) {
  observe();
}

void TcpSocketFile::observe() {
  socket_->on_readiness([this] { wake(); });
}

SysResult TcpSocketFile::bind(Task& /*task*/, std::span<const std::byte> address) {
  const auto local = read_inet_address(address);
  if (!local) return -local.error();
  if (!socket_) return -kEINVAL;
  const auto done = socket_->bind(*local);
  if (!done) return answer(done.error());
  bound_ = socket_->local();
  return 0;
}

SysResult TcpSocketFile::connect(Task& /*task*/, std::span<const std::byte> address) {
  if (!socket_) return -kEISCONN;
  using State = net::TcpSocket::State;
  if (connecting_) {
    if (socket_->state() == State::connecting) return -kEALREADY;
    connecting_ = false;
    const std::errc error = socket_->take_error();
    if (error != std::errc{}) return answer(error);
    return socket_->state() == State::connected ? 0 : -kECONNABORTED;
  }
  const auto remote = read_inet_address(address);
  if (!remote) return -remote.error();
  if (socket_->state() == State::closed) {
    // As in Linux a socket whose connection has failed may try another.
    auto fresh = host_.tcp_socket();
    if (bound_.port != 0) {
      if (const auto done = fresh->bind(bound_); !done) return answer(done.error());
    }
    socket_ = std::move(fresh);
    observe();
  }
  const auto done = socket_->connect(*remote);
  if (done) return 0;
  connecting_ = done.error() == std::errc::operation_in_progress;
  return answer(done.error());
}

SysResult TcpSocketFile::listen(Task& /*task*/, int backlog) {
  if (listener_) return 0;
  if (socket_->state() != net::TcpSocket::State::unconnected) return -kEINVAL;
  // The listener takes the port over.
  const net::Endpoint local = bound_;
  socket_.reset();
  constexpr int kLongestBacklog = 128;  // net.core.somaxconn of Linux before 5.4
  auto listener =
      host_.listen(local, static_cast<std::size_t>(std::clamp(backlog, 1, kLongestBacklog)));
  if (!listener) {
    socket_ = host_.tcp_socket();
    observe();
    return answer(listener.error());
  }
  listener_ = std::move(*listener);
  listener_->on_readiness([this] { wake(); });
  return 0;
}

OsResult<std::shared_ptr<SocketFile>> TcpSocketFile::accept(std::uint32_t flags) {
  if (!listener_) return os_failure(kEINVAL);
  auto accepted = listener_->accept();
  if (!accepted) return os_failure(static_cast<int>(accepted.error()));
  return std::make_shared<TcpSocketFile>(host_, std::move(*accepted), flags);
}

OsResult<std::vector<std::byte>> TcpSocketFile::local_address() const {
  return inet_address(listener_ ? listener_->local() : socket_->local());
}

OsResult<std::vector<std::byte>> TcpSocketFile::peer_address() const {
  if (!socket_ || socket_->state() != net::TcpSocket::State::connected) {
    return os_failure(kENOTCONN);
  }
  return inet_address(socket_->remote());
}

SysResult TcpSocketFile::receive_bytes(std::span<std::byte> out, bool peek) {
  if (!socket_) return -kENOTCONN;
  const auto got = socket_->read({reinterpret_cast<std::uint8_t*>(out.data()), out.size()}, peek);
  return got ? static_cast<SysResult>(*got) : answer(got.error());
}

SysResult TcpSocketFile::read(std::span<std::byte> out) {
  return out.empty() ? 0 : receive_bytes(out, false);
}

SysResult TcpSocketFile::write(std::span<const std::byte> in) {
  if (!socket_) return -kEPIPE;
  if (in.empty()) return 0;
  const auto put = socket_->write(byte_view(in));
  return put ? static_cast<SysResult>(*put) : answer(put.error());
}

SysResult TcpSocketFile::send(Task& /*task*/, const SocketMessage& message,
                              std::uint32_t /*flags*/) {
  return write(message.data);
}

SysResult TcpSocketFile::receive(SocketMessage& message, std::uint32_t flags) {
  const SysResult got =
      message.data.empty() ? 0 : receive_bytes(message.data, (flags & kMsgPeek) != 0);
  if (got < 0) return got;
  message.data.resize(static_cast<std::size_t>(got));
  message.address.clear();  // a stream tells no sender
  message.control.clear();
  message.flags = 0;
  return got;
}

SysResult TcpSocketFile::shutdown(int how) {
  if (how < kShutRead || how > kShutBoth) return -kEINVAL;
  if (!socket_) return 0;
  using Direction = net::TcpSocket::Direction;
  const auto done = socket_->shutdown(how == kShutRead    ? Direction::receive
                                      : how == kShutWrite ? Direction::send
                                                          : Direction::both);
  wake();
  return done ? 0 : answer(done.error());
}

OsResult<std::vector<std::byte>> TcpSocketFile::option(int level, int name, std::size_t size) {
  if (level == kLevelSocket && name == kSoAcceptsConnections) {
    return option_bytes(listener_ ? 1 : 0, size);
  }
  return InetSocket::option(level, name, size);
}

net::Readiness TcpSocketFile::readiness() const {
  if (socket_) return socket_->readiness();
  net::Readiness ready;
  ready.readable = listener_ && listener_->readable();
  return ready;
}

std::errc TcpSocketFile::take_error() { return socket_ ? socket_->take_error() : std::errc{}; }

std::size_t TcpSocketFile::readable_bytes() const {
  return socket_ ? socket_->readable_bytes() : 0;
}

std::size_t TcpSocketFile::unsent_bytes() const {
  return socket_ ? socket_->unacknowledged_bytes() : 0;
}

}  // namespace armillary::os
