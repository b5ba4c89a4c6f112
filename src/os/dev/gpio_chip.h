// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "os/dev/gpio_lines.h"
#include "os/vfs.h"

namespace armillary::os {

/// Adds /dev/gpiochip0: Linux' GPIO character device, version 1 of its interface without line
/// events. An app may take the pins that its manifest lists under "Gpio" (EACCES otherwise, with a
/// warning that names the pin); lines of the chip can be looked at by all. A number that is not
/// served answers EINVAL, as in Linux, and is named once. `lines` must outlive the tree and all
/// processes.
void add_gpio_chip(Vfs& vfs, GpioLines& lines);

}  // namespace armillary::os
