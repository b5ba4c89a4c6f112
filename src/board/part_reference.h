// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

namespace armillary::board {

/// docs/parts.md, made from the types of parts and the built-in boards.
std::string part_reference();

}  // namespace armillary::board
