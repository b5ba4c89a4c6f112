// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace armillary::cpu {

/// How probable_callers() looks into a guest, without side effects. Nothing: no memory, or no code.
struct StackReader {
  /// The aligned word of the stack.
  std::function<std::optional<std::uint32_t>(std::uint32_t address)> word;
  /// The half-word of code at an even address.
  std::function<std::optional<std::uint16_t>(std::uint32_t address)> code;
  bool arm_state = false;  ///< code may be in the ARM instruction set, too
};

/// Return addresses on the stack from `sp` upwards: words that point behind a BL or BLX in code.
/// Needs neither a frame pointer nor unwind tables, so it works for any image; a word that was left
/// over by an earlier call can be among them, which is why a report calls them probable. Without
/// the Thumb bit, innermost first, at most `most`.
std::vector<std::uint32_t> probable_callers(const StackReader& reader, std::uint32_t sp,
                                            std::size_t most);

}  // namespace armillary::cpu
