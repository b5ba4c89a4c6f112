// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/tcp_socket.h"

#include <utility>

#include "net/tcp_stack.h"

namespace armillary::net {

using BlockState = TcpControlBlock::State;

TcpSocket::TcpSocket(TcpStack& stack) : stack_(stack) {}

TcpSocket::~TcpSocket() {
  if (connection_ != nullptr) {
    connection_->socket = nullptr;
    connection_->block.close(stack_.now());
    stack_.settle(connection_);
  }
  if (is_bound_) stack_.unbind(bound_);
}

SocketResult<void> TcpSocket::bind(Endpoint local) {
  if (is_bound_ || connection_ != nullptr) return tl::unexpected(std::errc::invalid_argument);
  const auto bound = stack_.bind(local);
  if (!bound) return tl::unexpected(bound.error());
  bound_ = *bound;
  is_bound_ = true;
  return {};
}

SocketResult<void> TcpSocket::connect(Endpoint remote) {
  if (connection_ != nullptr) {
    return tl::unexpected(state() == State::connecting ? std::errc::connection_already_in_progress
                                                       : std::errc::already_connected);
  }
  auto connection = stack_.connect(*this, remote);
  if (!connection) return tl::unexpected(connection.error());
  connection_ = std::move(*connection);
  stack_.settle(connection_);
  return tl::unexpected(std::errc::operation_in_progress);
}

SocketResult<std::size_t> TcpSocket::write(ByteView bytes) {
  if (connection_ == nullptr) return tl::unexpected(std::errc::not_connected);
  TcpControlBlock& block = connection_->block;
  if (block.error() != std::errc{}) return tl::unexpected(take_error());
  if (block.state() == BlockState::syn_sent) {
    return tl::unexpected(std::errc::operation_would_block);
  }
  if (!block.can_send()) return tl::unexpected(std::errc::broken_pipe);
  if (bytes.empty()) return 0U;
  const std::size_t taken = block.write(stack_.now(), bytes);
  stack_.settle(connection_);
  if (taken == 0) return tl::unexpected(std::errc::operation_would_block);
  return taken;
}

SocketResult<std::size_t> TcpSocket::read(std::span<std::uint8_t> buffer, bool peek) {
  if (connection_ == nullptr) return tl::unexpected(std::errc::not_connected);
  TcpControlBlock& block = connection_->block;
  if (block.readable_bytes() > 0) {
    const std::size_t taken = block.read(buffer, peek);
    block.flush_acknowledgement();
    stack_.settle(connection_);
    return taken;
  }
  if (block.error() != std::errc{}) return tl::unexpected(take_error());
  if (block.receive_ended() || block.state() == BlockState::closed) return 0U;
  return tl::unexpected(std::errc::operation_would_block);
}

SocketResult<void> TcpSocket::shutdown(Direction direction) {
  if (connection_ == nullptr || state() != State::connected) {
    return tl::unexpected(std::errc::not_connected);
  }
  if (direction != Direction::send) connection_->block.shutdown_receive();
  if (direction != Direction::receive) connection_->block.shutdown_send(stack_.now());
  stack_.settle(connection_);
  return {};
}

void TcpSocket::abort() {
  if (connection_ == nullptr) return;
  connection_->closed_here = true;
  connection_->block.abort();
  stack_.settle(connection_);
}

std::errc TcpSocket::take_error() {
  if (connection_ == nullptr) return {};
  const std::errc error = connection_->block.error();
  connection_->block.clear_error();
  return error;
}

TcpSocket::State TcpSocket::state() const {
  if (connection_ == nullptr) return State::unconnected;
  switch (connection_->block.state()) {
    case BlockState::closed:
    case BlockState::time_wait:
      return State::closed;
    case BlockState::syn_sent:
    case BlockState::syn_received:
      return State::connecting;
    default:
      return State::connected;
  }
}

Readiness TcpSocket::readiness() const {
  // Linux' tcp_poll(): an unconnected socket is writable and hung up.
  if (connection_ == nullptr) return {.writable = true, .hung_up = true};
  const TcpControlBlock& block = connection_->block;
  if (state() == State::connecting) return {};
  const bool closed = block.state() == BlockState::closed;
  Readiness ready;
  ready.error = block.error() != std::errc{};
  ready.peer_closed = block.receive_ended() || closed;
  ready.readable = block.readable_bytes() > 0 || ready.peer_closed;
  ready.writable =
      closed || block.send_shut() || block.send_space() * 3 >= TcpControlBlock::kSendBuffer;
  ready.hung_up = closed || (block.receive_ended() && block.send_shut());
  return ready;
}

void TcpSocket::on_readiness(std::function<void()> callback) { callback_ = std::move(callback); }

std::size_t TcpSocket::readable_bytes() const {
  return connection_ == nullptr ? 0 : connection_->block.readable_bytes();
}

std::size_t TcpSocket::unacknowledged_bytes() const {
  return connection_ == nullptr ? 0 : connection_->block.unacknowledged_bytes();
}

Endpoint TcpSocket::local() const { return connection_ == nullptr ? bound_ : connection_->local; }

Endpoint TcpSocket::remote() const {
  return connection_ == nullptr ? Endpoint{} : connection_->remote;
}

TcpListener::~TcpListener() { stack_.remove(*this); }

SocketResult<std::unique_ptr<TcpSocket>> TcpListener::accept() {
  if (waiting_.empty()) return tl::unexpected(std::errc::operation_would_block);
  const std::shared_ptr<TcpConnection> connection = waiting_.front();
  waiting_.pop_front();
  return stack_.adopt(connection);
}

bool TcpListener::readable() const { return !waiting_.empty(); }

}  // namespace armillary::net
