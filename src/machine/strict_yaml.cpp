// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/strict_yaml.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/duration_text.h"
#include "base/suggest.h"

namespace armillary::machine {
namespace {

std::string found(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Map:
      return "a mapping";
    case YAML::NodeType::Sequence:
      return "a list";
    case YAML::NodeType::Scalar:
      return in_quotes(node.Scalar());
    default:
      return "nothing";
  }
}

template <class Number>
bool take_number(std::string_view& text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

}  // namespace

void YamlComplaints::add(const YAML::Mark& at, std::string_view message) {
  if (first_) return;
  const std::string place = at.is_null() ? "" : fmt::format("{}:{}:", at.line + 1, at.column + 1);
  first_ = Error{ErrorKind::bad_input, fmt::format("{}:{} {}", file_, place, message)};
}

std::vector<std::optional<YamlValue>> YamlValue::mapping(std::span<const std::string_view> keys,
                                                         std::string_view whose) const {
  std::vector<std::optional<YamlValue>> values(keys.size());
  if (!node_.IsMap()) {
    wrong(fmt::format("a mapping with the keys {}", fmt::join(keys, ", ")));
    return values;
  }
  for (const auto& entry : node_) {
    if (!entry.first.IsScalar()) {
      complaints_->add(entry.first.Mark(),
                       fmt::format("a key of {} is {}; keys are words", name_, found(entry.first)));
      continue;
    }
    const std::string& key = entry.first.Scalar();
    const auto known = std::find(keys.begin(), keys.end(), key);
    if (known == keys.end()) {
      const std::string_view near = nearest_word(key, keys);
      complaints_->add(entry.first.Mark(),
                       fmt::format("unknown key {} in {}{}; {} {}", in_quotes(key), name_,
                                   near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near),
                                   whose, fmt::join(keys, ", ")));
      continue;
    }
    auto& value = values[static_cast<std::size_t>(known - keys.begin())];
    if (value) {
      complaints_->add(entry.first.Mark(),
                       fmt::format("the key {} stands twice in {}; keep one", key, name_));
      continue;
    }
    const bool top = name_.starts_with("the ") && name_.ends_with(" file");
    value.emplace(*complaints_, entry.second, top ? key : name_ + "." + key);
  }
  return values;
}

std::optional<YamlValue> YamlValue::find(std::string_view key) const {
  if (!node_.IsMap()) return std::nullopt;
  for (const auto& entry : node_) {
    if (entry.first.IsScalar() && entry.first.Scalar() == key) {
      return YamlValue(*complaints_, entry.second, fmt::format("{}.{}", name_, key));
    }
  }
  return std::nullopt;
}

std::vector<YamlValue> YamlValue::list(std::size_t limit) const {
  std::vector<YamlValue> values;
  if (!node_.IsSequence()) {
    wrong("a list");
    return values;
  }
  if (node_.size() > limit) {
    complain(fmt::format("{} has {} entries; at most {} are accepted", name_, node_.size(), limit));
    return values;
  }
  for (std::size_t i = 0; i < node_.size(); ++i) {
    values.emplace_back(*complaints_, node_[i], fmt::format("{}[{}]", name_, i));
  }
  return values;
}

void YamlValue::wrong(std::string_view expected) const {
  complain(fmt::format("{} is {}; expected {}", name_, found(node_), expected));
}

std::string YamlValue::scalar(std::string_view expected) const {
  if (!node_.IsScalar() || node_.Scalar().empty()) {
    wrong(expected);
    return {};
  }
  return node_.Scalar();
}

std::string YamlValue::text() const {
  std::string value = scalar("a text");
  const bool clean = std::none_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  if (!clean) wrong("a text without control characters");
  return value;
}

bool YamlValue::boolean() const {
  const std::string value = scalar("true or false");
  if (value != "true" && value != "false" && !value.empty()) wrong("true or false");
  return value == "true";
}

std::uint64_t YamlValue::number(std::uint64_t least, std::uint64_t most) const {
  const std::string expected = fmt::format("a whole number from {} to {}", least, most);
  const std::string value = scalar(expected);
  std::string_view rest = value;
  std::uint64_t result = 0;
  if (!take_number(rest, result) || !rest.empty() || result < least || result > most) {
    wrong(expected);
    return least;
  }
  return result;
}

std::int64_t YamlValue::duration(std::int64_t least_ns) const {
  const std::string value = scalar("a time with a unit, such as 20ms");
  if (value.empty()) return least_ns;
  const auto ns = parse_duration(value);
  if (!ns) {
    complain(fmt::format("{}: {}", name_, ns.error().message));
    return least_ns;
  }
  if (*ns < least_ns) wrong(fmt::format("at least {}", describe_duration(least_ns)));
  return *ns;
}

std::pair<std::uint64_t, std::uint64_t> YamlValue::fraction() const {
  constexpr std::string_view kExpected = "a number above 0, such as 1, 1.25 or 5/4";
  constexpr std::uint64_t kMost = 1'000'000;
  const std::string value = scalar(kExpected);
  std::string_view rest = value;
  const auto number = take_decimal(rest);
  std::uint64_t above = 0, below = 1;
  bool good = number.has_value() && number->value > 0 && number->scale <= 6;
  if (good) {
    above = static_cast<std::uint64_t>(number->value);
    for (unsigned i = 0; i < number->scale; ++i) below *= 10;
    if (rest.starts_with('/') && number->scale == 0) {
      rest.remove_prefix(1);
      good = take_number(rest, below);
    }
  }
  if (!good || !rest.empty() || above > kMost * below || above > kMost * kMost || below == 0 ||
      below > kMost) {
    wrong(kExpected);
    return {1, 1};
  }
  return {above, below};
}

std::int64_t YamlValue::instant() const {
  constexpr std::string_view kExpected = "a time in UTC, such as 2026-01-01T00:00:00Z";
  const std::string value = scalar(kExpected);
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:ddZ";
  bool good = value.size() == kShape.size();
  for (std::size_t i = 0; good && i < kShape.size(); ++i) {
    good = kShape[i] == 'd' ? value[i] >= '0' && value[i] <= '9' : value[i] == kShape[i];
  }
  if (good) {
    const auto part = [&](std::size_t at, std::size_t size) {
      std::string_view text = std::string_view(value).substr(at, size);
      unsigned number = 0;
      take_number(text, number);
      return number;
    };
    namespace ch = std::chrono;
    const ch::year_month_day day{ch::year{static_cast<int>(part(0, 4))}, ch::month{part(5, 2)},
                                 ch::day{part(8, 2)}};
    const unsigned hour = part(11, 2), minute = part(14, 2), second = part(17, 2);
    if (day.ok() && hour < 24 && minute < 60 && second < 60) {
      const auto seconds = ch::sys_days{day}.time_since_epoch() / ch::seconds{1};
      return seconds + hour * 3600 + minute * 60 + second;
    }
  }
  wrong(kExpected);
  return 0;
}

}  // namespace armillary::machine
