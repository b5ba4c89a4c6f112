// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <armillary/part_config.h>

#include "machine/strict_yaml.h"

namespace armillary::machine {

/// Reads the list `parts` of a device file or a board file, and checks each part against its type
/// (docs/parts.md). `folder` is the base of paths; `below` are the parts of the board, which a part
/// of the same name adds to.
std::vector<PartConfig> read_parts(const YamlValue& list, const std::filesystem::path& folder,
                                   const std::vector<PartConfig>& below);

/// A name, which becomes part of event sources and host names: letters, digits, hyphens and
/// underscores.
std::string name_word(const YamlValue& value);

}  // namespace armillary::machine
