// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "sim/domain.h"
#include "sim/event_queue.h"
#include "sim/wire.h"

namespace armillary::os {

/// A block's interrupt as a driver of the A7's kernel gets it: the handler runs when the line has
/// risen, behind everything that the blocks do at that instant and never from within an access to a
/// register. It has to remove every cause, as the line is looked at only when it rises. The domain
/// and the wire must outlive it, and nothing may move the wire after it is gone.
class InterruptLine {
 public:
  InterruptLine(sim::Domain& domain, sim::Wire& wire, std::function<void()> handler)
      : event_(domain.events(), wire.name() + " handler", std::move(handler),
               sim::TimedEvent::software) {
    wire.observe([this, &domain](bool level) {
      if (level) event_.schedule(domain.now());
    });
  }
  InterruptLine(const InterruptLine&) = delete;
  InterruptLine& operator=(const InterruptLine&) = delete;

 private:
  sim::TimedEvent event_;
};

}  // namespace armillary::os
