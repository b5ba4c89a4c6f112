// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/host.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "net/tcp_stack.h"
#include "net/udp_stack.h"

namespace armillary::net {

namespace {
constexpr std::uint16_t kFirstEphemeral = 32768;
constexpr std::uint16_t kLastEphemeral = 60999;
constexpr std::size_t kServiceBacklog = 128;
}  // namespace

Host::Host(Network& network, std::string name, LinkConfig link)
    : network_(network),
      name_(std::move(name)),
      link_(link),
      tcp_(std::make_unique<TcpStack>(*this)),
      udp_(std::make_unique<UdpStack>(*this)) {}

Host::~Host() = default;

void Host::add_interface(Interface interface) {
  const Ipv4Address address = interface.address;
  interfaces_.push_back(std::move(interface));
  if (!address.is_any()) network_.address_changed(*this, kAnyAddress, address);
}

const Interface* Host::interface(std::string_view name) const {
  for (const Interface& interface : interfaces_) {
    if (interface.name == name) return &interface;
  }
  return nullptr;
}

bool Host::set_address(std::string_view name, Ipv4Address address, Ipv4Address netmask) {
  for (Interface& interface : interfaces_) {
    if (interface.name != name) continue;
    const Ipv4Address old = std::exchange(interface.address, address);
    interface.netmask = netmask;
    if (old != address) network_.address_changed(*this, old, address);
    return true;
  }
  return false;
}

bool Host::set_hardware_address(std::string_view name, const MacAddress& mac) {
  for (Interface& interface : interfaces_) {
    if (interface.name != name) continue;
    interface.mac = mac;
    return true;
  }
  return false;
}

Ipv4Address Host::address() const {
  for (const Interface& interface : interfaces_) {
    if (!interface.address.is_any()) return interface.address;
  }
  return kAnyAddress;
}

bool Host::owns(Ipv4Address address) const {
  if (address.is_loopback()) return true;
  if (address.is_any()) return false;
  return std::any_of(interfaces_.begin(), interfaces_.end(),
                     [address](const Interface& each) { return each.address == address; });
}

std::optional<Ipv4Address> Host::route(Ipv4Address destination) const {
  if (owns(destination)) return destination;
  const Ipv4Address source = address();
  if (source.is_any()) return std::nullopt;
  // An interface on the destination's own network goes before the default route.
  for (const Interface& interface : interfaces_) {
    const std::uint32_t mask = interface.netmask.value();
    if (!interface.address.is_any() && mask != 0 &&
        (interface.address.value() & mask) == (destination.value() & mask)) {
      return interface.address;
    }
  }
  return source;
}

std::unique_ptr<TcpSocket> Host::tcp_socket() { return tcp_->socket(); }
std::unique_ptr<UdpSocket> Host::udp_socket() { return udp_->socket(); }

SocketResult<std::unique_ptr<TcpListener>> Host::listen(Endpoint local, std::size_t backlog) {
  return tcp_->listen(local, backlog);
}

SocketResult<std::unique_ptr<ServedPort>> Host::serve(std::uint16_t port, StreamService& service) {
  auto listener = listen({kAnyAddress, port}, kServiceBacklog);
  if (!listener) return tl::unexpected(listener.error());
  return std::make_unique<ServedPort>(network_, std::move(*listener), service);
}

void Host::receive(const Packet& packet) {
  if (const auto* segment = std::get_if<TcpSegment>(&packet.body)) {
    tcp_->receive(packet, *segment);
  } else if (const auto* datagram = std::get_if<UdpDatagram>(&packet.body)) {
    udp_->receive(packet, *datagram);
  } else {
    udp_->receive(packet, std::get<PortUnreachable>(packet.body));
  }
}

std::uint16_t Host::next_ephemeral_port() {
  last_ephemeral_ = last_ephemeral_ == kLastEphemeral
                        ? kFirstEphemeral
                        : static_cast<std::uint16_t>(last_ephemeral_ + 1);
  return last_ephemeral_;
}

}  // namespace armillary::net
