// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/network.h"

#include <utility>

#include <fmt/format.h>

#include "net/host.h"

namespace armillary::net {

namespace {
/// TEST-NET-3 (RFC 5737): addresses that belong to nobody. Servers start at .10.
constexpr Ipv4Address kFirstServer{203, 0, 113, 10};
}  // namespace

Network::Network(sim::Domain& domain)
    : domain_(domain), delivery_(domain.events(), "network delivery", [this] { deliver_due(); }) {}

Network::~Network() = default;

Host& Network::add_host(std::string name, LinkConfig link) {
  return *hosts_.emplace_back(std::make_unique<Host>(*this, std::move(name), link));
}

Host& Network::add_server(std::string_view dns_name) {
  Host& host = add_host(std::string(dns_name));
  const Ipv4Address address{kFirstServer.value() + next_server_++};
  host.add_interface({"eth0", {}, address, Ipv4Address{255, 255, 255, 255}});
  zone_.add(dns_name, address);
  return host;
}

Host* Network::host_at(Ipv4Address address) const {
  const auto found = by_address_.find(address);
  return found == by_address_.end() ? nullptr : found->second;
}

std::string Network::describe(const Endpoint& endpoint) const {
  if (const auto name = zone_.name_of(endpoint.address)) {
    return fmt::format("{}:{}", *name, endpoint.port);
  }
  return endpoint.to_string();
}

void Network::record(std::string_view part, boost::json::object fields) {
  domain_.journal().record(fmt::format("net.{}", part), EventType::net, std::move(fields));
}

void Network::address_changed(Host& host, Ipv4Address old_address, Ipv4Address new_address) {
  if (const auto found = by_address_.find(old_address);
      found != by_address_.end() && found->second == &host) {
    by_address_.erase(found);
  }
  if (!new_address.is_any()) by_address_[new_address] = &host;
}

void Network::transmit(Host& from, Packet packet) {
  const std::size_t size = packet.wire_size();
  if (packet.destination.is_multicast() || packet.destination.is_broadcast()) {
    domain_.journal().warn_once(
        "net", fmt::format("packets to {} are dropped: broadcast and multicast are not modelled",
                           packet.destination.to_string()));
    return;
  }
  // An interface that lost its address sends nothing more.
  if (!from.owns(packet.source)) return;
  InFlight flight{Stage::up, nullptr, std::move(packet)};
  sim::Time arrival = now() + kLoopbackLatency;
  if (from.owns(flight.packet.destination)) {
    flight.stage = Stage::local;
    flight.local = &from;
  } else {
    if (flight.packet.source.is_loopback()) return;  // RFC 1122: never on a wire
    arrival = from.link().carry(Link::Way::up, now(), size);
  }
  put(arrival, std::move(flight));
}

void Network::put(sim::Time arrival, InFlight flight) {
  in_flight_.emplace(Due{arrival, next_order_++}, std::move(flight));
  const sim::Time first = in_flight_.begin()->first.first;
  if (delivery_.when() != first) delivery_.schedule(first);
}

void Network::deliver_due() {
  while (!in_flight_.empty() && in_flight_.begin()->first.first <= now()) {
    auto node = in_flight_.extract(in_flight_.begin());
    InFlight& flight = node.mapped();
    // Who holds the address when the packet arrives gets it; without a holder it is lost.
    Host* host = flight.stage == Stage::local ? flight.local : host_at(flight.packet.destination);
    if (host == nullptr) continue;
    if (flight.stage == Stage::up) {
      const sim::Time arrival =
          host->link().carry(Link::Way::down, now(), flight.packet.wire_size());
      if (arrival > now()) {
        flight.stage = Stage::down;
        put(arrival, std::move(flight));
        continue;
      }
    }
    host->receive(flight.packet);
  }
  if (!in_flight_.empty()) delivery_.schedule(in_flight_.begin()->first.first);
}

}  // namespace armillary::net
