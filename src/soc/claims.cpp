// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/claims.h"

#include <array>

namespace armillary::soc {

std::bitset<kPins> PinRange::bits() const {
  std::bitset<kPins> bits;
  for (unsigned pin = first; pin < first + count; ++pin) bits.set(pin);
  return bits;
}

PinRange isu_pins(unsigned isu) {
  constexpr std::array<unsigned, kIsus> kFirst{26, 31, 36, 66, 71, 76};
  return {kFirst.at(isu), 5};
}

PinRange i2s_pins(unsigned i2s) { return {56 + 5 * i2s, 5}; }

PinRange pin_block(unsigned pin) {
  const auto within = [pin](const PinRange& range) {
    return pin >= range.first && pin < range.first + range.count;
  };
  if (pin < 4 * kGpioGroups) return group_pins(pin / 4);
  for (unsigned isu = 0; isu < kIsus; ++isu) {
    if (within(isu_pins(isu))) return isu_pins(isu);
  }
  for (unsigned i2s = 0; i2s < kI2sBlocks; ++i2s) {
    if (within(i2s_pins(i2s))) return i2s_pins(i2s);
  }
  return within(kAdcPins) ? kAdcPins : PinRange{pin, 1};
}

std::bitset<kPins> Claims::pins() const {
  std::bitset<kPins> pins = gpio;
  const std::bitset<kIsus> isus = uart | i2c_master | spi_master;
  for (unsigned isu = 0; isu < kIsus; ++isu) {
    if (isus.test(isu)) pins |= isu_pins(isu).bits();
  }
  for (unsigned controller = 0; controller < kPwmControllers; ++controller) {
    if (pwm.test(controller)) pins |= group_pins(controller).bits();
  }
  for (unsigned pin = 0; pin < kEints; ++pin) {
    if (eint.test(pin)) pins.set(pin);
  }
  for (unsigned block = 0; block < kI2sBlocks; ++block) {
    if (i2s.test(block)) pins |= i2s_pins(block).bits();
  }
  if (adc) pins |= kAdcPins.bits();
  return pins;
}

}  // namespace armillary::soc
