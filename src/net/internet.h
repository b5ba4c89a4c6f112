// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <map>
#include <string>

#include "net/connection_manager.h"
#include "net/dns_forwarder.h"
#include "net/dns_server.h"
#include "net/host.h"
#include "net/network.h"

namespace armillary::net {

/// The `network:` part of a device file.
struct InternetConfig {
  /// The device's line. Its latency is one way, between the device and every host out there, so
  /// that a round trip takes twice as long.
  LinkConfig link{std::chrono::milliseconds{20}, 0};
  ConnectionConfig connection;
  /// Names that the user adds. Nothing answers at their addresses unless a host is put there.
  std::map<std::string, Ipv4Address> names;
};

/// The internet around one device, ready for use: the device's host with its resolver and its
/// connection manager, the access point with the name server. Services add their hosts to
/// network(). Not thread-safe; the domain must outlive it.
class Internet {
 public:
  Internet(sim::Domain& domain, InternetConfig config);
  Internet(const Internet&) = delete;
  Internet& operator=(const Internet&) = delete;

  /// The device's network stack has booted: the interfaces come up.
  void start() { connections_.start(); }
  /// The device goes down; start() brings it up again.
  void stop() { connections_.stop(); }

  [[nodiscard]] Network& network() { return network_; }
  /// Where the operating system opens its sockets.
  [[nodiscard]] Host& device() { return device_; }
  [[nodiscard]] ConnectionManager& connections() { return connections_; }

 private:
  Network network_;
  Host& device_;
  Host& access_point_;
  ConnectionManager connections_;
  DnsForwarder resolver_;
  DnsServer name_server_;
};

}  // namespace armillary::net
