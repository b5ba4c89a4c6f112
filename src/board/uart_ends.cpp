// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/uart_ends.h"

#include "board/isu_pins.h"

namespace armillary::board {

namespace {

/// Receive pins of the debug UARTs of m4-0 and m4-1; the transmit pin is the next one.
constexpr std::array<unsigned, 2> kDebugReceivePins{85, 89};

soc::Uart* uart_at(const PartContext& context, unsigned pin, IsuSignal signal) {
  const auto isu = isu_pin(pin);
  if (isu && isu->signal == signal) return &context.peripherals.isu_uart(isu->isu);
  if (context.debug_uart == nullptr) return nullptr;
  const unsigned receive = kDebugReceivePins[context.domain.name() == "m4-1" ? 1 : 0];
  const unsigned wanted = signal == IsuSignal::miso_rxd_sda ? receive : receive + 1;
  return pin == wanted ? context.debug_uart : nullptr;
}

}  // namespace

soc::Uart* find_uart(const PartContext& context, std::string_view name) {
  constexpr std::string_view kIsu = "isu";
  if (name.starts_with(kIsu)) {
    return &context.peripherals.isu_uart(static_cast<unsigned>(name[kIsu.size()] - '0'));
  }
  return name == context.domain.name() + ".uart" ? context.debug_uart : nullptr;
}

soc::Uart* uart_with_txd(const PartContext& context, unsigned pin) {
  return uart_at(context, pin, IsuSignal::sck_txd);
}

soc::Uart* uart_with_rxd(const PartContext& context, unsigned pin) {
  return uart_at(context, pin, IsuSignal::miso_rxd_sda);
}

}  // namespace armillary::board
