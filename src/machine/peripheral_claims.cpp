// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/peripheral_claims.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

namespace armillary::machine {

namespace {

/// The number at the end of "ISU3" or "PWM-CONTROLLER-0"; the manifest's reader has checked it.
unsigned number_of(std::string_view name) {
  const std::size_t last = name.find_last_not_of("0123456789");
  const std::string_view digits = name.substr(last + 1);
  unsigned number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

template <std::size_t N>
std::bitset<N> numbers_of(const std::set<std::string>& names) {
  std::bitset<N> numbers;
  for (const std::string& name : names) {
    if (number_of(name) < N) numbers.set(number_of(name));
  }
  return numbers;
}

}  // namespace

soc::Claims claims_of(const image::Capabilities& capabilities) {
  soc::Claims claims;
  for (const unsigned pin : capabilities.gpio) {
    if (pin < soc::kPins) claims.gpio.set(pin);
  }
  claims.uart = numbers_of<soc::kIsus>(capabilities.uart);
  claims.i2c_master = numbers_of<soc::kIsus>(capabilities.i2c_master);
  claims.spi_master = numbers_of<soc::kIsus>(capabilities.spi_master);
  claims.pwm = numbers_of<soc::kPwmControllers>(capabilities.pwm);
  claims.eint = numbers_of<soc::kEints>(capabilities.external_interrupt);
  claims.i2s = numbers_of<soc::kI2sBlocks>(capabilities.i2s);
  claims.adc = !capabilities.adc.empty();
  return claims;
}

std::vector<PeripheralOwners::Claim> PeripheralOwners::claims_of_app(
    std::string_view image, CoreId core, const image::Capabilities& capabilities) {
  std::vector<Claim> claims;
  const auto add = [&](std::string what, std::string line, const image::Capabilities& one) {
    Claim claim{std::string(image), core, std::move(what), std::move(line), {}, {}};
    claim.pins = machine::claims_of(one).pins();
    for (unsigned pin = 0; pin < soc::kPins; ++pin) {
      if (claim.pins.test(pin)) claim.blocks |= soc::pin_block(pin).bits();
    }
    claims.push_back(std::move(claim));
  };
  for (const unsigned pin : capabilities.gpio) {
    image::Capabilities one;
    one.gpio = {pin};
    add(fmt::format("GPIO{}", pin), fmt::format(R"("Gpio": [{}])", pin), one);
  }
  struct List {
    std::string_view key;
    std::set<std::string> image::Capabilities::*names;
  };
  for (const List& list :
       {List{"Uart", &image::Capabilities::uart},
        List{"I2cMaster", &image::Capabilities::i2c_master},
        List{"SpiMaster", &image::Capabilities::spi_master}, List{"Adc", &image::Capabilities::adc},
        List{"Pwm", &image::Capabilities::pwm},
        List{"ExternalInterrupt", &image::Capabilities::external_interrupt},
        List{"I2sSubordinate", &image::Capabilities::i2s}}) {
    for (const std::string& name : capabilities.*(list.names)) {
      image::Capabilities one;
      one.*(list.names) = {name};
      add(name, fmt::format(R"("{}": ["{}"])", list.key, name), one);
    }
  }
  return claims;
}

std::string PeripheralOwners::refusal(const Claim& claim, const Claim& owner) {
  const std::bitset<soc::kPins> shared = claim.pins & owner.pins;
  std::string why;
  if (shared.any()) {
    why = fmt::format("{} has {} by its line {}; a peripheral and a pin belong to one app",
                      owner.image, owner.what == claim.what ? "it" : owner.what, owner.line);
    if (owner.what != claim.what) why += ", and these two share pins";
  } else {
    const std::bitset<soc::kPins> block = claim.blocks & owner.blocks;
    unsigned first = 0;
    while (!block.test(first)) ++first;
    const soc::PinRange range = soc::pin_block(first);
    why = fmt::format(
        "{} has {} by its line {}; the pins of a block, here GPIO{} to GPIO{}, belong to one core",
        owner.image, owner.what, owner.line, range.first, range.first + range.count - 1);
  }
  return fmt::format(
      "{}: the line {} of its app manifest asks for {}, but {} (the device refuses it with "
      "\"Application manifest requests a GPIO that is already in use\" or the like). Take one of "
      "the two lines out, or use another pin or peripheral",
      claim.image, claim.line, claim.what, why);
}

Result<void> PeripheralOwners::add(std::string_view image, CoreId core,
                                   const image::Capabilities& capabilities) {
  std::vector<Claim> added = claims_of_app(image, core, capabilities);
  for (const Claim& claim : added) {
    const auto taken = [&claim](const Claim& owner) {
      return owner.core == claim.core ? (owner.pins & claim.pins).any()
                                      : (owner.blocks & claim.blocks).any();
    };
    const auto owner = std::find_if(claims_.begin(), claims_.end(), taken);
    if (owner != claims_.end()) return failure(ErrorKind::bad_input, refusal(claim, *owner));
  }
  std::move(added.begin(), added.end(), std::back_inserter(claims_));
  return {};
}

}  // namespace armillary::machine
