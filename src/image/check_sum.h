// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include "image/bytes.h"

namespace armillary::image {

/// Where the file system's header holds its check sum.
inline constexpr std::size_t kCheckSumAt = 32;

/// The CRC-32 (as zlib's) of a file system, its own field taken as zero. `bytes` hold that field.
std::uint32_t check_sum(Bytes bytes);

}  // namespace armillary::image
