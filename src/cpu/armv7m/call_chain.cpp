// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/call_chain.h"

#include <array>
#include <cstring>

namespace armillary::cpu {

namespace {

/// How far up the stack is looked at.
constexpr std::uint32_t kMostWords = 512;

/// Encodings: ARM ARM A7.7.18 (BL) and A7.7.19 (BLX, register).
bool follows_a_call(GuestMemory& memory, std::uint32_t address) {
  if (const auto last = memory.code(address - 2); last && (*last & 0xFF87) == 0x4780) return true;
  const auto first = memory.code(address - 4);
  const auto second = memory.code(address - 2);
  return first && second && (*first & 0xF800) == 0xF000 && (*second & 0xD000) == 0xD000;
}

}  // namespace

std::vector<std::uint32_t> probable_callers(GuestMemory& memory, std::uint32_t sp,
                                            std::size_t most) {
  std::vector<std::uint32_t> callers;
  sp &= ~3U;
  for (std::uint32_t i = 0; i < kMostWords && callers.size() < most; ++i) {
    std::array<std::byte, 4> bytes{};
    if (!memory.peek(sp + 4 * i, bytes)) break;
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data(), 4);
    const std::uint32_t address = word & ~1U;
    if ((word & 1) != 0 && follows_a_call(memory, address)) callers.push_back(address);
  }
  return callers;
}

}  // namespace armillary::cpu
