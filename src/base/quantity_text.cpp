// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/quantity_text.h"

#include <array>
#include <utility>

#include "base/duration_text.h"

namespace armillary {

std::optional<std::int64_t> parse_quantity(std::string_view text, std::string_view unit) {
  constexpr std::int64_t kMost = 1'000'000'000'000'000;
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 3> kPrefixes = {
      {{"", 1'000'000}, {"m", 1'000}, {"u", 1}}};
  const auto number = take_decimal(text);
  if (!number) return std::nullopt;
  while (text.starts_with(' ')) text.remove_prefix(1);
  for (const auto& [prefix, factor] : kPrefixes) {
    if (unit.empty() && !prefix.empty()) break;
    if (!text.starts_with(prefix) || text.substr(prefix.size()) != unit) continue;
    const auto result = scaled(*number, factor);
    if (result && *result >= -kMost && *result <= kMost) return *result;
  }
  return std::nullopt;
}

}  // namespace armillary
