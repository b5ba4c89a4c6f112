// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/uart_ends.h"

#include "board/isu_pins.h"

namespace armillary::board {

namespace {

/// RXD of the debug UARTs of m4-0 and m4-1; TXD, RTS and CTS are the next pins.
constexpr std::array<unsigned, 2> kDebugPins{85, 89};

IsuSignal isu_signal(UartSignal signal) {
  constexpr std::array kSignals{IsuSignal::miso_rxd_sda, IsuSignal::sck_txd,
                                IsuSignal::mosi_rts_scl, IsuSignal::csa_cts};
  return kSignals.at(static_cast<std::size_t>(signal));
}

bool is_debug_pin(unsigned core, unsigned pin, UartSignal signal) {
  return pin == kDebugPins.at(core) + static_cast<unsigned>(signal);
}

}  // namespace

soc::Uart* find_uart(const PartContext& context, std::string_view name) {
  constexpr std::string_view kIsu = "isu";
  if (name.starts_with(kIsu)) {
    return &context.peripherals.isu_uart(static_cast<unsigned>(name[kIsu.size()] - '0'));
  }
  return name == context.domain.name() + ".uart" ? context.debug_uart : nullptr;
}

bool is_uart_pin(unsigned pin, UartSignal signal) {
  const auto isu = isu_pin(pin);
  if (isu) return isu->signal == isu_signal(signal);
  return is_debug_pin(0, pin, signal) || is_debug_pin(1, pin, signal);
}

soc::Uart* uart_at(const PartContext& context, unsigned pin, UartSignal signal) {
  if (!is_uart_pin(pin, signal)) return nullptr;
  if (const auto isu = isu_pin(pin)) return &context.peripherals.isu_uart(isu->isu);
  const unsigned core = is_debug_pin(0, pin, signal) ? 0 : 1;
  return find_uart(context, kUarts.at(core));
}

}  // namespace armillary::board
