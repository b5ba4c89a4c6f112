// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include <boost/json/object.hpp>

#include "soc/pads.h"

namespace armillary::board {

/// Frequency and duty of a wave, as whole numbers for the event log.
inline boost::json::object describe(const soc::PwmWave& wave) {
  boost::json::object fields;
  const std::uint64_t ticks = wave.pattern_ticks();
  const auto rate = static_cast<std::uint64_t>(wave.tick.numerator() / wave.tick.denominator());
  fields["frequency_hz"] = ticks == 0 ? 0 : rate / ticks;
  fields["duty_permille"] = ticks == 0 ? 0 : wave.high_ticks() * 1000 / ticks;
  return fields;
}

}  // namespace armillary::board
