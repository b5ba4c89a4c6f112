// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace armillary::soc {

/// The memories that an IO core's DMA controller reaches without the Bus: SYSRAM and, to read, the
/// flash window. The TCM is not among them (datasheet table 8, quoted in Codethink's I2CMaster.c).
class DmaMemory {
 public:
  virtual ~DmaMemory() = default;
  /// The bytes from `address` to the end of the memory it lies in; empty when it lies in none.
  [[nodiscard]] virtual std::span<const std::byte> readable(std::uint32_t address) const = 0;
  /// The same for a memory that can be written.
  [[nodiscard]] virtual std::span<std::byte> writable(std::uint32_t address) = 0;
  /// Bytes got through writable() have been changed: whatever was translated from them is stale.
  virtual void written(std::uint32_t address, std::uint32_t size) = 0;
};

}  // namespace armillary::soc
