// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/top_config.h"

#include <array>

namespace armillary::soc {

namespace {

enum Offset : std::uint32_t { kModes = 0x20, kDebugUart = 0x120, kCounterClock = 0x210 };

constexpr std::array kPinMuxRegisters{
    RegisterInfo{.offset = 0x20,
                 .name = "PINMUX#",
                 .fidelity = Fidelity::inferred,
                 .summary = "4 bits a pin: 0 GPIO, 1 PWM, 5 EINT, 6 GPIO counter; here only PWM "
                            "has an effect",
                 .count = 12},
};

constexpr std::array kTopConfigRegisters{
    RegisterInfo{.offset = 0x120,
                 .name = "DEBUG_UART_CTRL",
                 .reset = 0x6001,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0 reset (active low) of the debug UART, b14:13 its clocks, which run "
                            "whatever is written"},
    RegisterInfo{.offset = 0x208,
                 .name = "ADC_CLK_CTRL",
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::inferred,
                 .summary = "b31 the ADC's clock, which runs whatever is written"},
    RegisterInfo{.offset = 0x210,
                 .name = "GPIO_COUNTER_CLK",
                 .fidelity = Fidelity::inferred,
                 .summary = "b1:0 clock of the GPIO counters: 0 = 26 MHz, 1 = 32.768 kHz, 2 = 125 "
                            "MHz, 3 = 200 MHz"},
};

}  // namespace

const BlockInfo PinMux::kBlock{
    .kind = "pin-mux",
    .summary = "what the pins are for",
    .size = 0x100,
    .registers = kPinMuxRegisters,
    .sources = "MediaTek mhal_gpio.c; Azure Sphere Linux pinctrl-mt3620.c"};

PinMux::PinMux(const DeviceContext& context, std::string name, std::uint32_t base, Pads& pads)
    : Device(context, kBlock, std::move(name), base), pads_(pads) {
  on_write<&PinMux::write_modes>(kModes);
}

void PinMux::write_modes(const Write& write) {
  for (unsigned i = 0; i < 8; ++i) {
    const unsigned pin = 8 * write.index + i;
    if (pin < kPins) pads_.set_mode(pin, write.value >> (4 * i) & 0xFU);
  }
}

void PinMux::reset_state() {
  for (unsigned pin = 0; pin < kPins; ++pin) pads_.set_mode(pin, 0);
}

const BlockInfo TopConfig::kBlock{.kind = "TOPCFG",
                                  .summary = "clock gates of the always-on domain",
                                  .size = 0x300,
                                  .registers = kTopConfigRegisters,
                                  .sources = "MediaTek mhal_uart.c, mhal_adc.c, mhal_gpioif.c"};

TopConfig::TopConfig(const DeviceContext& context, std::string name, std::uint32_t base)
    : Device(context, kBlock, std::move(name), base) {
  on_write<&TopConfig::write_debug_uart>(kDebugUart);
  on_write<&TopConfig::write_counter_clock>(kCounterClock);
}

void TopConfig::reset_state() {
  if (counter_clock_) counter_clock_(stored(kCounterClock) & 3U);
}

void TopConfig::write_counter_clock(const Write& write) {
  if (counter_clock_) counter_clock_(write.value & 3U);
}

void TopConfig::write_debug_uart(const Write& write) {
  const bool asserted = (write.old & ~write.value & 1U) != 0;
  if (asserted && debug_uart_reset_) debug_uart_reset_();
}

}  // namespace armillary::soc
