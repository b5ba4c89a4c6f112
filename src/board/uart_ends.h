// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "board/part.h"

namespace armillary::board {

/// What the key `uart` of a part may name: the debug UARTs of the M4s, and the UART of each ISU.
inline constexpr std::array<std::string_view, 8> kUarts{"m4-0.uart", "m4-1.uart", "isu0", "isu1",
                                                        "isu2",      "isu3",      "isu4", "isu5"};

/// The UART with that name as this core has it; null for the debug UART of another core.
soc::Uart* find_uart(const PartContext& context, std::string_view name);

/// The wires of a UART.
enum class UartSignal : std::uint8_t { rxd, txd, rts, cts };

/// Whether a pin is that wire of a UART, whichever core has it (mt3620.md section 3.6).
bool is_uart_pin(unsigned pin, UartSignal signal);
/// The UART at such a pin as this core has it; null for the debug UART of another core, and for any
/// other pin.
soc::Uart* uart_at(const PartContext& context, unsigned pin, UartSignal signal);

}  // namespace armillary::board
