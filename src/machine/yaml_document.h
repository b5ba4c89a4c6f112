// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <string_view>

#include <yaml-cpp/yaml.h>

#include "machine/strict_yaml.h"

namespace armillary::machine {

/// Parses `text`, which must be one YAML document; `what` names it in messages ("device file").
/// A node that is not defined means that nothing was read: the text is empty, or it was complained
/// about. Ends for every text: yaml-cpp's own LoadAll repeats for ever, and takes memory without
/// end, where a token can begin no value (0.7.0, ",a: 1"). Throws nothing.
[[nodiscard]] YAML::Node load_yaml_document(const std::string& text, std::string_view what,
                                            YamlComplaints& complaints);

}  // namespace armillary::machine
