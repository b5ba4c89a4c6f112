// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include <armillary/part_config.h>

#include "base/result.h"
#include "board/part.h"
#include "board/part_type.h"
#include "soc/i2c_bus.h"
#include "soc/spi_bus.h"

namespace armillary::board {

inline constexpr std::array<std::string_view, 2> kBusWords{"i2c", "spi"};

/// The keys of parts on the wires of an interface unit.
inline constexpr PartKey kIsuKey{
    .name = "isu", .kind = KeyKind::isu, .summary = "the interface unit", .required = true};
inline constexpr PartKey kBusKey{.name = "bus",
                                 .kind = KeyKind::word,
                                 .summary = "which of its two buses the unit is wired for",
                                 .fallback = "i2c",
                                 .words = kBusWords};
inline constexpr PartKey kSelectKey{.name = "select",
                                    .kind = KeyKind::chip_select,
                                    .summary =
                                        "chip select, active low: a line of the unit, or a "
                                        "GPIO",
                                    .fallback = "csa"};
constexpr PartKey address_key(std::string_view fallback) {
  return {
      .name = "address", .kind = KeyKind::i2c_address, .summary = "on I2C", .fallback = fallback};
}

/// Attaches the target; fails when another part of the unit answers at the address already.
Result<void> attach_i2c(const PartContext& context, const PartValues& values,
                        soc::I2cTarget& target);
/// Attaches the target with the chip select that the key `select` names; fails when that line of
/// the unit selects another part already.
Result<void> attach_spi(const PartContext& context, const PartValues& values,
                        soc::SpiTarget& target);

/// Drives a pin from the board's side.
void drive_pin(const PartContext& context, unsigned pin, bool level);
/// Pulls a pin up and calls `fallen` when its level falls, such as a reset line.
void watch_falling(const PartContext& context, unsigned pin, std::function<void()> fallen);

}  // namespace armillary::board
