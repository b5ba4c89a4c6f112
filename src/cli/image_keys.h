// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "image/image_key.h"

namespace armillary::cli {

/// Reads a PEM file.
Result<image::ImageKey> read_key(const std::filesystem::path& file);

/// The keys whose signatures can be checked: this installation's, when it is there, and `more`.
Result<std::vector<image::ImageKey>> known_keys(const std::vector<std::string>& more);

}  // namespace armillary::cli
