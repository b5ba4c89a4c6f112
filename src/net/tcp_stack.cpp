// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/tcp_stack.h"

#include <algorithm>
#include <vector>

#include "net/host.h"

namespace armillary::net {

TcpStack::TcpStack(Host& host)
    : host_(host), timer_(host.network().domain().events(), host.name() + " TCP timer", [this] {
        run_timers();
      }) {}

TcpStack::~TcpStack() = default;

sim::Time TcpStack::now() const { return host_.network().now(); }

std::unique_ptr<TcpSocket> TcpStack::socket() {
  return std::unique_ptr<TcpSocket>(new TcpSocket(*this));  // its constructor is private
}

bool TcpStack::port_taken(Endpoint local) const {
  const auto clashes = [&local](Endpoint other) {
    return other.port == local.port &&
           (other.address == local.address || other.address.is_any() || local.address.is_any());
  };
  return std::any_of(bound_.begin(), bound_.end(), clashes) ||
         std::any_of(listeners_.begin(), listeners_.end(),
                     [&](const auto& entry) { return clashes(entry.first); }) ||
         std::any_of(connections_.begin(), connections_.end(), [&](const auto& entry) {
           // A connection of a listener does not keep the port from a new listener.
           return entry.second->initiated && clashes(entry.first.first);
         });
}

SocketResult<Endpoint> TcpStack::bind(Endpoint local) {
  if (!local.address.is_any() && !host_.owns(local.address)) {
    return tl::unexpected(std::errc::address_not_available);
  }
  if (local.port == 0) {
    for (int attempt = 0; attempt < 28232; ++attempt) {
      local.port = host_.next_ephemeral_port();
      if (!port_taken(local)) {
        bound_.insert(local);
        return local;
      }
    }
    return tl::unexpected(std::errc::address_in_use);
  }
  if (port_taken(local)) return tl::unexpected(std::errc::address_in_use);
  bound_.insert(local);
  return local;
}

SocketResult<std::unique_ptr<TcpListener>> TcpStack::listen(Endpoint local, std::size_t backlog) {
  const auto bound = bind(local);
  if (!bound) return tl::unexpected(bound.error());
  unbind(*bound);
  // Its constructor is private.
  auto listener = std::unique_ptr<TcpListener>(
      new TcpListener(*this, *bound, std::max<std::size_t>(backlog, 1)));
  listeners_[*bound] = listener.get();
  return listener;
}

SocketResult<std::shared_ptr<TcpConnection>> TcpStack::connect(TcpSocket& socket, Endpoint remote) {
  // Linux connects to 0.0.0.0 as to the host itself.
  if (remote.address.is_any()) remote.address = kLoopbackAddress;
  const auto source = host_.route(remote.address);
  if (!source) return tl::unexpected(std::errc::network_unreachable);
  Endpoint local = socket.bound_;
  if (!socket.is_bound_) {
    const auto bound = bind(Endpoint{kAnyAddress, 0});
    if (!bound) return tl::unexpected(std::errc::address_not_available);
    socket.bound_ = local = *bound;
    socket.is_bound_ = true;
  }
  if (local.address.is_any()) local.address = *source;
  if (connections_.contains({local, remote})) {
    return tl::unexpected(std::errc::address_not_available);
  }
  auto connection = std::make_shared<TcpConnection>(local, remote);
  connection->initiated = true;
  connection->socket = &socket;
  connections_[{local, remote}] = connection;
  host_.network().record("tcp", {{"event", "connect"},
                                 {"from", local.to_string()},
                                 {"to", host_.network().describe(remote)}});
  connection->block.connect(now());
  return connection;
}

std::unique_ptr<TcpSocket> TcpStack::adopt(const std::shared_ptr<TcpConnection>& connection) {
  std::unique_ptr<TcpSocket> accepted = socket();
  accepted->connection_ = connection;
  connection->socket = accepted.get();
  connection->listener = nullptr;
  connection->waiting = false;
  return accepted;
}

void TcpStack::remove(TcpListener& listener) {
  listeners_.erase(listener.local());
  std::vector<std::shared_ptr<TcpConnection>> orphans;
  for (const auto& [key, connection] : connections_) {
    if (connection->listener == &listener) orphans.push_back(connection);
  }
  for (const auto& connection : orphans) {
    connection->listener = nullptr;
    connection->block.abort();
    settle(connection);
  }
}

TcpListener* TcpStack::listener_for(Endpoint local) const {
  auto found = listeners_.find(local);
  if (found == listeners_.end()) found = listeners_.find(Endpoint{kAnyAddress, local.port});
  return found == listeners_.end() ? nullptr : found->second;
}

void TcpStack::receive(const Packet& packet, const TcpSegment& segment) {
  const Endpoint local{packet.destination, segment.destination_port};
  const Endpoint remote{packet.source, segment.source_port};
  const auto found = connections_.find({local, remote});
  if (found == connections_.end()) {
    if (segment.syn && !segment.ack && !segment.rst) {
      open_passive(local, remote, segment);
    } else if (!segment.rst) {
      refuse(local, remote, segment);
    }
    return;
  }
  const std::shared_ptr<TcpConnection> connection = found->second;
  connection->block.on_segment(now(), segment);
  notify(connection);
  connection->block.flush_acknowledgement();
  settle(connection);
}

void TcpStack::open_passive(Endpoint local, Endpoint remote, const TcpSegment& syn) {
  TcpListener* listener = listener_for(local);
  if (listener == nullptr) {
    refuse(local, remote, syn);
    return;
  }
  // A full backlog drops the SYN; the client tries again.
  if (listener->half_open_ + listener->waiting_.size() >= listener->backlog_) return;
  auto connection = std::make_shared<TcpConnection>(local, remote);
  connection->listener = listener;
  ++listener->half_open_;
  connections_[{local, remote}] = connection;
  connection->block.accept(now(), syn);
  settle(connection);
}

void TcpStack::refuse(Endpoint local, Endpoint remote, const TcpSegment& segment) {
  TcpSegment reset;
  reset.source_port = local.port;
  reset.destination_port = remote.port;
  reset.rst = true;
  if (segment.ack) {
    reset.sequence = segment.acknowledgement;
  } else {
    reset.ack = true;
    reset.acknowledgement = segment.sequence + segment.length();
  }
  host_.send(Packet{local.address, remote.address, std::move(reset)});
}

void TcpStack::notify(const std::shared_ptr<TcpConnection>& connection) {
  if (!connection->block.take_changed()) return;
  if (TcpListener* listener = connection->listener; listener != nullptr) {
    if (connection->waiting) return;
    --listener->half_open_;
    if (connection->block.state() == TcpControlBlock::State::closed) {
      connection->listener = nullptr;
      return;
    }
    connection->waiting = true;
    listener->waiting_.push_back(connection);
    // The callback may destroy its owner, so a copy is called.
    if (const auto callback = listener->callback_) callback();
  } else if (connection->socket != nullptr) {
    if (const auto callback = connection->socket->callback_) callback();
  }
}

void TcpStack::tell(TcpConnection& connection) {
  using State = TcpControlBlock::State;
  const State state = connection.block.state();
  if (!connection.initiated || connection.told_closed || state == State::syn_sent) return;
  boost::json::object fields{{"event", ""},
                             {"from", connection.local.to_string()},
                             {"to", host_.network().describe(connection.remote)}};
  const bool was_connected = connection.told_established || state != State::closed;
  if (was_connected && !connection.told_established) {
    connection.told_established = true;
    fields["event"] = "established";
    host_.network().record("tcp", fields);
  }
  if (state != State::closed && state != State::time_wait) return;
  connection.told_closed = true;
  const std::errc error = connection.block.error();
  fields["event"] = "closed";
  if (error == std::errc::connection_refused) fields["event"] = "refused";
  if (error == std::errc::connection_reset) fields["event"] = "reset";
  if (error == std::errc::timed_out) fields["event"] = "timed out";
  if (was_connected) {
    if (error == std::errc{}) fields["by"] = connection.closed_here ? "local" : "peer";
    fields["sent"] = connection.block.bytes_sent();
    fields["received"] = connection.block.bytes_received();
  }
  host_.network().record("tcp", std::move(fields));
}

void TcpStack::settle(const std::shared_ptr<TcpConnection>& connection) {
  TcpControlBlock& block = connection->block;
  for (TcpSegment& segment : block.take_output()) {
    host_.send(Packet{connection->local.address, connection->remote.address, std::move(segment)});
  }
  if (block.send_shut() && !block.peer_fin()) connection->closed_here = true;
  tell(*connection);
  const Key key{connection->local, connection->remote};
  const auto found = connections_.find(key);
  if (found == connections_.end() || found->second != connection) return;
  if (connection->deadline != block.next_timer()) {
    deadlines_.erase({connection->deadline, key});
    connection->deadline = block.next_timer();
    if (connection->deadline != sim::kNever) deadlines_.insert({connection->deadline, key});
    if (deadlines_.empty()) {
      timer_.cancel();
    } else if (timer_.when() != deadlines_.begin()->first) {
      timer_.schedule(deadlines_.begin()->first);
    }
  }
  if (block.state() == TcpControlBlock::State::closed) connections_.erase(found);
}

void TcpStack::run_timers() {
  while (!deadlines_.empty() && deadlines_.begin()->first <= now()) {
    const Key key = deadlines_.begin()->second;
    deadlines_.erase(deadlines_.begin());
    const std::shared_ptr<TcpConnection> connection = connections_.at(key);
    connection->deadline = sim::kNever;
    connection->block.on_timer(now());
    notify(connection);
    settle(connection);
  }
  if (!deadlines_.empty()) timer_.schedule(deadlines_.begin()->first);
}

}  // namespace armillary::net
