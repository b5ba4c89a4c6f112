// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "board/part_type.h"

namespace armillary::board {

/// The worked example of docs/write-a-part.md. It is not in the list of types.
extern const PartType kWaterTank;

}  // namespace armillary::board
