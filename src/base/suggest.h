// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace armillary {

/// The word of `known` that is most like `word`, or an empty view when none is close enough to be
/// what was meant.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known);

/// `text` in double quotes for a message: control characters and quotes are escaped, and what is
/// longer than `limit` bytes is cut, so that hostile text cannot upset a terminal.
std::string in_quotes(std::string_view text, std::size_t limit = 60);

}  // namespace armillary
