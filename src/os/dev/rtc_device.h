// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "os/vfs.h"
#include "soc/bus.h"

namespace armillary::os {

/// Adds /dev/rtc0, which reads and sets the time of the real-time clock on `bus`. An open(2)
/// answers EACCES when the app's manifest does not have "SystemTime", after a warning that names
/// the line, and EBUSY while it is open. `bus` must outlive the tree and all processes.
void add_rtc(Vfs& vfs, soc::Bus& bus);

}  // namespace armillary::os
