// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <vector>

#include <armillary/device_config.h>

#include "base/result.h"

namespace armillary::board {

/// The parts of a device, complete and checked: those of the built-in board that it names, on top
/// of them those of a board file, and its own. Refuses a board or a type that is not known, and
/// values that do not fit.
Result<std::vector<PartConfig>> parts_of(const DeviceConfig& config);

/// `layer` on top of `parts`. A part with the name and type of one below adds its values to it; one
/// of another type, or at a pin that one below has taken, replaces that.
void add_layer(std::vector<PartConfig>& parts, const std::vector<PartConfig>& layer);

/// The part with that name, or null.
const PartConfig* find_part(const std::vector<PartConfig>& parts, std::string_view name);

}  // namespace armillary::board
