// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

namespace armillary {

/// Appends a value as JSON text without spaces, with numbers as people write them: 21.5 and not
/// 2.15E1, 100000.0 and not 1E5. Every number is the shortest text that reads back as the same
/// number, and what was read as a floating-point number stays one (21.0 does not become 21). A
/// number that JSON cannot hold (infinity, not a number) becomes null.
void append_json(std::string& out, const boost::json::value& value);
void append_json(std::string& out, const boost::json::object& object);
void append_json_string(std::string& out, std::string_view text);

/// The same as a text of its own.
std::string json_text(const boost::json::value& value);

}  // namespace armillary
