// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <map>
#include <memory>
#include <set>
#include <utility>

#include "net/address.h"
#include "net/packet.h"
#include "net/tcp_control_block.h"
#include "net/tcp_socket.h"
#include "sim/event_queue.h"

namespace armillary::net {

class Host;

/// One TCP connection of a host with who holds it.
class TcpConnection {
 public:
  TcpConnection(Endpoint local_end, Endpoint remote_end)
      : local(local_end), remote(remote_end), block(local_end.port, remote_end.port) {}

  const Endpoint local, remote;
  TcpControlBlock block;
  TcpSocket* socket = nullptr;      ///< null: not accepted yet, or given up
  TcpListener* listener = nullptr;  ///< until it is accepted
  bool waiting = false;             ///< established, in the listener's queue
  bool initiated = false;           ///< this host asked for the connection; it tells the log of it
  bool told_established = false;
  bool told_closed = false;
  bool closed_here = false;  ///< this side ended it first
  sim::Time deadline = sim::kNever;
};

/// The TCP of one host: finds the connection of a segment, runs the timers, keeps the ports.
class TcpStack {
 public:
  explicit TcpStack(Host& host);
  ~TcpStack();
  TcpStack(const TcpStack&) = delete;
  TcpStack& operator=(const TcpStack&) = delete;

  std::unique_ptr<TcpSocket> socket();
  SocketResult<std::unique_ptr<TcpListener>> listen(Endpoint local, std::size_t backlog);
  void receive(const Packet& packet, const TcpSegment& segment);

  // For TcpSocket and TcpListener.
  [[nodiscard]] sim::Time now() const;
  SocketResult<Endpoint> bind(Endpoint local);
  void unbind(Endpoint local) { bound_.erase(local); }
  SocketResult<std::shared_ptr<TcpConnection>> connect(TcpSocket& socket, Endpoint remote);
  std::unique_ptr<TcpSocket> adopt(const std::shared_ptr<TcpConnection>& connection);
  void remove(TcpListener& listener);
  /// After every action on a connection: sends what came out, runs its timer, tells the log.
  void settle(const std::shared_ptr<TcpConnection>& connection);

 private:
  using Key = std::pair<Endpoint, Endpoint>;  ///< local, remote

  [[nodiscard]] bool port_taken(Endpoint local) const;
  [[nodiscard]] TcpListener* listener_for(Endpoint local) const;
  void open_passive(Endpoint local, Endpoint remote, const TcpSegment& syn);
  void refuse(Endpoint local, Endpoint remote, const TcpSegment& segment);
  void notify(const std::shared_ptr<TcpConnection>& connection);
  void tell(TcpConnection& connection);
  void run_timers();

  Host& host_;
  std::map<Key, std::shared_ptr<TcpConnection>> connections_;
  std::map<Endpoint, TcpListener*> listeners_;
  std::set<Endpoint> bound_;
  std::set<std::pair<sim::Time, Key>> deadlines_;
  sim::TimedEvent timer_;
};

}  // namespace armillary::net
