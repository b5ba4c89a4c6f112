// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/pin_link.h"

namespace armillary::soc {

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
          pads_[to]->set_outside(change.pin, change.drive, change.pull);
        }
      }
    }
  }
}

}  // namespace armillary::soc
