// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/part_key.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/duration_text.h"
#include "base/host_file.h"
#include "base/quantity_text.h"
#include "base/suggest.h"
#include "base/voltage_text.h"
#include "soc/memory_map.h"
#include "soc/pads.h"

namespace armillary::board {

namespace {

struct Range {
  std::int64_t least, most;
};

Range range_of(const PartKey& key) {
  switch (key.kind) {
    case KeyKind::pin:
      return {0, soc::kPins - 1};
    case KeyKind::adc_channel:
      return {0, 7};
    case KeyKind::isu:
      return {0, soc::kIsus - 1};
    case KeyKind::i2s:
      return {0, soc::kI2sBlocks - 1};
    case KeyKind::i2c_address:
      return {0x08, 0x77};  // the others are reserved (I2C specification, table 3)
    default:
      return {key.least, key.most};
  }
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
    if (text.starts_with('-')) return std::nullopt;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

std::string expected(const PartKey& key) {
  const Range range = range_of(key);
  switch (key.kind) {
    case KeyKind::pin:
    case KeyKind::adc_channel:
    case KeyKind::isu:
    case KeyKind::i2s:
    case KeyKind::integer:
      return fmt::format("a whole number from {} to {}", range.least, range.most);
    case KeyKind::i2c_address:
      return fmt::format("an I2C address from 0x{:02X} to 0x{:02X}", range.least, range.most);
    case KeyKind::boolean:
      return "true or false";
    case KeyKind::voltage:
      return "a voltage with a unit, such as 1.25V or 820mV";
    case KeyKind::duration:
      return "a time with a unit, such as 20ms";
    case KeyKind::word:
      return key.words.size() == 2 ? fmt::format("{} or {}", key.words[0], key.words[1])
                                   : fmt::format("one of the words {}", fmt::join(key.words, ", "));
    case KeyKind::text:
      return "a text without control characters";
    case KeyKind::bytes:
      return "a text";
    case KeyKind::input_file:
    case KeyKind::output_file:
      return "the path of a file";
    case KeyKind::quantity:
      return key.unit.empty()
                 ? std::string("a number, such as 1.25")
                 : fmt::format("a number with the unit {0}, such as 1.25{0}", key.unit);
    case KeyKind::chip_select:
      return fmt::format("csa, csb or a GPIO from 0 to {}", soc::kPins - 1);
    case KeyKind::record:
      if (key.in_file) return "the path of a file";
      break;
  }
  std::vector<std::string_view> names;
  for (const PartKey& field : key.fields) names.push_back(field.name);
  return fmt::format("a mapping with the keys {}", fmt::join(names, ", "));
}

tl::expected<PartValue, std::string> read_scalar(const PartKey& key, std::string_view text) {
  const auto wrong = [&]() -> tl::expected<PartValue, std::string> {
    return tl::unexpected(fmt::format("is {}; expected {}", in_quotes(text), expected(key)));
  };
  PartValue value;
  switch (key.kind) {
    case KeyKind::pin:
    case KeyKind::adc_channel:
    case KeyKind::isu:
    case KeyKind::i2s:
    case KeyKind::integer:
    case KeyKind::i2c_address:
      if (const auto number = whole_number(text)) {
        value = *number;
        break;
      }
      return wrong();
    case KeyKind::boolean:
      if (text != "true" && text != "false") return wrong();
      value = text == "true";
      break;
    case KeyKind::voltage:
      if (const auto microvolts = parse_voltage(text)) {
        value = *microvolts;
        break;
      }
      return wrong();
    case KeyKind::duration: {
      const auto ns = parse_duration(text);
      if (!ns) return tl::unexpected(fmt::format("is no time: {}", ns.error().message));
      if (*ns < key.least) {
        return tl::unexpected(fmt::format("is {}; expected at least {}", in_quotes(text),
                                          describe_duration(key.least)));
      }
      value = *ns;
      break;
    }
    case KeyKind::word:
    case KeyKind::text:
    case KeyKind::bytes:
      value = std::string(text);
      if (key.kind == KeyKind::word && !fits(key, value)) {
        const std::string_view near = nearest_word(text, key.words);
        return tl::unexpected(fmt::format(
            "is {}{}; expected {}", in_quotes(text),
            near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near), expected(key)));
      }
      break;
    case KeyKind::input_file:
      value = InputFile{text, nullptr};
      break;
    case KeyKind::output_file:
      value = OutputPath{text};
      break;
    case KeyKind::quantity:
      if (const auto millionths = parse_quantity(text, key.unit)) {
        value = *millionths;
        break;
      }
      return wrong();
    case KeyKind::chip_select:
      if (const auto number = whole_number(text)) {
        value = *number;
      } else {
        value = std::string(text);
      }
      break;
    case KeyKind::record:
      return wrong();
  }
  if (!fits(key, value)) return wrong();
  return value;
}

bool fits(const PartKey& key, const PartValue& value) {
  const auto* number = std::get_if<std::int64_t>(&value.data);
  const auto* text = std::get_if<std::string>(&value.data);
  const Range range = range_of(key);
  switch (key.kind) {
    case KeyKind::pin:
    case KeyKind::adc_channel:
    case KeyKind::isu:
    case KeyKind::i2s:
    case KeyKind::integer:
    case KeyKind::i2c_address:
      return number != nullptr && *number >= range.least && *number <= range.most;
    case KeyKind::boolean:
      return std::holds_alternative<bool>(value.data);
    case KeyKind::voltage:
    case KeyKind::quantity:
      return number != nullptr;
    case KeyKind::chip_select:
      return text != nullptr ? *text == "csa" || *text == "csb"
                             : number != nullptr && *number >= 0 && *number < soc::kPins;
    case KeyKind::duration:
      return number != nullptr && *number >= std::max<std::int64_t>(0, key.least);
    case KeyKind::word:
      return text != nullptr &&
             std::find(key.words.begin(), key.words.end(), *text) != key.words.end();
    case KeyKind::text:
      return text != nullptr && !has_control_characters(*text);
    case KeyKind::bytes:
      return text != nullptr;
    case KeyKind::input_file:
      return std::holds_alternative<InputFile>(value.data) &&
             !std::get<InputFile>(value.data).path.empty();
    case KeyKind::output_file:
      return std::holds_alternative<OutputPath>(value.data) &&
             !std::get<OutputPath>(value.data).path.empty();
    case KeyKind::record:
      return std::holds_alternative<PartValues>(value.data);
  }
  return false;
}

tl::expected<void, std::string> load(const PartKey& key, InputFile& file) {
  if (file.contents != nullptr) return {};
  auto contents =
      read_host_file(file.path, static_cast<std::uint64_t>(key.most), "input file of a part");
  if (!contents) return tl::unexpected(contents.error().message);
  file.contents = std::make_shared<const std::string>(std::move(*contents));
  return {};
}

}  // namespace armillary::board
