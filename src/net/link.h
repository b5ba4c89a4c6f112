// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/time.h"

namespace armillary::net {

/// A host's line to the internet.
struct LinkConfig {
  sim::Duration latency{0};           ///< one way; not negative
  std::uint64_t bits_per_second = 0;  ///< each direction; 0 is unlimited
};

/// A host's line to the internet, both directions. A packet takes the time of its bits on the line,
/// after the packets before it, and then the latency. Packets stay in order.
class Link {
 public:
  enum class Way { up, down };

  explicit Link(LinkConfig config = {}) : config_(config) {}

  [[nodiscard]] const LinkConfig& config() const { return config_; }
  /// For packets from now on.
  void configure(LinkConfig config) { config_ = config; }

  /// A packet of `size` bytes enters at `at`: when it leaves at the other end.
  sim::Time carry(Way way, sim::Time at, std::size_t size);

 private:
  LinkConfig config_;
  sim::Time up_free_ = sim::kPowerOn;  ///< when the line has sent all it was given
  sim::Time down_free_ = sim::kPowerOn;
  sim::Time last_up_ = sim::kPowerOn;  ///< arrival of the latest packet
  sim::Time last_down_ = sim::kPowerOn;
};

}  // namespace armillary::net
