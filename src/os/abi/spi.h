// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace armillary::os {

// include/uapi/linux/spi/spidev.h
inline constexpr std::uint32_t kSpiGetMode = 0x80016B01, kSpiSetMode = 0x40016B01,
                               kSpiGetLsbFirst = 0x80016B02, kSpiSetLsbFirst = 0x40016B02,
                               kSpiGetBits = 0x80016B03, kSpiSetBits = 0x40016B03,
                               kSpiGetSpeed = 0x80046B04, kSpiSetSpeed = 0x40046B04,
                               kSpiGetMode32 = 0x80046B05, kSpiSetMode32 = 0x40046B05;
/// SPI_IOC_MESSAGE(n) has n structures in the size of its number.
inline constexpr std::uint32_t kSpiMessageMask = 0xC000FFFF, kSpiMessage = 0x40006B00;
constexpr std::uint32_t spi_message_bytes(std::uint32_t request) { return request >> 16 & 0x3FFFU; }
// SPI_MODE bits
inline constexpr std::uint32_t kSpiPhase = 0x1, kSpiPolarity = 0x2, kSpiSelectHigh = 0x4,
                               kSpiLsbFirst = 0x8;

/// struct spi_ioc_transfer
struct SpiSegmentRequest {
  std::uint64_t out = 0, in = 0;
  std::uint32_t length = 0, speed_hz = 0;
  std::uint16_t delay_us = 0;
  std::uint8_t bits_per_word = 0, deselect = 0, out_lines = 0, in_lines = 0;
  std::uint16_t padding = 0;
};
static_assert(sizeof(SpiSegmentRequest) == 32);

}  // namespace armillary::os
