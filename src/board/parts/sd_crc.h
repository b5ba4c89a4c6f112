// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace armillary::board {

/// The check sums of SD cards (Physical Layer Simplified Specification 6.00, section 4.5).
/// CRC7 with x^7 + x^3 + 1, as it stands in a frame: shifted left, with the end bit 1.
constexpr std::uint8_t sd_crc7(std::span<const std::uint8_t> bytes) {
  std::uint8_t crc = 0;
  for (const std::uint8_t byte : bytes) {
    for (unsigned bit = 8; bit-- > 0;) {
      const bool carry = ((crc >> 6 ^ byte >> bit) & 1) != 0;
      crc = static_cast<std::uint8_t>(crc << 1 & 0x7F) ^ (carry ? 0x09 : 0x00);
    }
  }
  return static_cast<std::uint8_t>(crc << 1 | 1);
}

/// CRC16 with x^16 + x^12 + x^5 + 1.
constexpr std::uint16_t sd_crc16(std::span<const std::uint8_t> bytes) {
  std::uint16_t crc = 0;
  for (const std::uint8_t byte : bytes) {
    for (unsigned bit = 8; bit-- > 0;) {
      const bool carry = ((crc >> 15 ^ byte >> bit) & 1) != 0;
      crc = static_cast<std::uint16_t>(static_cast<std::uint16_t>(crc << 1) ^ (carry ? 0x1021 : 0));
    }
  }
  return crc;
}

}  // namespace armillary::board
