// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include "cpu/armv7m/guest_memory.h"

namespace armillary::cpu {

/// True when the code at `pc` can only go round in a circle in which nothing happens: branches to
/// itself, also over NOP, WFI, WFE, SEV, barriers and CPSID. Such is the default handler of most
/// firmware: `for (;;) {}`.
bool is_idle_loop(GuestMemory& memory, std::uint32_t pc);

}  // namespace armillary::cpu
