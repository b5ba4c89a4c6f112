// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/csv_wave.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include <fmt/format.h>

#include "base/duration_text.h"
#include "base/suggest.h"
#include "base/voltage_text.h"

namespace armillary::board {

namespace {

constexpr std::size_t kMostPoints = 500'000;

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// Takes the text up to `separator` off the front of `text`.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view front = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return trimmed(front);
}

/// A plain number in units of 1 / `factor`.
std::optional<std::int64_t> plain(std::string_view text, std::int64_t factor) {
  const auto number = take_decimal(text);
  if (!number || !text.empty()) return std::nullopt;
  const auto result = scaled(*number, factor);
  return result ? std::optional(*result) : std::nullopt;
}

std::optional<std::int64_t> time_of(std::string_view text) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  if (const auto ns = plain(text, kSecond)) {
    return *ns >= 0 && *ns < INT64_MAX / 2 ? ns : std::nullopt;
  }
  const auto ns = parse_duration(text);
  return ns ? std::optional(*ns) : std::nullopt;
}

std::optional<std::int64_t> value_of(std::string_view text) {
  constexpr std::int64_t kOne = 1'000'000, kMost = 1'000'000 * kOne;
  if (const auto value = plain(text, kOne)) {
    return *value >= -kMost && *value <= kMost ? value : std::nullopt;
  }
  return parse_voltage(text);
}

}  // namespace

tl::expected<PointsWave, std::string> read_csv_wave(std::string_view text) {
  PointsWave wave;
  bool first = true;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = take(text, '\n');
    if (line.empty() || line.front() == '#') continue;
    std::string_view rest = line;
    const auto at = time_of(take(rest, ','));
    const auto value = value_of(take(rest, ','));
    const bool heading = first && !at && !value;
    first = false;
    if (heading) continue;
    if (!at || !value) {
      return tl::unexpected(
          fmt::format("has {} in line {}; expected a time and a value, such as "
                      "0.5,1.25 or 500ms,1250mV",
                      in_quotes(line), number));
    }
    if (!wave.points.empty() && *at <= wave.points.back().at_ns) {
      return tl::unexpected(fmt::format(
          "has a time in line {} that is not later than the one before it; sort the lines by time",
          number));
    }
    if (wave.points.size() == kMostPoints) {
      return tl::unexpected(fmt::format("has more than {} points", kMostPoints));
    }
    wave.points.push_back({*at, *value});
  }
  if (wave.points.empty()) {
    return tl::unexpected(std::string("has no line with a time and a value, such as 0.5,1.25"));
  }
  return wave;
}

}  // namespace armillary::board
