// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "soc/bus.h"
#include "soc/pads.h"

namespace armillary::soc {

/// Tells the pads which blocks at the pins are in use: an interface unit or an I2S block from the
/// first write to one of its functions until it is reset, the converter's channels while they are
/// scanned, an EINT once its DBNC_CON is written, a counter while it counts or captures. GPIO
/// outputs and PWM channels tell it themselves. Looks at the devices that are mapped on `bus`,
/// which the pads must outlive.
void watch_pin_uses(Bus& bus, Pads& pads);

}  // namespace armillary::soc
