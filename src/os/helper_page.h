// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "os/file.h"

namespace armillary::os {

/// The page at the top of every address space that ARM Linux promises to programs
/// (Documentation/arm/kernel_user_helpers.rst): memory barrier, compare-and-exchange, thread
/// pointer. The real device has it too (azure-sphere.md section 4.1: kuser helpers on). The code
/// that ends a signal handler without a restorer of its own lies there as well.
inline constexpr std::uint32_t kHelperPage = 0xffff0000;
inline constexpr std::uint32_t kSigreturnCode = kHelperPage + 0x500;    ///< non-RT frame, ARM
inline constexpr std::uint32_t kRtSigreturnCode = kHelperPage + 0x508;  ///< RT frame, ARM

std::shared_ptr<PageSource> make_helper_page();

}  // namespace armillary::os
