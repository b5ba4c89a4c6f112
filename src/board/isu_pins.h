// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <optional>

#include "soc/claims.h"
#include "soc/memory_map.h"

namespace armillary::board {

/// The five pins of an interface unit, in their order (mt3620.md section 3.6).
enum class IsuSignal : unsigned { sck_txd, mosi_rts_scl, miso_rxd_sda, csa_cts, csb };

struct IsuPin {
  unsigned isu;
  IsuSignal signal;
};

/// The interface unit at a pin, or nothing.
inline std::optional<IsuPin> isu_pin(unsigned pin) {
  for (unsigned isu = 0; isu < soc::kIsus; ++isu) {
    const soc::PinRange pins = soc::isu_pins(isu);
    if (pin < pins.first || pin >= pins.first + pins.count) continue;
    return IsuPin{isu, static_cast<IsuSignal>(pin - pins.first)};
  }
  return std::nullopt;
}

}  // namespace armillary::board
