// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "base/result.h"

namespace armillary::image {

/// Parses a whole JSON file, with or without a byte order mark. `file` and `what` ("manifest")
/// stand in messages, which name line and column; `note` ends them.
Result<boost::json::value> parse_json(std::string_view text, std::string_view file,
                                      std::string_view what, std::string_view note = {});

/// What a value is, for messages: a list, "text", 12.
std::string kind_of(const boost::json::value& value);

inline std::string_view view(const boost::json::string& text) { return {text.data(), text.size()}; }

}  // namespace armillary::image
