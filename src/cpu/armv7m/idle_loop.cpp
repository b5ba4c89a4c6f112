// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/idle_loop.h"

#include <algorithm>
#include <array>
#include <optional>

namespace armillary::cpu {

namespace {

/// Longer circles are not taken for idle.
constexpr std::size_t kMostInstructions = 8;

/// Where the instruction at `pc` leads when it does nothing that anyone could see. Encodings: ARM
/// ARM A7.7.12 (B), A5.2.5 (hints, CPS), A5.3.4 (barriers).
std::optional<std::uint32_t> idle_successor(GuestMemory& memory, std::uint32_t pc) {
  const auto first = memory.code(pc);
  if (!first) return std::nullopt;
  const std::uint32_t op = *first;
  if ((op & 0xF800) == 0xE000) {  // B, encoding T2
    const std::uint32_t offset = (op & 0x7FF) << 1;
    return pc + 4 + ((offset ^ 0x800) - 0x800);
  }
  if ((op & 0xFF0F) == 0xBF00) return pc + 2;  // NOP, YIELD, WFE, WFI, SEV
  if ((op & 0xFFFC) == 0xB670) return pc + 2;  // CPSID
  const auto second = memory.code(pc + 2);
  if (!second) return std::nullopt;
  if (op == 0xF3BF && (*second & 0xFFC0) == 0x8F40) return pc + 4;  // DSB, DMB, ISB
  if (op == 0xF3AF && (*second & 0xFFF8) == 0x8000) return pc + 4;  // wide hints
  if ((op & 0xF800) == 0xF000 && (*second & 0xD000) == 0x9000) {    // B, encoding T4
    const std::uint32_t s = (op >> 10) & 1;
    const std::uint32_t i1 = ~((*second >> 13) ^ s) & 1;
    const std::uint32_t i2 = ~((*second >> 11) ^ s) & 1;
    const std::uint32_t offset =
        s << 24 | i1 << 23 | i2 << 22 | (op & 0x3FF) << 12 | (std::uint32_t{*second} & 0x7FF) << 1;
    return pc + 4 + ((offset ^ 0x1000000) - 0x1000000);
  }
  return std::nullopt;
}

}  // namespace

bool is_idle_loop(GuestMemory& memory, std::uint32_t pc) {
  std::array<std::uint32_t, kMostInstructions> seen{};
  std::size_t count = 0;
  while (count < seen.size()) {
    seen[count++] = pc;
    const auto next = idle_successor(memory, pc);
    if (!next) return false;
    if (std::find(seen.begin(), seen.begin() + count, *next) != seen.begin() + count) return true;
    pc = *next;
  }
  return false;
}

}  // namespace armillary::cpu
