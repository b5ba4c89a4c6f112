// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <functional>
#include <vector>

#include "net/wifi_network.h"
#include "sim/domain.h"
#include "sim/event_queue.h"

namespace armillary::net {

/// The access points around the device, each from one instant to another. Not thread-safe; lives in
/// the network's domain.
class WifiAir {
 public:
  WifiAir(sim::Domain& domain, std::vector<AirNetwork> networks);
  WifiAir(const WifiAir&) = delete;
  WifiAir& operator=(const WifiAir&) = delete;

  /// What a scan would find now, the strongest first. Pointers stay valid as long as the air.
  [[nodiscard]] std::vector<const AirNetwork*> in_reach() const;
  [[nodiscard]] bool in_reach(const AirNetwork& network) const;
  /// Called when an access point came or went.
  void on_change(std::function<void()> callback) { changed_ = std::move(callback); }

 private:
  void schedule_change();

  sim::Domain& domain_;
  std::vector<AirNetwork> networks_;
  std::function<void()> changed_;
  sim::TimedEvent change_;
};

}  // namespace armillary::net
