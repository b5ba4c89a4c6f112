// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cpu/armv7m/guest_memory.h"

namespace armillary::cpu {

/// Return addresses on the stack from `sp` upwards: words that point behind a BL or BLX in code.
/// Needs neither a frame pointer nor unwind tables, so it works for any image; a word that was left
/// over by an earlier call can be among them, which is why a report calls them probable. Without
/// the Thumb bit, innermost first, at most `most`.
std::vector<std::uint32_t> probable_callers(GuestMemory& memory, std::uint32_t sp,
                                            std::size_t most);

}  // namespace armillary::cpu
