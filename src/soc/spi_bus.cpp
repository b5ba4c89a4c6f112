// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/spi_bus.h"

#include <algorithm>

namespace armillary::soc {

void SpiBus::attach(SpiTarget& target, ChipSelect line) {
  seats_.push_back({&target, true, line, false});
}

void SpiBus::attach(SpiTarget& target) {
  seats_.push_back({&target, false, ChipSelect::csa, false});
}

bool SpiBus::has_target(ChipSelect line) const {
  return std::any_of(seats_.begin(), seats_.end(),
                     [line](const Seat& seat) { return seat.by_line && seat.line == line; });
}

void SpiBus::set(Seat& seat, bool selected) {
  if (seat.selected == selected) return;
  seat.selected = selected;
  seat.target->select(selected);
}

void SpiBus::set_selected(SpiTarget& target, bool selected) {
  for (Seat& seat : seats_) {
    if (seat.target == &target && !seat.by_line) set(seat, selected);
  }
}

void SpiBus::set_chip_select(ChipSelect line, bool active) {
  for (Seat& seat : seats_) {
    if (seat.by_line && seat.line == line) set(seat, active);
  }
}

std::uint8_t SpiBus::exchange(std::uint8_t out, unsigned bits) {
  const auto all = static_cast<std::uint8_t>((1U << bits) - 1);
  std::uint8_t in = all;
  bool driven = false;
  for (Seat& seat : seats_) {
    if (!seat.selected) continue;
    in &= seat.target->exchange(out & all, bits);
    driven = true;
  }
  return !driven && loopback_ ? out & all : in;
}

void SpiBus::serialize(sim::Archive& archive) {
  for (Seat& seat : seats_) archive.value(seat.selected);
}

}  // namespace armillary::soc
