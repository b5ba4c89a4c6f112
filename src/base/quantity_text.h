// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace armillary {

/// A physical quantity as people write it: a number (decimals and a sign allowed) and the unit, or
/// the unit with m (a thousandth) or u (a millionth) in front; a plain number where `unit` is
/// empty. In millionths of the unit, from -10^9 to 10^9 units; nothing for any other text.
std::optional<std::int64_t> parse_quantity(std::string_view text, std::string_view unit);

}  // namespace armillary
