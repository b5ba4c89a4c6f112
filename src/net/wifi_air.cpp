// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/wifi_air.h"

#include <algorithm>
#include <utility>

namespace armillary::net {

WifiAir::WifiAir(sim::Domain& domain, std::vector<AirNetwork> networks)
    : domain_(domain),
      networks_(std::move(networks)),
      change_(domain.events(), "an access point comes or goes", [this] {
        schedule_change();
        if (changed_) changed_();
      }) {
  schedule_change();
}

bool WifiAir::in_reach(const AirNetwork& network) const {
  const sim::Time now = domain_.now();
  return network.from <= now && now < network.until;
}

std::vector<const AirNetwork*> WifiAir::in_reach() const {
  std::vector<const AirNetwork*> found;
  for (const AirNetwork& network : networks_) {
    if (in_reach(network)) found.push_back(&network);
  }
  std::stable_sort(found.begin(), found.end(), [](const AirNetwork* one, const AirNetwork* other) {
    return one->rssi_dbm > other->rssi_dbm;
  });
  return found;
}

void WifiAir::schedule_change() {
  const sim::Time now = domain_.now();
  sim::Time next = sim::kNever;
  for (const AirNetwork& network : networks_) {
    for (const sim::Time when : {network.from, network.until}) {
      if (when > now) next = std::min(next, when);
    }
  }
  if (next != sim::kNever) change_.schedule(next);
}

}  // namespace armillary::net
