// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/address.h"
#include "net/byte_stream.h"
#include "net/link.h"
#include "net/network.h"
#include "net/packet.h"
#include "net/served_port.h"
#include "net/tcp_socket.h"
#include "net/udp_socket.h"

namespace armillary::net {

class UdpStack;

/// A network interface of a host. It carries traffic while it has an address.
struct Interface {
  std::string name;  ///< "wlan0", "eth0"
  MacAddress mac{};
  Ipv4Address address;  ///< 0.0.0.0: none
  Ipv4Address netmask;
};

/// A machine on the network: the device, or a server of the internet. Every host has a loopback
/// interface with 127.0.0.0/8. Not thread-safe; owned by its Network, and must outlive its sockets.
class Host {
 public:
  Host(Network& network, std::string name, LinkConfig link);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Network& network() { return network_; }
  [[nodiscard]] Link& link() { return link_; }

  /// Names are unique. An address may be given at once.
  void add_interface(Interface interface);
  [[nodiscard]] const std::vector<Interface>& interfaces() const { return interfaces_; }
  [[nodiscard]] const Interface* interface(std::string_view name) const;
  /// 0.0.0.0 takes the address away; connections that used it stay and time out. False: no such
  /// interface.
  bool set_address(std::string_view name, Ipv4Address address, Ipv4Address netmask);
  /// False: no such interface.
  bool set_hardware_address(std::string_view name, const MacAddress& mac);
  /// The first interface's address, or 0.0.0.0.
  [[nodiscard]] Ipv4Address address() const;
  /// True for loopback and for every address of an interface.
  [[nodiscard]] bool owns(Ipv4Address address) const;
  /// The source address of packets to `destination`; nothing: no route.
  [[nodiscard]] std::optional<Ipv4Address> route(Ipv4Address destination) const;

  [[nodiscard]] std::unique_ptr<TcpSocket> tcp_socket();
  [[nodiscard]] std::unique_ptr<UdpSocket> udp_socket();
  /// Waits for connections. Address 0.0.0.0 means all of the host's, port 0 any free one. `backlog`
  /// is at least 1. Errors: address_in_use, address_not_available.
  SocketResult<std::unique_ptr<TcpListener>> listen(Endpoint local, std::size_t backlog);
  /// Gives every connection to `port` to the service, until the result is destroyed; that must be
  /// before the service and before the host. Errors as listen().
  SocketResult<std::unique_ptr<ServedPort>> serve(std::uint16_t port, StreamService& service);

  /// Called by the network.
  void receive(const Packet& packet);
  /// Called by the stacks.
  void send(Packet packet) { network_.transmit(*this, std::move(packet)); }
  /// The next port of the ephemeral range (Linux: 32768 to 60999), in order, so that equal runs get
  /// equal ports. It may be taken.
  std::uint16_t next_ephemeral_port();

 private:
  Network& network_;
  std::string name_;
  Link link_;
  std::vector<Interface> interfaces_;
  std::uint16_t last_ephemeral_ = 60999;
  std::unique_ptr<TcpStack> tcp_;
  std::unique_ptr<UdpStack> udp_;
};

}  // namespace armillary::net
