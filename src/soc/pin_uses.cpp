// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/pin_uses.h"

#include "soc/claims.h"
#include "soc/memory_map.h"

namespace armillary::soc {

namespace {

/// Pins of a block: a bit for each, from its first.
std::bitset<kPins> pins_of(unsigned first, std::uint32_t bits) {
  return std::bitset<kPins>(bits) << first;
}

/// The function has the pins from the first write until the block is reset.
void watch_block(Device& device, Pads& pads, PinFunction function, std::bitset<kPins> pins) {
  device.observe([&pads, function, pins](const Device::Touch& touch) {
    pads.use(pins, function, !touch.is_reset);
    return touch.is_reset;
  });
}

void watch_isu(Device& device, std::uint32_t offset, unsigned isu, Pads& pads) {
  const unsigned first = isu_pins(isu).first;
  // What every driver needs; RTS, CTS and chip selects may be free.
  if (offset == 0x200) watch_block(device, pads, PinFunction::i2c, pins_of(first, 0b00110));
  if (offset == 0x300) watch_block(device, pads, PinFunction::spi, pins_of(first, 0b00111));
  if (offset == 0x500) watch_block(device, pads, PinFunction::uart, pins_of(first, 0b00101));
}

void watch_converter(Device& device, Pads& pads) {
  constexpr std::uint32_t kControl0 = 0x100;
  device.observe([&pads](const Device::Touch& touch) {
    if (!touch.is_reset && touch.offset != kControl0) return true;
    const bool runs = !touch.is_reset && (touch.value & 1U) != 0;
    const auto scanned = pins_of(kAdcPins.first, runs ? touch.value >> 16 & 0xFFU : 0U);
    pads.use(kAdcPins.bits() & ~scanned, PinFunction::adc, false);
    pads.use(scanned, PinFunction::adc, true);
    return true;
  });
}

void watch_counter(Device& device, unsigned group, Pads& pads) {
  constexpr std::uint32_t kDynamic = 0x110;
  device.observe([&pads, group](const Device::Touch& touch) {
    if (!touch.is_reset && touch.offset != kDynamic) return true;
    const bool runs = !touch.is_reset && (touch.value & 3U) != 0;
    pads.use(pins_of(group_pins(group).first, 0b0011), PinFunction::counter, runs);
    return true;
  });
}

void watch_eints(Device& device, Pads& pads) {
  device.observe([&pads](const Device::Touch& touch) {
    if (touch.is_reset) {
      pads.use(pins_of(0, (1U << kEints) - 1), PinFunction::eint, false);
    } else if (touch.offset < 4 * kEints) {
      // As after reset it may be a driver that tidies up.
      pads.use(pins_of(touch.offset / 4, 1), PinFunction::eint, touch.value != 0);
    }
    return true;
  });
}

}  // namespace

void watch_pin_uses(Bus& bus, Pads& pads) {
  for (Device* device : bus.devices()) {
    const std::uint32_t address = device->base() + device->block().start;
    if (address == kAdcBase + 0x100) watch_converter(*device, pads);
    if (address == kCirqBase) watch_eints(*device, pads);
    for (unsigned group = 0; group < kGpioGroups; ++group) {
      if (address == gpio_group_base(group) + 0x100) watch_counter(*device, group, pads);
    }
    for (unsigned isu = 0; isu < kIsus; ++isu) {
      if (address - isu_base(isu) < 0x1'0000) {
        watch_isu(*device, address - isu_base(isu), isu, pads);
      }
    }
    for (unsigned i2s = 0; i2s < kI2sBlocks; ++i2s) {
      if (address != i2s_base(i2s)) continue;
      // TX, FS, RX and BCLK; the codec may do without MCLK.
      watch_block(*device, pads, PinFunction::i2s, pins_of(i2s_pins(i2s).first, 0b11101));
    }
  }
}

}  // namespace armillary::soc
