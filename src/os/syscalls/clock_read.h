// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include "os/call.h"
#include "os/os_result.h"

namespace armillary::os {

inline constexpr std::int32_t kClockRealtime = 0, kClockMonotonic = 1, kClockProcess = 2,
                              kClockThread = 3, kClockMonotonicRaw = 4, kClockRealtimeCoarse = 5,
                              kClockMonotonicCoarse = 6, kClockBoottime = 7,
                              kClockRealtimeAlarm = 8, kClockBoottimeAlarm = 9;

/// The reading of a clock of clock_gettime(2) as a span since its zero; EINVAL for an unknown one.
OsResult<sim::Duration> read_clock(Call& call, std::int32_t clock);

/// Whether timers and sleeps can use the clock, and whether it is the wall clock.
constexpr bool is_timer_clock(std::int32_t clock) {
  return clock == kClockRealtime || clock == kClockMonotonic || clock == kClockBoottime ||
         clock == kClockRealtimeAlarm || clock == kClockBoottimeAlarm;
}
constexpr bool is_wall_clock(std::int32_t clock) {
  return clock == kClockRealtime || clock == kClockRealtimeAlarm;
}

}  // namespace armillary::os
