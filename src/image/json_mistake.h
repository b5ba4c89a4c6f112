// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace armillary::image {

/// What is most likely wrong where a JSON parser stopped in `text` at byte `place`, and what to
/// write: a comma too many, a comment, single quotes and the like. Begins with `message`, the
/// parser's own words; nothing is added where no guess is good. `place` may lie behind the end.
std::string json_mistake(std::string_view text, std::size_t place, std::string_view message);

/// The pointer of the first key that an object of correct JSON holds twice, such as
/// "/Capabilities/Gpio"; empty when there is none. A reader would see only one of the two.
std::string repeated_json_key(std::string_view text);

}  // namespace armillary::image
