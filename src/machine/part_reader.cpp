// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/part_reader.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/host_file.h"
#include "base/suggest.h"
#include "board/part_list.h"
#include "board/part_types.h"
#include "machine/yaml_file.h"

namespace armillary::machine {

namespace {

using board::KeyKind;
using board::PartKey;
using board::PartType;

constexpr std::size_t kMostParts = 128;

class PartReader {
 public:
  PartReader(const std::filesystem::path& folder, const std::vector<PartConfig>& below)
      : folder_(folder), below_(below) {}

  PartConfig part(const YamlValue& value);

 private:
  /// The type that the part names, or that the board's part of this name has.
  const PartType* type_of(const YamlValue& value, const std::string& name) const;
  [[nodiscard]] PartValue value(const YamlValue& value, const PartKey& key) const;
  [[nodiscard]] PartValue one(const YamlValue& value, const PartKey& key) const;
  [[nodiscard]] PartValues record(const YamlValue& value, const PartKey& key) const;
  /// A record in a file of its own, which `value` names.
  [[nodiscard]] PartValues record_file(const YamlValue& value, const PartKey& key) const;
  void check(const YamlValue& value, const PartType& type, const PartConfig& part) const;

  const std::filesystem::path& folder_;
  const std::vector<PartConfig>& below_;
  std::set<std::string> names_;
};

const PartType* PartReader::type_of(const YamlValue& value, const std::string& name) const {
  const auto type = value.find("type");
  if (!type) {
    const PartConfig* below = board::find_part(below_, name);
    if (below != nullptr) return board::find_part_type(below->type);
    value.complain(
        fmt::format("{} lacks the key \"type\": {}; only a part of the board can be "
                    "named without it",
                    value.name(), board::part_type_names()));
    return nullptr;
  }
  const std::string word = type->text();
  const PartType* found = board::find_part_type(word);
  if (found != nullptr) return found;
  std::vector<std::string_view> words;
  for (const PartType* known : board::part_types()) words.push_back(known->name);
  const std::string_view near = nearest_word(word, words);
  type->complain(fmt::format("{} is {}{}; expected {}", type->name(), in_quotes(word),
                             near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near),
                             board::part_type_names()));
  return nullptr;
}

PartConfig PartReader::part(const YamlValue& value) {
  PartConfig result;
  if (!value.is_mapping()) {
    value.complain(
        fmt::format("{} is no mapping; a part has a name, a type and the keys of its "
                    "type",
                    value.name()));
    return result;
  }
  if (const auto name = value.find("name")) {
    result.name = name_word(*name);
    if (!names_.insert(result.name).second) {
      name->complain(
          fmt::format("two parts are named {}; give each its own name", in_quotes(result.name)));
    }
  } else {
    value.complain(fmt::format("{} lacks the key \"name\"", value.name()));
  }
  const PartType* type = type_of(value, result.name);
  if (type == nullptr) return result;
  result.type = type->name;
  std::vector<std::string_view> names{"name", "type"};
  for (const PartKey& key : type->keys) names.push_back(key.name);
  const auto found = value.mapping(names, fmt::format("the keys of the type {} are", type->name));
  for (std::size_t i = 0; i < type->keys.size(); ++i) {
    const PartKey& key = type->keys[i];
    if (found[i + 2]) result.values.set(std::string(key.name), this->value(*found[i + 2], key));
  }
  check(value, *type, result);
  return result;
}

PartValue PartReader::value(const YamlValue& value, const PartKey& key) const {
  if (!key.list) return one(value, key);
  PartList list;
  for (const YamlValue& entry : value.list(key.most_entries)) list.push_back(one(entry, key));
  return list;
}

PartValue PartReader::one(const YamlValue& value, const PartKey& key) const {
  if (key.kind == KeyKind::record)
    return key.in_file ? record_file(value, key) : record(value, key);
  const std::string text = value.scalar(board::expected(key));
  if (text.empty()) return {};
  auto read = board::read_scalar(key, text);
  if (!read) {
    value.complain(fmt::format("{} {}", value.name(), read.error()));
    return {};
  }
  if (auto* input = std::get_if<InputFile>(&read->data)) {
    input->path = folder_ / input->path;
    if (const auto loaded = board::load(key, *input); !loaded) value.complain(loaded.error());
  }
  if (auto* output = std::get_if<OutputPath>(&read->data)) output->path = folder_ / output->path;
  return std::move(*read);
}

PartValues PartReader::record_file(const YamlValue& value, const PartKey& key) const {
  PartValues result;
  const std::string text = value.scalar(board::expected(key));
  if (text.empty()) return result;
  const std::filesystem::path path = folder_ / text;
  const std::string what = fmt::format("{} file", key.name);
  const auto bytes = read_host_file(path, kLargestYamlFile, what);
  if (!bytes) {
    value.complain(bytes.error().message);
    return result;
  }
  const auto read =
      with_document(*bytes, path, what, [&](const YamlValue& top) { result = record(top, key); });
  if (!read) value.complain(fmt::format("in the {}, {}", what, read.error().message));
  return result;
}

PartValues PartReader::record(const YamlValue& value, const PartKey& key) const {
  PartValues result;
  std::vector<std::string_view> names;
  for (const PartKey& field : key.fields) names.push_back(field.name);
  const auto found = value.mapping(names, "its keys are");
  for (std::size_t i = 0; i < names.size(); ++i) {
    const PartKey& field = key.fields[i];
    if (found[i]) {
      result.set(std::string(field.name), this->value(*found[i], field));
    } else if (field.required) {
      value.complain(fmt::format("{} lacks the key \"{}\": {}", value.name(), field.name,
                                 board::expected(field)));
    }
  }
  return result;
}

void PartReader::check(const YamlValue& value, const PartType& type, const PartConfig& part) const {
  if (value.has_complaints()) return;
  const PartConfig* below = board::find_part(below_, part.name);
  PartValues values = below != nullptr && below->type == part.type
                          ? board::merged(type, below->values, part.values)
                          : part.values;
  const auto complaint = board::complete(type, values);
  if (!complaint) return;
  std::optional<YamlValue> place;
  if (!complaint->key.empty()) place = value.find(complaint->key);
  if (place && complaint->index) {
    const auto entries = place->list(SIZE_MAX);
    if (*complaint->index < entries.size()) place = entries[*complaint->index];
  }
  const YamlValue& at = place ? *place : value;
  const bool elsewhere = !place && !complaint->key.empty();
  at.complain(
      fmt::format("{}{} {}", at.name(), elsewhere ? "." + complaint->key : "", complaint->message));
}

}  // namespace

std::vector<PartConfig> read_parts(const YamlValue& list, const std::filesystem::path& folder,
                                   const std::vector<PartConfig>& below) {
  PartReader reader(folder, below);
  std::vector<PartConfig> parts;
  for (const YamlValue& entry : list.list(kMostParts)) parts.push_back(reader.part(entry));
  return parts;
}

std::string name_word(const YamlValue& value) {
  constexpr std::size_t kLongest = 63;
  std::string text = value.text();
  const bool good = text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '_';
                    });
  if (!good) {
    value.complain(
        fmt::format("{} is {}; expected at most {} letters, digits, hyphens and underscores",
                    value.name(), in_quotes(text), kLongest));
  }
  return text;
}

}  // namespace armillary::machine
