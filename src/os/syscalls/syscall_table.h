// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "os/syscalls/families.h"

namespace armillary::os {

/// All families in one array, for look-up by number.
class SyscallTable {
 public:
  SyscallTable();
  /// nullptr: not modelled.
  [[nodiscard]] const SyscallEntry* find(std::uint32_t number) const;
  /// The name Linux gives to a number, also of calls that are not modelled; empty when unknown.
  static std::string_view name_of(std::uint32_t number);

  /// ARM's own calls (0xf0001...) lie behind the ordinary ones.
  static constexpr std::uint32_t kArmBase = 0x0f0000;
  static constexpr std::uint32_t kOrdinary = 512;
  static constexpr std::uint32_t kArm = 8;

 private:
  std::array<const SyscallEntry*, kOrdinary + kArm> entries_{};
};

}  // namespace armillary::os
