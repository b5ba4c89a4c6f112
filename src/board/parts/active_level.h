// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <string_view>

#include "board/part_key.h"

namespace armillary::board {

inline constexpr std::array<std::string_view, 2> kLevels{"low", "high"};

/// The key `active` of lights and buttons: at which level they are on. The lights and buttons of
/// the reference board are active low (mt3620.md section 3.6).
inline constexpr PartKey kActiveKey{.name = "active",
                                    .kind = KeyKind::word,
                                    .summary = "the level at which it is on",
                                    .fallback = "low",
                                    .words = kLevels};

}  // namespace armillary::board
