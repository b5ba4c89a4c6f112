// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace armillary::os {

// The platform's PWM character device (azure-sphere.md section 1.7).
inline constexpr std::uint32_t kPwmApply = 0x401CF701, kPwmGet = 0xC01CF702,
                               kPwmExport = 0x4004F703, kPwmUnexport = 0x4004F704;

struct PwmRequest {
  std::uint32_t channel = 0;
  std::uint32_t period_ns = 0, duty_ns = 0;
  std::uint32_t polarity = 0;  ///< 1: inversed
  std::uint8_t enabled = 0;
  std::uint8_t padding[3] = {};
  std::uint32_t extended = 0, extended_size = 0;
};
static_assert(sizeof(PwmRequest) == 28);

}  // namespace armillary::os
