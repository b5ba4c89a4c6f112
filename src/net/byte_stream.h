// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "net/packet.h"

namespace armillary::net {

/// A connection as a service sees it. The service does not know what carries the bytes: a simulated
/// TCP connection, a TLS session on top of one, or a real socket on loopback. Not thread-safe; all
/// calls and callbacks of one stream come from one thread.
class ByteStream {
 public:
  /// Bytes that send() may hold for a peer that reads slowly. A peer that is further behind loses
  /// its connection.
  static constexpr std::size_t kMaxPending = 4 * 1024 * 1024;

  virtual ~ByteStream() = default;
  /// Takes all bytes; what the peer cannot take now is held (pending()).
  virtual void send(ByteView bytes) = 0;
  /// Orderly end after what was sent. The handler gets no further call.
  virtual void close() = 0;
  /// Immediate end; what was not delivered is lost. The handler gets no further call.
  virtual void abort() = 0;
  /// Bytes of send() that are not on their way yet.
  [[nodiscard]] virtual std::size_t pending() const = 0;
  /// The peer's address and port in words, for logs: "192.168.1.20:49152".
  [[nodiscard]] virtual std::string peer() const = 0;
};

/// How a stream ended on the peer's side.
enum class StreamEnd {
  closed,     ///< the peer sent its FIN
  reset,      ///< the peer sent RST
  timed_out,  ///< the peer answers no more
  overflow,   ///< the peer read too slowly: more than ByteStream::kMaxPending waited for it
};

/// What a service does with one connection. It may call its stream at any time until on_end or its
/// own close() or abort().
class StreamHandler {
 public:
  virtual ~StreamHandler() = default;
  virtual void on_bytes(ByteView bytes) = 0;
  /// The stream is over; the handler is destroyed next. After `closed` what was sent before is
  /// still delivered.
  virtual void on_end(StreamEnd end) = 0;
  /// pending() has fallen to 0.
  virtual void on_drained() {}
};

/// Accepts connections: a mock cloud endpoint, a web server, a test's echo.
class StreamService {
 public:
  virtual ~StreamService() = default;
  /// A connection is established. `stream` lives until the handler is destroyed.
  virtual std::unique_ptr<StreamHandler> accept(ByteStream& stream) = 0;
};

}  // namespace armillary::net
