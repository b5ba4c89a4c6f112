// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace armillary {

/// The whole of a regular file of at most `limit` bytes. `what` says in messages what the file is
/// for: "device file", "firmware of m4-0". Failures are ErrorKind::bad_input.
Result<std::string> read_host_file(const std::filesystem::path& path, std::uint64_t limit,
                                   std::string_view what);

}  // namespace armillary
