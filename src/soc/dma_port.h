// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "soc/bus.h"
#include "soc/dma_memory.h"

namespace armillary::soc {

/// What the DMA controller sees behind an address: the memories, the blocks on the bus, or nothing.
/// Low bits of an address that do not fit the size of an access are ignored.
class DmaPort {
 public:
  DmaPort(Bus& bus, DmaMemory& memory) : bus_(bus), memory_(memory) {}

  /// `size` is 1, 2 or 4. Nothing when the address does not answer.
  std::optional<std::uint32_t> load(std::uint32_t address, unsigned size);
  /// False when the address does not answer.
  bool store(std::uint32_t address, unsigned size, std::uint32_t value);
  /// False when a store could not succeed, as far as that can be known before.
  bool may_store(std::uint32_t address);
  /// A peripheral's register: whatever the size of a unit, registers are accessed as 32 bits.
  std::optional<std::uint32_t> load_register(std::uint32_t address, unsigned unit);
  bool store_register(std::uint32_t address, unsigned unit, std::uint32_t value);
  /// As many single units as load() and store() with rising addresses would, 0 when one of the
  /// sides is no memory or ends before.
  std::uint32_t copy(std::uint32_t source, std::uint32_t destination, unsigned size,
                     std::uint32_t units);

  /// What is found at an address that does not answer, for a sentence: "the TCM".
  [[nodiscard]] static std::string_view obstacle(std::uint32_t address, bool is_write);

  /// Around a series of accesses: memory may have moved before, and stale code is told after.
  void begin();
  void end();

 private:
  [[nodiscard]] std::span<const std::byte> readable(std::uint32_t address);
  [[nodiscard]] std::span<std::byte> writable(std::uint32_t address);
  [[nodiscard]] bool is_memory(std::uint32_t address);
  void note_written(std::uint32_t address, std::uint32_t size);

  Bus& bus_;
  DmaMemory& memory_;
  // The memory that was used last on either side.
  std::span<const std::byte> read_window_;
  std::span<std::byte> write_window_;
  std::uint32_t read_base_ = 0, write_base_ = 0;
  std::uint32_t written_from_ = 0, written_size_ = 0;  ///< not told yet
};

}  // namespace armillary::soc
