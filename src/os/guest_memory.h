// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "os/os_result.h"

namespace armillary::os {

/// The memory of a process as its system calls may touch it: every access is checked against the
/// process's mappings and their protection, pages are brought in as needed, and nothing hands out a
/// pointer. Guest and host are both little-endian; structures are copied as bytes.
class GuestMemory {
 public:
  virtual ~GuestMemory() = default;
  /// All of it, or false (EFAULT; then `out` is partly filled).
  [[nodiscard]] virtual bool copy_in(std::uint32_t address, std::span<std::byte> out) = 0;
  [[nodiscard]] virtual bool copy_out(std::uint32_t address, std::span<const std::byte> in) = 0;
  /// Text up to a zero byte. EFAULT, or ENAMETOOLONG when `limit` bytes hold no end.
  [[nodiscard]] OsResult<std::string> read_string(std::uint32_t address, std::size_t limit);

  /// A value of a type without padding or pointers.
  template <class T>
  [[nodiscard]] bool get(std::uint32_t address, T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    return copy_in(address, std::as_writable_bytes(std::span<T, 1>(&value, 1)));
  }
  template <class T>
  [[nodiscard]] bool put(std::uint32_t address, const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    return copy_out(address, std::as_bytes(std::span<const T, 1>(&value, 1)));
  }
};

}  // namespace armillary::os
