// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace armillary::cpu {

/// Cycles per instruction, as a fraction; both parts are at least 1. 1 unless the device file says
/// otherwise. The n-th instruction begins floor(n x CPI) cycles after the first.
struct CyclesPerInstruction {
  std::uint32_t numerator = 1, denominator = 1;

  /// The cycles that `instructions` take.
  [[nodiscard]] constexpr std::uint64_t cycles_of(std::uint64_t instructions) const {
    if (numerator == denominator) return instructions;
    return instructions / denominator * numerator +
           instructions % denominator * numerator / denominator;
  }
  /// The fewest instructions that take at least `cycles`.
  [[nodiscard]] constexpr std::uint64_t instructions_for(std::uint64_t cycles) const {
    if (numerator == denominator) return cycles;
    return cycles / numerator * denominator +
           (cycles % numerator * denominator + numerator - 1) / numerator;
  }
};

}  // namespace armillary::cpu
