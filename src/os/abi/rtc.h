// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace armillary::os {

// include/uapi/linux/rtc.h
inline constexpr std::uint32_t kRtcReadTime = 0x80247009, kRtcSetTime = 0x4024700A;

/// struct rtc_time: as struct tm.
struct RtcTime {
  std::int32_t second = 0, minute = 0, hour = 0, day = 0;
  std::int32_t month = 0;  ///< from 0
  std::int32_t year = 0;   ///< since 1900
  std::int32_t weekday = 0, year_day = 0, daylight = 0;
};
static_assert(sizeof(RtcTime) == 36);

}  // namespace armillary::os
