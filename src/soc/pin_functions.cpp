// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/pin_functions.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace armillary::soc {

namespace {

constexpr std::array kAll{PinFunction::gpio_output, PinFunction::pwm,  PinFunction::eint,
                          PinFunction::counter,     PinFunction::uart, PinFunction::i2c,
                          PinFunction::spi,         PinFunction::adc,  PinFunction::i2s};
static_assert(kAll.size() == kPinFunctions);
constexpr std::size_t kFirstOfBlocks = 4;

}  // namespace

std::string_view to_string(PinFunction function) {
  constexpr std::array<std::string_view, kPinFunctions> kNames{
      "GPIO output", "PWM", "EINT", "GPIO counter", "UART", "I2C", "SPI", "ADC", "I2S"};
  return kNames.at(static_cast<std::size_t>(function));
}

void PinFunctions::use(const std::bitset<kPins>& pins, PinFunction function, bool used,
                       const std::bitset<kPins>& chosen) {
  const auto number = static_cast<std::size_t>(function);
  std::bitset<kPins>& mine = used_.at(number);
  const std::bitset<kPins> fresh = used ? pins & ~mine : std::bitset<kPins>{};
  mine = used ? mine | pins : mine & ~pins;
  if (fresh.none()) return;
  for (const PinFunction other : kAll) {
    if (other == function) continue;
    const std::bitset<kPins> both = fresh & used_[static_cast<std::size_t>(other)] & ~chosen;
    for (unsigned pin = 0; pin < kPins; ++pin) {
      if (!both.test(pin)) continue;
      domain_.journal().warn_once(
          domain_.name(), fmt::format("GPIO{} is used for {} and for {} at once; a pin has one "
                                      "function: turn one off, or choose in the pin multiplexer",
                                      pin, to_string(std::min(other, function)),
                                      to_string(std::max(other, function))));
      break;  // the others of the block are the same fight
    }
  }
  // Once is enough: a converter begins a scan a thousand times a second.
  const std::bitset<kPins> news = fresh & ~announced_;
  if (number < kFirstOfBlocks || news.none()) return;
  announced_ |= news;
  for (unsigned pin = 0; pin < kPins; ++pin) {
    if (news.test(pin)) new_block_pins_.push_back(pin);
  }
  domain_.request_exchange();
}

const PinFunction* PinFunctions::block_function(unsigned pin) const {
  for (std::size_t i = kFirstOfBlocks; i < kAll.size(); ++i) {
    if (used_[i].test(pin)) return &kAll[i];
  }
  return nullptr;
}

void PinFunctions::serialize(sim::Archive& archive) {
  for (auto& pins : used_) {
    for (unsigned pin = 0; pin < kPins; ++pin) {
      bool used = pins.test(pin);
      archive.value(used);
      if (archive.loading()) pins.set(pin, used);
    }
  }
  if (archive.loading()) new_block_pins_.clear();
}

}  // namespace armillary::soc
