// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <system_error>

#include "net/tcp_socket.h"

namespace armillary::net {

class UdpStack;

/// A UDP socket. The rules of TcpSocket hold: immediate calls, a callback from network events only,
/// not thread-safe, must not outlive its Host.
class UdpSocket {
 public:
  struct Datagram {
    Endpoint from;
    Bytes payload;
  };
  /// The most that one datagram carries: 65535 less the IPv4 and UDP headers.
  static constexpr std::size_t kMaxPayload = 65507;
  /// Received bytes that wait for a reader; datagrams beyond are dropped, as in Linux.
  static constexpr std::size_t kReceiveBuffer = 128 * 1024;

  ~UdpSocket();
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;

  /// Errors: address_not_available, address_in_use, invalid_argument (bound already).
  SocketResult<void> bind(Endpoint local);
  /// Fixes the peer: only its datagrams are received, and a refusal of the peer becomes the error
  /// connection_refused. No packet is sent. Errors: network_unreachable, address_not_available.
  SocketResult<void> connect(Endpoint remote);
  /// Undoes connect (AF_UNSPEC).
  void disconnect() { peer_.reset(); }
  /// Sends to `to`, or to the connected peer. Errors: destination_address_required,
  /// message_size, network_unreachable, a pending error.
  SocketResult<std::size_t> send(ByteView payload, std::optional<Endpoint> to = std::nullopt);
  /// The oldest datagram. Errors: operation_would_block, a pending error.
  SocketResult<Datagram> receive();
  /// The oldest datagram stays in place; nullptr: none.
  [[nodiscard]] const Datagram* front() const { return queue_.empty() ? nullptr : &queue_.front(); }

  std::errc take_error();
  [[nodiscard]] Readiness readiness() const;
  void on_readiness(std::function<void()> callback) { callback_ = std::move(callback); }
  [[nodiscard]] Endpoint local() const { return local_; }
  [[nodiscard]] std::optional<Endpoint> remote() const { return peer_; }

 private:
  friend class UdpStack;
  explicit UdpSocket(UdpStack& stack) : stack_(stack) {}

  UdpStack& stack_;
  Endpoint local_;
  bool is_bound_ = false;
  std::optional<Endpoint> peer_;
  std::deque<Datagram> queue_;
  std::size_t queued_bytes_ = 0;
  std::errc error_{};
  std::function<void()> callback_;
};

}  // namespace armillary::net
