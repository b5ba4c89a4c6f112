// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/duration_text.h"

#include <array>
#include <cctype>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/suggest.h"

namespace armillary {
namespace {

constexpr std::int64_t kLongest = std::numeric_limits<std::int64_t>::max() / 2;
constexpr std::array<std::pair<std::string_view, std::int64_t>, 6> kUnits = {{
    {"ns", 1},
    {"us", 1'000},
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"m", 60'000'000'000},
    {"h", 3'600'000'000'000},
}};

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

}  // namespace

Result<Decimal> take_decimal(std::string_view& text) {
  constexpr unsigned kMostDecimals = 9;
  std::string_view rest = text;
  const bool negative = !rest.empty() && rest.front() == '-';
  if (negative) rest.remove_prefix(1);
  Decimal number;
  std::size_t digits = 0;
  const auto take_digits = [&](bool decimals) {
    while (!rest.empty() && is_digit(rest.front())) {
      if (decimals && number.scale == kMostDecimals) return false;
      if (__builtin_mul_overflow(number.value, 10, &number.value) ||
          __builtin_add_overflow(number.value, rest.front() - '0', &number.value)) {
        return false;
      }
      if (decimals) ++number.scale;
      ++digits;
      rest.remove_prefix(1);
    }
    return true;
  };
  bool fits = take_digits(false);
  if (fits && rest.size() > 1 && rest.front() == '.' && is_digit(rest[1])) {
    rest.remove_prefix(1);
    fits = take_digits(true);
  }
  if (digits == 0) {
    return failure(ErrorKind::usage,
                   fmt::format("{} does not start with a number", in_quotes(text)));
  }
  if (!fits) {
    return failure(ErrorKind::usage,
                   fmt::format("{} has more digits than can be used", in_quotes(text)));
  }
  if (negative) number.value = -number.value;
  text = rest;
  return number;
}

Result<std::int64_t> scaled(const Decimal& number, std::int64_t factor) {
  std::int64_t value = number.value;
  unsigned scale = number.scale;
  for (; scale > 0 && factor % 10 == 0; --scale) factor /= 10;
  for (; scale > 0 && value % 10 == 0; --scale) value /= 10;
  if (scale > 0) return failure(ErrorKind::usage, "the number has too many decimals for its unit");
  if (__builtin_mul_overflow(value, factor, &value)) {
    return failure(ErrorKind::usage, "the number is too large");
  }
  return value;
}

Result<std::int64_t> parse_duration(std::string_view text) {
  std::string_view rest = text;
  const auto number = take_decimal(rest);
  if (!number || text.starts_with('-')) {
    return failure(ErrorKind::usage,
                   fmt::format("{} is not a time; write a number and a unit, such as 250ms or 10s",
                               in_quotes(text)));
  }
  for (const auto& [unit, factor] : kUnits) {
    if (rest != unit) continue;
    const auto ns = scaled(*number, factor);
    if (!ns || *ns > kLongest) {
      return failure(ErrorKind::usage,
                     fmt::format("{} cannot be used as a time: {}", in_quotes(text),
                                 ns ? "it is too long" : ns.error().message));
    }
    return *ns;
  }
  return failure(
      ErrorKind::usage,
      fmt::format("{} has {}; units are ns, us, ms, s, m and h, as in 250ms", in_quotes(text),
                  rest.empty() ? "no unit" : fmt::format("the unknown unit {}", in_quotes(rest))));
}

std::string describe_duration(std::int64_t ns) {
  if (ns == 0) return "0 s";
  if (ns % 1'000'000'000 == 0) return fmt::format("{} s", ns / 1'000'000'000);
  if (ns >= 1'000'000'000) return fmt::format("{:.3f} s", static_cast<double>(ns) / 1e9);
  if (ns % 1'000'000 == 0) return fmt::format("{} ms", ns / 1'000'000);
  if (ns >= 1'000'000) return fmt::format("{:.3f} ms", static_cast<double>(ns) / 1e6);
  if (ns % 1'000 == 0) return fmt::format("{} us", ns / 1'000);
  return fmt::format("{} ns", ns);
}

}  // namespace armillary
