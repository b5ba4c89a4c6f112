// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/pin_link.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "soc/claims.h"

namespace armillary::soc {

namespace {

/// The interface unit, converter or I2S block at a pin.
std::string block_name(unsigned pin) {
  const unsigned first = pin_block(pin).first;
  for (unsigned isu = 0; isu < kIsus; ++isu) {
    if (isu_pins(isu).first == first) return fmt::format("ISU{}", isu);
  }
  for (unsigned i2s = 0; i2s < kI2sBlocks; ++i2s) {
    if (i2s_pins(i2s).first == first) return fmt::format("I2S{}", i2s);
  }
  return "the ADC";
}

}  // namespace

void PinLink::collect() {
  for (std::size_t i = 0; i < pads_.size(); ++i) changes_[i] = pads_[i]->take_changes();
}

void PinLink::deliver(sim::Time) {
  for (std::size_t from = 0; from < pads_.size(); ++from) {
    for (const Pads::Change& change : changes_[from]) {
      if (observer_) observer_(from, change);
      for (std::size_t to = 0; to < pads_.size(); ++to) {
        // A pin that is only an input here says nothing to the others.
        const bool says_something =
            change.drive.kind != PinDrive::Kind::released || change.pull != Pull::none;
        if (to != from && says_something) {
          check_drive(from, to, change);
          pads_[to]->set_outside(change.pin, change.drive, change.pull);
        }
      }
    }
    check_blocks(from);
  }
}

void PinLink::check_drive(std::size_t from, std::size_t to, const Pads::Change& change) {
  const bool both = change.drive.kind != PinDrive::Kind::released &&
                    pads_[from]->own(change.pin).kind != PinDrive::Kind::released &&
                    pads_[to]->own(change.pin).kind != PinDrive::Kind::released;
  if (!both || warned_drive_.test(change.pin)) return;
  warned_drive_.set(change.pin);
  sim::Domain& domain = pads_[from]->domain();
  domain.journal().warn_once(
      domain.name(),
      fmt::format("GPIO{} is driven by {} and {} at once; a pin belongs to one core, and here each "
                  "sees its own level",
                  change.pin, pads_[std::min(from, to)]->domain().name(),
                  pads_[std::max(from, to)]->domain().name()));
}

void PinLink::check_blocks(std::size_t from) {
  PinFunctions& functions = pads_[from]->functions();
  for (const unsigned pin : functions.take_new_block_pins()) {
    const PinFunction* mine = functions.block_function(pin);
    const std::bitset<kPins> block = pin_block(pin).bits();
    if (mine == nullptr || (warned_block_ & block).any()) continue;
    for (std::size_t to = 0; to < pads_.size(); ++to) {
      if (to == from) continue;
      const PinFunction* other = nullptr;
      for (unsigned i = 0; i < kPins && other == nullptr; ++i) {
        if (block.test(i)) other = pads_[to]->functions().block_function(i);
      }
      if (other == nullptr) continue;
      warned_block_ |= block;
      sim::Domain& domain = pads_[from]->domain();
      domain.journal().warn_once(
          domain.name(),
          fmt::format("{} is used by {} ({}) and {} ({}) at once; it belongs to one core, and here "
                      "each has one of its own",
                      block_name(pin), domain.name(), to_string(*mine), pads_[to]->domain().name(),
                      to_string(*other)));
      break;
    }
  }
}

}  // namespace armillary::soc
