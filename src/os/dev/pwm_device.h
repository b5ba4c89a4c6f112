// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "os/vfs.h"
#include "soc/bus.h"

namespace armillary::os {

/// Adds /dev/pwm0 to /dev/pwm2, which program the registers of the PWM controllers on `bus`: a
/// state is applied to a channel at once, with ticks of 2 MHz as the platform has them. An open(2)
/// answers EACCES when the app's manifest does not list the controller under "Pwm", after a warning
/// that names the line. `bus` must outlive the tree and all processes.
void add_pwm(Vfs& vfs, soc::Bus& bus);

}  // namespace armillary::os
