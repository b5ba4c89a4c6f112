// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <string_view>

#include "board/part.h"

namespace armillary::board {

/// What the key `uart` of a part may name: the debug UARTs of the M4s, and the UART of each ISU.
inline constexpr std::array<std::string_view, 8> kUarts{"m4-0.uart", "m4-1.uart", "isu0", "isu1",
                                                        "isu2",      "isu3",      "isu4", "isu5"};

/// The UART with that name as this core has it; null for the debug UART of another core.
soc::Uart* find_uart(const PartContext& context, std::string_view name);

/// The UART whose TXD, or RXD, is at `pin` (mt3620.md section 3.6); null where there is none, and
/// for the debug UART of another core.
soc::Uart* uart_with_txd(const PartContext& context, unsigned pin);
soc::Uart* uart_with_rxd(const PartContext& context, unsigned pin);

}  // namespace armillary::board
