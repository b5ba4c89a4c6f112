// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "sim/domain.h"

namespace armillary::soc {

/// All that a device sees of the world. Its interrupt outputs are wires that the owner connects.
struct DeviceContext {
  sim::Domain& domain;

  [[nodiscard]] sim::Time now() const { return domain.now(); }
  [[nodiscard]] sim::EventQueue& events() const { return domain.events(); }
  [[nodiscard]] sim::Journal& journal() const { return domain.journal(); }
};

}  // namespace armillary::soc
