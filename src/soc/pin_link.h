// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <bitset>
#include <cstddef>
#include <functional>
#include <vector>

#include "sim/domain.h"
#include "soc/pads.h"

namespace armillary::soc {

/// Joins the pins of the domains: what one core drives, the others see from the end of the window
/// on. A pin that two cores drive, and an interface unit, converter or I2S block that two use, gets
/// one warning: each belongs to one core. Whoever wants to know what happens at the pins (LEDs,
/// meters, traces) observes it here.
class PinLink final : public sim::Link {
 public:
  /// `index` says whose pads in the order in which they were given. Called at the boundary; the
  /// change happened within the window before it.
  using Observer = std::function<void(std::size_t index, const Pads::Change& change)>;

  /// All pads must outlive it.
  PinLink(std::vector<Pads*> pads, Observer observer)
      : pads_(std::move(pads)), changes_(pads_.size()), observer_(std::move(observer)) {}
  void collect() override;
  void deliver(sim::Time boundary) override;

 private:
  void check_drive(std::size_t from, std::size_t to, const Pads::Change& change);
  void check_blocks(std::size_t from);

  std::vector<Pads*> pads_;
  std::vector<std::vector<Pads::Change>> changes_;
  std::bitset<kPins> warned_drive_, warned_block_;
  Observer observer_;
};

}  // namespace armillary::soc
