// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cpu/core.h"

namespace armillary::cpu {

/// The core's memories and devices as the exception hardware reaches them: stacking, unstacking
/// and vector fetches go to the host's memory directly, or to the device that lies there. Also
/// what a debugger reads and writes. It maps the same things into the Core.
class GuestMemory {
 public:
  explicit GuestMemory(Core& core) : core_(core) {}

  /// As Core::map_memory() and Core::map_io().
  Result<void> map_memory(std::uint32_t base, std::span<std::byte> memory, Permissions permissions);
  Result<void> map_io(std::uint32_t base, std::uint32_t size, IoHandler& handler);

  /// Host memory of [address, address + size) when one memory holds all of it and allows `access`,
  /// otherwise nullptr.
  [[nodiscard]] std::byte* find(std::uint32_t address, std::uint32_t size, Access access);

  /// A data access of the exception hardware to an aligned word. Nothing or false: bus error.
  std::optional<std::uint32_t> load(std::uint32_t address);
  bool store(std::uint32_t address, std::uint32_t value);
  /// An instruction's halfword, without side effects; devices hold none.
  std::optional<std::uint16_t> code(std::uint32_t address);

  /// Memory only, whatever its permissions; false when a part of it is no memory.
  bool peek(std::uint32_t address, std::span<std::byte> out);
  bool poke(std::uint32_t address, std::span<const std::byte> data);

 private:
  struct Memory {
    std::uint32_t base;
    std::span<std::byte> bytes;
    Permissions permissions;
  };
  struct Device {
    std::uint32_t base, size;
    IoHandler* handler;
  };
  [[nodiscard]] const Memory* memory_at(std::uint32_t address, std::uint32_t size);
  [[nodiscard]] const Device* device_at(std::uint32_t address) const;

  Core& core_;
  std::vector<Memory> memories_;
  std::vector<Device> devices_;
  std::size_t last_ = 0;  ///< the memory that was found last; only a hint
};

}  // namespace armillary::cpu
