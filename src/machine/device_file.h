// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <armillary/device_config.h>

#include "base/result.h"

namespace armillary::machine {

/// Reads a device file (docs/device-file.md). Strict: an unknown key, a wrong type or a value out
/// of range is refused with file, line and column. Paths in it become relative to its folder. A
/// board file that it names is read as well.
Result<DeviceConfig> load_device_file(const std::filesystem::path& path);

/// The same from text; `path` stands in messages and its folder is the base of relative paths.
Result<DeviceConfig> parse_device_file(std::string_view text, const std::filesystem::path& path);

}  // namespace armillary::machine
