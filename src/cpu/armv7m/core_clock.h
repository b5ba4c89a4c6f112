// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include "sim/time.h"

namespace armillary::cpu {

/// Cycles of the core's clock since power-on, in sleep too. SysTick, CYCCNT and the instructions
/// all count on this one grid, so that they never disagree by a rounding.
class CoreClock {
 public:
  explicit CoreClock(sim::Rate rate) : ticker_(rate, sim::kPowerOn) {}

  [[nodiscard]] sim::Rate rate() const { return ticker_.rate(); }
  /// The instant at which `cycle` begins. Cycles before the last change of the rate are gone.
  [[nodiscard]] sim::Time time_of(std::uint64_t cycle) const {
    return cycle <= base_ ? ticker_.epoch()
                          : ticker_.time_of(static_cast<std::int64_t>(cycle - base_));
  }
  /// The first cycle that begins at or after `t`.
  [[nodiscard]] std::uint64_t first_cycle_from(sim::Time t) const {
    if (t <= ticker_.epoch()) return base_;
    const std::uint64_t cycle = base_ + static_cast<std::uint64_t>(ticker_.ticks_at(t));
    return time_of(cycle) < t ? cycle + 1 : cycle;
  }
  /// From the beginning of `cycle` on, cycles have the length of `rate`.
  void change_rate(std::uint64_t cycle, sim::Rate rate) {
    ticker_ = sim::Ticker(rate, time_of(cycle));
    base_ = cycle;
  }

 private:
  sim::Ticker ticker_;
  std::uint64_t base_ = 0;  ///< the cycle that begins at the ticker's epoch
};

}  // namespace armillary::cpu
