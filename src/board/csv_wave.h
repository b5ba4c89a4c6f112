// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "board/waveform.h"

namespace armillary::board {

/// Reads a wave from a text of lines "time,value": numbers of seconds and of the wave's unit, which
/// become millionths of it. Times and voltages may have a unit of their own (20ms, 1.25V). Spaces,
/// empty lines, lines that begin with #, and one line of headings are skipped; further columns are
/// ignored. Times rise. The error is the rest of a sentence that begins with the file.
tl::expected<PointsWave, std::string> read_csv_wave(std::string_view text);

}  // namespace armillary::board
