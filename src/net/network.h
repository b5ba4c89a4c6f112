// SPDX-License-Identifier: GPL-2.0-or-later
//
// net/ is the simulated internet: hosts with TCP and UDP, the links between them, names, and the
// device's way onto the network (Wi-Fi, DHCP, NTP). It lives in virtual time, in the A7's domain,
// and knows neither the guest nor the cloud: an operating system opens sockets on the device's
// host, services listen on other hosts.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/address.h"
#include "net/dns_zone.h"
#include "net/link.h"
#include "net/packet.h"
#include "sim/domain.h"
#include "sim/event_queue.h"

namespace armillary::net {

class Host;

/// One simulated internet. Hosts send packets into it; it delivers them after the time that the
/// links of both hosts take. Every packet passes through transmit(): a capture, a firewall, losses
/// and outages belong there and into Link.
///
/// Not thread-safe: it belongs to one domain, the A7's, which must outlive it.
class Network {
 public:
  /// Between two sockets of one host.
  static constexpr sim::Duration kLoopbackLatency = std::chrono::microseconds{10};

  explicit Network(sim::Domain& domain);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  /// A host of the internet; it lives as long as the network. Names are unique.
  Host& add_host(std::string name, LinkConfig link = {});
  /// A server of the internet with an address of its own (from 203.0.113.0/24 and on, the range
  /// for documentation) and its name in the zone.
  Host& add_server(std::string_view dns_name);
  [[nodiscard]] Host* host_at(Ipv4Address address) const;

  [[nodiscard]] DnsZone& zone() { return zone_; }
  [[nodiscard]] const DnsZone& zone() const { return zone_; }
  [[nodiscard]] sim::Domain& domain() { return domain_; }
  [[nodiscard]] sim::Time now() const { return domain_.now(); }
  /// "contoso-hub.azure-devices.net:8883", or the address where it has no name.
  [[nodiscard]] std::string describe(const Endpoint& endpoint) const;
  /// A `net` event. `part` becomes the source "net.<part>".
  void record(std::string_view part, boost::json::object fields);

  /// Called by hosts.
  void transmit(Host& from, Packet packet);
  /// Called by hosts when an interface gets or loses an address.
  void address_changed(Host& host, Ipv4Address old_address, Ipv4Address new_address);

 private:
  using Due = std::pair<sim::Time, std::uint64_t>;  ///< arrival and order of sending
  enum class Stage {
    local,  ///< does not leave its host
    up,     ///< on the sender's line
    down,   ///< on the receiver's line
  };
  struct InFlight {
    Stage stage = Stage::up;
    Host* local = nullptr;
    Packet packet;
  };
  void put(sim::Time arrival, InFlight flight);
  void deliver_due();

  sim::Domain& domain_;
  DnsZone zone_;
  std::vector<std::unique_ptr<Host>> hosts_;
  std::map<Ipv4Address, Host*> by_address_;
  std::map<Due, InFlight> in_flight_;
  std::uint64_t next_order_ = 0;
  std::uint32_t next_server_ = 0;
  sim::TimedEvent delivery_;
};

}  // namespace armillary::net
