// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

namespace armillary::soc {

/// The arithmetic of a virtual FIFO of the DMA controller: a ring in memory with the offsets of
/// who writes and who reads, in bytes; b16 of each toggles when it wraps, which tells full from
/// empty (Codethink's UART.c writes 0x10000 for a full ring). Any bits make some fill from 0 to the
/// size.
struct VirtualFifo {
  static constexpr std::uint32_t kWrap = 1U << 16, kOffset = kWrap - 1;

  std::uint32_t size = 0;  ///< bytes, at most 64 KiB: what a pointer can count
  std::uint32_t unit = 1;  ///< bytes
  std::uint32_t writer = 0, reader = 0;

  /// How many units wait.
  [[nodiscard]] std::uint32_t count() const {
    const std::int64_t whole = size;
    std::int64_t bytes = std::int64_t{writer & kOffset} - (reader & kOffset);
    if (((writer ^ reader) & kWrap) != 0) bytes += whole;
    if (bytes < 0) bytes += whole;
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(bytes, 0, whole)) / unit;
  }
  /// How many it can hold.
  [[nodiscard]] std::uint32_t capacity() const { return size / unit; }
  [[nodiscard]] bool empty() const { return count() == 0; }
  [[nodiscard]] bool full() const { return count() >= capacity(); }
  /// A pointer behind the unit that it points at.
  [[nodiscard]] std::uint32_t next(std::uint32_t pointer) const {
    const std::uint32_t offset = (pointer & kOffset) + unit;
    return offset < size ? (pointer & kWrap) | offset : (pointer & kWrap) ^ kWrap;
  }
};

}  // namespace armillary::soc
