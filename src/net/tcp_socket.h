// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <system_error>
#include <utility>

#include <tl/expected.hpp>

#include "net/address.h"
#include "net/packet.h"

namespace armillary::net {

class TcpConnection;
class TcpStack;

/// The result of a socket call. The error is a std::errc: on every host where this builds its
/// values are the errno numbers that Linux on Arm shows to the guest.
template <class T>
using SocketResult = tl::expected<T, std::errc>;

/// What a poll() on the socket would say.
struct Readiness {
  bool readable = false;     ///< a read gives bytes, the end of the stream, or an error
  bool writable = false;     ///< a write takes bytes or gives an error
  bool peer_closed = false;  ///< the peer will send nothing more (POLLRDHUP)
  bool hung_up = false;      ///< both directions are over (POLLHUP)
  bool error = false;        ///< take_error() has something (POLLERR)
  friend bool operator==(const Readiness&, const Readiness&) = default;
};

/// One end of a TCP connection, as an operating system or a service holds it. All calls are
/// immediate: what would have to wait gives std::errc::operation_would_block (or
/// operation_in_progress for connect), and the readiness callback tells when to try again.
///
/// Not thread-safe: it lives in the network's domain. It must not outlive its Host. The callback is
/// never called from inside a call on this socket, only from network events, and it may call the
/// socket, also destroy it.
class TcpSocket {
 public:
  enum class State {
    unconnected,  ///< new, or bound
    connecting,   ///< SYN is on its way
    connected,    ///< also when one direction has ended
    closed,       ///< both directions ended, refused, reset or timed out
  };
  enum class Direction { receive, send, both };

  /// Gives up the socket as close() does in Linux: what was written is still delivered, followed by
  /// FIN; if bytes were received that nobody read, the peer gets RST instead.
  ~TcpSocket();
  TcpSocket(const TcpSocket&) = delete;
  TcpSocket& operator=(const TcpSocket&) = delete;

  /// Before connect only. Errors: address_not_available (not ours), address_in_use,
  /// invalid_argument (bound already).
  SocketResult<void> bind(Endpoint local);
  /// Starts to connect; gives operation_in_progress. Done when readiness says writable; then
  /// take_error() tells how it went: connection_refused, timed_out (no answer after all retries,
  /// 127 s). At once: network_unreachable (no interface has an address), already_connected,
  /// connection_already_in_progress, address_not_available (no free port).
  SocketResult<void> connect(Endpoint remote);

  /// Takes as many bytes as the send buffer has room for, at least one. Errors:
  /// operation_would_block, not_connected, broken_pipe (shut down or closed), connection_reset,
  /// timed_out.
  SocketResult<std::size_t> write(ByteView bytes);
  /// Gives up to buffer.size() bytes; 0 is the end of the stream. `peek` leaves them there. Errors:
  /// operation_would_block, not_connected, connection_reset, connection_refused, timed_out.
  SocketResult<std::size_t> read(std::span<std::uint8_t> buffer, bool peek = false);
  /// Errors: not_connected.
  SocketResult<void> shutdown(Direction direction);
  /// Ends the connection at once with RST; what was written and not yet delivered is lost.
  void abort();

  /// The pending error, once (SO_ERROR); std::errc{} is none.
  std::errc take_error();
  [[nodiscard]] State state() const;
  [[nodiscard]] Readiness readiness() const;
  /// Called when readiness() may have improved.
  void on_readiness(std::function<void()> callback);
  /// Bytes that read() could give now (FIONREAD).
  [[nodiscard]] std::size_t readable_bytes() const;
  /// Bytes that were written and that the peer has not acknowledged (SIOCOUTQ).
  [[nodiscard]] std::size_t unacknowledged_bytes() const;
  /// Zero before bind or connect.
  [[nodiscard]] Endpoint local() const;
  /// Zero before connect.
  [[nodiscard]] Endpoint remote() const;

 private:
  friend class TcpStack;
  explicit TcpSocket(TcpStack& stack);

  TcpStack& stack_;
  Endpoint bound_;
  bool is_bound_ = false;
  std::shared_ptr<TcpConnection> connection_;  ///< null before connect
  std::function<void()> callback_;
};

/// Waits for connections on a port. The rules of TcpSocket hold here too.
class TcpListener {
 public:
  /// Connections that nobody accepted are reset.
  ~TcpListener();
  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;

  /// The next established connection. Errors: operation_would_block.
  SocketResult<std::unique_ptr<TcpSocket>> accept();
  [[nodiscard]] bool readable() const;
  /// Called when accept() may succeed.
  void on_readiness(std::function<void()> callback) { callback_ = std::move(callback); }
  [[nodiscard]] Endpoint local() const { return local_; }

 private:
  friend class TcpStack;
  TcpListener(TcpStack& stack, Endpoint local, std::size_t backlog)
      : stack_(stack), local_(local), backlog_(backlog) {}

  TcpStack& stack_;
  Endpoint local_;
  std::size_t backlog_;  ///< connections under way and waiting; more SYNs are dropped, as in Linux
  std::size_t half_open_ = 0;
  std::deque<std::shared_ptr<TcpConnection>> waiting_;  ///< established
  std::function<void()> callback_;
};

}  // namespace armillary::net
