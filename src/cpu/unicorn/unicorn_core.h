// SPDX-License-Identifier: GPL-2.0-or-later
//
// cpu/unicorn/ is the engine of the product: Unicorn with the core mode of tools/unicorn/, behind
// the interface of cpu/core.h. It is the only room that includes Unicorn's headers.
#pragma once

#include <memory>

#include "base/result.h"
#include "cpu/core.h"

namespace armillary::cpu {

/// Makes a processor of kind `model`: no memory, registers 0, Thumb state on the M profile, user
/// mode with VFP and NEON on on the A profile. Fails when the host refuses memory for the engine.
[[nodiscard]] Result<std::unique_ptr<Core>> make_unicorn_core(Model model);

}  // namespace armillary::cpu
