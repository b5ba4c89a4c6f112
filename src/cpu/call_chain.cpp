// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/call_chain.h"

namespace armillary::cpu {

namespace {

/// How far up the stack is looked at.
constexpr std::uint32_t kMostWords = 512;

/// Thumb: ARM ARM A7.7.18 (BL) and A7.7.19 (BLX, register) of the v7-M, which the v7-A shares; its
/// BLX to the ARM set differs in bit 12 of the second half-word.
bool follows_a_thumb_call(const StackReader& reader, std::uint32_t address) {
  if (const auto last = reader.code(address - 2); last && (*last & 0xFF87) == 0x4780) return true;
  const auto first = reader.code(address - 4), second = reader.code(address - 2);
  const std::uint32_t mask = reader.arm_state ? 0xC000 : 0xD000;
  return first && second && (*first & 0xF800) == 0xF000 && (*second & mask) == (0xD000 & mask);
}

/// ARM: ARM ARM A8.8.25 (BL, BLX to Thumb) and A8.8.26 (BLX, register) of the v7-A.
bool follows_an_arm_call(const StackReader& reader, std::uint32_t address) {
  const auto low = reader.code(address - 4), high = reader.code(address - 2);
  if (!low || !high) return false;
  const std::uint32_t word = *low | std::uint32_t{*high} << 16;
  const bool always = word >> 28 == 0xF;
  if ((word & 0x0E000000) == 0x0A000000) return always || (word & 0x01000000) != 0;
  return !always && (word & 0x0FFFFFF0) == 0x012FFF30;
}

}  // namespace

std::vector<std::uint32_t> probable_callers(const StackReader& reader, std::uint32_t sp,
                                            std::size_t most) {
  std::vector<std::uint32_t> callers;
  sp &= ~3U;
  for (std::uint32_t i = 0; i < kMostWords && callers.size() < most; ++i) {
    const auto word = reader.word(sp + 4 * i);
    if (!word) break;
    const std::uint32_t address = *word & ~1U;
    const bool thumb = (*word & 1) != 0;
    const bool found =
        thumb ? follows_a_thumb_call(reader, address)
              : reader.arm_state && (address & 3) == 0 && follows_an_arm_call(reader, address);
    if (found) callers.push_back(address);
  }
  return callers;
}

}  // namespace armillary::cpu
