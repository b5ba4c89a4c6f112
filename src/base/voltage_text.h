// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace armillary {

/// A voltage as people write it: a number (decimals and a sign allowed) and a unit of V, mV or uV.
/// In microvolts, from -1000 V to 1000 V; nothing for any other text.
std::optional<std::int64_t> parse_voltage(std::string_view text);

}  // namespace armillary
