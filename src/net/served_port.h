// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "net/byte_stream.h"
#include "net/tcp_socket.h"
#include "sim/event_queue.h"

namespace armillary::net {

class Network;

/// A StreamService behind a port of a host: accepts its connections, moves their bytes, and holds
/// what slow peers have not taken. Destroying it ends all its connections.
class ServedPort {
 public:
  ServedPort(Network& network, std::unique_ptr<TcpListener> listener, StreamService& service);
  ~ServedPort();
  ServedPort(const ServedPort&) = delete;
  ServedPort& operator=(const ServedPort&) = delete;

  [[nodiscard]] Endpoint local() const { return listener_->local(); }
  /// Connections whose handler lives.
  [[nodiscard]] std::size_t connections() const;

 private:
  class Connection;
  void accept_all();
  void reap();
  void schedule_reap();

  Network& network_;
  StreamService& service_;
  std::unique_ptr<TcpListener> listener_;
  std::vector<std::unique_ptr<Connection>> connections_;
  /// A handler may end its stream from inside its own callback, so it is destroyed a little later.
  sim::TimedEvent reap_;
};

}  // namespace armillary::net
