// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include <armillary/device_config.h>

#include "sim/time.h"

namespace armillary::board {

/// The voltage of an analogue source at an instant, in microvolts: a pure function, so that it does
/// not matter who asks when. The same on every host: whole numbers, and for the sine a table.
std::int64_t microvolts_at(const Waveform& wave, sim::Time t);

}  // namespace armillary::board
