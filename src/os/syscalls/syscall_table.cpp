// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/syscalls/syscall_table.h"

#include <algorithm>
#include <optional>

namespace armillary::os {

namespace {

/// ARM's own calls follow the ordinary ones. In the families they are written as 0x8000 + n, for an
/// entry's number has 16 bits.
constexpr std::uint32_t kFamilyArmBase = 0x8000;

std::optional<std::uint32_t> slot_of(std::uint32_t number, std::uint32_t arm_base) {
  if (number < SyscallTable::kOrdinary) return number;
  if (number >= arm_base && number - arm_base < SyscallTable::kArm) {
    return SyscallTable::kOrdinary + (number - arm_base);
  }
  return std::nullopt;
}

}  // namespace

SyscallTable::SyscallTable() {
  for (const SyscallFamily family :
       {memory_syscalls(), process_syscalls(), identity_syscalls(), thread_syscalls(),
        signal_syscalls(), time_syscalls(), timer_syscalls(), file_syscalls(), path_syscalls(),
        poll_syscalls(), system_syscalls(), ipc_syscalls(), socket_syscalls()}) {
    for (const SyscallEntry& entry : family) {
      if (const auto slot = slot_of(entry.number, kFamilyArmBase)) entries_[*slot] = &entry;
    }
  }
}

const SyscallEntry* SyscallTable::find(std::uint32_t number) const {
  const auto slot = slot_of(number, kArmBase);
  return slot ? entries_[*slot] : nullptr;
}

}  // namespace armillary::os
