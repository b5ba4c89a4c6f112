// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/voltage_text.h"

#include <array>
#include <utility>

#include "base/duration_text.h"

namespace armillary {

std::optional<std::int64_t> parse_voltage(std::string_view text) {
  constexpr std::int64_t kMost = 1'000'000'000;
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 3> kUnits = {
      {{"V", 1'000'000}, {"mV", 1'000}, {"uV", 1}}};
  const auto number = take_decimal(text);
  if (!number) return std::nullopt;
  while (text.starts_with(' ')) text.remove_prefix(1);
  for (const auto& [unit, factor] : kUnits) {
    if (text != unit) continue;
    const auto result = scaled(*number, factor);
    if (result && *result >= -kMost && *result <= kMost) return *result;
  }
  return std::nullopt;
}

}  // namespace armillary
