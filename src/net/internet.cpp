// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/internet.h"

#include <utility>

namespace armillary::net {

Internet::Internet(sim::Domain& domain, InternetConfig config)
    : network_(domain),
      device_(network_.add_host("device", config.link)),
      access_point_(network_.add_host("access point")),
      connections_(device_, std::move(config.connection)),
      resolver_(device_, connections_.config().gateway),
      name_server_(access_point_) {
  access_point_.add_interface(
      {"lan0", {}, connections_.config().gateway, connections_.config().netmask});
  connections_.on_name_servers(
      [this](const std::vector<Ipv4Address>& servers) { resolver_.set_name_servers(servers); });
  for (const auto& [name, address] : config.names) network_.zone().add(name, address);
}

}  // namespace armillary::net
