// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/bus_keys.h"

#include <string>
#include <utility>

#include <fmt/format.h>

namespace armillary::board {

Result<void> attach_i2c(const PartContext& context, const PartValues& values,
                        soc::I2cTarget& target) {
  const unsigned isu = values.index("isu");
  const auto address = static_cast<std::uint8_t>(values.number("address"));
  soc::I2cBus& bus = context.peripherals.i2c_bus(isu);
  if (bus.start(address, false)) {
    bus.stop();
    return failure(ErrorKind::bad_input,
                   fmt::format("the part \"{}\" has the address {:#04x} on ISU{}, where another "
                               "part answers; give one of them another address",
                               context.name, address, isu));
  }
  bus.attach(target);
  return {};
}

Result<void> attach_spi(const PartContext& context, const PartValues& values,
                        soc::SpiTarget& target) {
  const unsigned isu = values.index("isu");
  soc::SpiBus& bus = context.peripherals.spi_bus(isu);
  const std::string& name = values.text("select");
  if (!name.empty()) {
    const auto line = name == "csb" ? soc::SpiBus::ChipSelect::csb : soc::SpiBus::ChipSelect::csa;
    if (bus.has_target(line)) {
      return failure(
          ErrorKind::bad_input,
          fmt::format("the part \"{}\" is selected by {} of ISU{}, which selects another "
                      "part; give one of them \"select: {}\" or the number of a GPIO",
                      context.name, name, isu, name == "csb" ? "csa" : "csb"));
    }
    bus.attach(target, line);
    return {};
  }
  // A GPIO that nobody drives leaves the part alone: the boards have a pull-up there.
  const unsigned pin = values.index("select");
  bus.attach(target);
  context.pads.set_outside(pin, {}, soc::Pull::up);
  context.pads.wire(pin).observe([&bus, &target](bool level) { bus.set_selected(target, !level); });
  return {};
}

void drive_pin(const PartContext& context, unsigned pin, bool level) {
  using Kind = soc::PinDrive::Kind;
  context.pads.set_outside(pin, {level ? Kind::high : Kind::low}, soc::Pull::none);
}

void watch_falling(const PartContext& context, unsigned pin, std::function<void()> fallen) {
  context.pads.set_outside(pin, {}, soc::Pull::up);
  context.pads.wire(pin).observe([fallen = std::move(fallen)](bool level) {
    if (!level) fallen();
  });
}

}  // namespace armillary::board
