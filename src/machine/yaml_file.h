// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "machine/strict_yaml.h"

namespace armillary::machine {

/// The size up to which a device file, or a file that it names, is read as YAML.
inline constexpr std::size_t kLargestYamlFile = 256 * 1024;

/// Parses `text` and hands its top value to `read`; every complaint becomes the Error, which names
/// `path`. `what` names the file in messages: "device file".
Result<void> with_document(std::string_view text, const std::filesystem::path& path,
                           std::string_view what,
                           const std::function<void(const YamlValue& top)>& read);

}  // namespace armillary::machine
