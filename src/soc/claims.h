// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <bitset>

#include "soc/memory_map.h"
#include "soc/pads.h"

namespace armillary::soc {

/// What an app has been given of the blocks behind the pins. Blocks that each core has for itself
/// (debug UART, timers, watchdog, DMA, mailboxes, CIRQ, RGU) need no claim.
struct Claims {
  std::bitset<kPins> gpio;
  /// ISUs by the mode in which they are claimed.
  std::bitset<kIsus> uart, i2c_master, spi_master;
  std::bitset<kPwmControllers> pwm;
  std::bitset<kEints> eint;
  std::bitset<kI2sBlocks> i2s;
  bool adc = false;

  /// Every pin that a claim brings with it: those of `gpio`, and of the peripherals the pins that
  /// they use.
  [[nodiscard]] std::bitset<kPins> pins() const;
};

/// Pins that lie side by side.
struct PinRange {
  unsigned first, count;
  [[nodiscard]] std::bitset<kPins> bits() const;
};

// Pins of the peripherals (mt3620.md section 3.6).
[[nodiscard]] PinRange isu_pins(unsigned isu);
[[nodiscard]] PinRange i2s_pins(unsigned i2s);
inline constexpr PinRange kAdcPins{41, 8};
[[nodiscard]] constexpr PinRange group_pins(unsigned group) { return {4 * group, 4}; }
/// The pins that go to a core together: four of a group, five of an ISU or I2S block, the
/// converter's eight. Other pins go one by one.
[[nodiscard]] PinRange pin_block(unsigned pin);

}  // namespace armillary::soc
