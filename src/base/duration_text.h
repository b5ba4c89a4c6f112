// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace armillary {

/// A span of time as people write it: a number (decimals allowed) and a unit of ns, us, ms, s, m or
/// h, such as 250ms, 1.5s or 2m. In nanoseconds, 0 to about 146 years. The message of a failure has
/// no file and no place in it; the caller knows them.
Result<std::int64_t> parse_duration(std::string_view text);

/// A decimal number that is exactly value / 10^scale, such as 1.25 = 125 / 10^2. Up to nine
/// decimals. Used where a fraction must not be rounded.
struct Decimal {
  std::int64_t value = 0;
  unsigned scale = 0;
};
/// Reads a decimal number at the front of `text` and removes it; a sign is allowed.
Result<Decimal> take_decimal(std::string_view& text);
/// `number` in units of 1 / `factor`, exact; fails when it is not whole or does not fit.
Result<std::int64_t> scaled(const Decimal& number, std::int64_t factor);

/// The span with the largest unit that keeps it readable: "1.500 s", "20 ms", "0 s".
std::string describe_duration(std::int64_t ns);

}  // namespace armillary
