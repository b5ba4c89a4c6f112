// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include <unicorn/core_mode.h>

#include "cpu/core.h"

namespace armillary::cpu {

/// The engine's account of how a run ended, in the words of cpu/core.h. `pc` is R15 after the run;
/// `refused_by_bus` says whether the last refusal of the TLB callback came from the physical map
/// (and not from the Translator).
[[nodiscard]] Exit decode_exit(const uc_core_exit& exit, std::uint32_t pc, bool refused_by_bus);

}  // namespace armillary::cpu
