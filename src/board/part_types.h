// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "board/part_type.h"

namespace armillary::board {

/// Every type of part, by name.
std::span<const PartType* const> part_types();

/// The type with that name, or null.
const PartType* find_part_type(std::string_view name);

/// "analogue, button or led": for messages.
std::string part_type_names();

}  // namespace armillary::board
