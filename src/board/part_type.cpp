// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/part_type.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace armillary::board {

namespace {

std::optional<std::string> complete_fields(std::span<const PartKey> keys, PartValues& values);

/// Of the keys of a group exactly one stands there.
std::optional<PartComplaint> check_groups(std::span<const PartKey> keys, const PartValues& values) {
  for (const PartKey& key : keys) {
    if (key.one_of.empty()) continue;
    std::vector<std::string_view> names;
    std::size_t count = 0;
    for (const PartKey& other : keys) {
      if (other.one_of != key.one_of) continue;
      names.push_back(other.name);
      count += values.has(other.name) ? 1 : 0;
    }
    if (count == 1 || names.front() != key.name) continue;
    const std::string_view last = names.back();
    names.pop_back();
    return PartComplaint{{},
                         {},
                         fmt::format("has {} of the keys {} and {}; it needs exactly one", count,
                                     fmt::join(names, ", "), last)};
  }
  return std::nullopt;
}

/// What is wrong with one value, as the rest of a sentence; records are completed.
std::optional<std::string> complete_one(const PartKey& key, PartValue& value) {
  if (!fits(key, value)) return fmt::format("holds something else than {}", expected(key));
  if (key.kind == KeyKind::record) {
    return complete_fields(key.fields, std::get<PartValues>(value.data));
  }
  if (key.kind == KeyKind::input_file) {
    auto loaded = load(key, std::get<InputFile>(value.data));
    if (!loaded) return fmt::format("names a file that cannot be used: {}", loaded.error());
  }
  return std::nullopt;
}

std::optional<PartComplaint> complete_key(const PartKey& key, PartValues& values) {
  const PartValue* found = values.find(key.name);
  if (found == nullptr) {
    if (key.required) {
      return PartComplaint{
          {}, {}, fmt::format("lacks the key \"{}\": {}", key.name, expected(key))};
    }
    if (key.fallback.empty()) return std::nullopt;
    auto fallback = read_scalar(key, key.fallback);
    if (!fallback) return PartComplaint{std::string(key.name), {}, fallback.error()};
    values.set(std::string(key.name), std::move(*fallback));
    return std::nullopt;
  }
  PartValue value = *found;
  const std::string name(key.name);
  if (!key.list) {
    if (auto problem = complete_one(key, value)) {
      return PartComplaint{name, {}, std::move(*problem)};
    }
  } else {
    auto* list = std::get_if<PartList>(&value.data);
    if (list == nullptr || list->size() > key.most_entries) {
      return PartComplaint{
          name, {}, fmt::format("is no list of at most {} entries", key.most_entries)};
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (auto problem = complete_one(key, (*list)[i])) {
        return PartComplaint{name, i, std::move(*problem)};
      }
    }
  }
  values.set(name, std::move(value));
  return std::nullopt;
}

std::optional<std::string> complete_fields(std::span<const PartKey> keys, PartValues& values) {
  if (auto problem = check_groups(keys, values)) return std::move(problem->message);
  for (const PartKey& key : keys) {
    if (const auto problem = complete_key(key, values)) {
      return problem->key.empty()
                 ? problem->message
                 : fmt::format("has a key \"{}\" that {}", problem->key, problem->message);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<PartComplaint> complete(const PartType& type, PartValues& values) {
  for (const PartEntry& entry : values.entries()) {
    const bool known = std::any_of(type.keys.begin(), type.keys.end(),
                                   [&](const PartKey& key) { return key.name == entry.key; });
    if (!known) return PartComplaint{entry.key, {}, "is no key of this type; remove it"};
  }
  if (auto complaint = check_groups(type.keys, values)) return complaint;
  for (const PartKey& key : type.keys) {
    if (auto complaint = complete_key(key, values)) return complaint;
  }
  return type.check == nullptr ? std::nullopt : type.check(values);
}

PartValues merged(const PartType& type, const PartValues& below, const PartValues& own) {
  PartValues result = below;
  for (const PartKey& key : type.keys) {
    if (key.one_of.empty() || !own.has(key.name)) continue;
    for (const PartKey& other : type.keys) {
      if (other.one_of == key.one_of) result.remove(other.name);
    }
  }
  for (const PartEntry& entry : own.entries()) result.set(entry.key, entry.value);
  return result;
}

std::vector<unsigned> pins_of(const PartType& type, const PartValues& values) {
  std::vector<unsigned> pins;
  if (type.shares_pins) return pins;
  for (const PartKey& key : type.keys) {
    const PartValue* value = values.find(key.name);
    if (value == nullptr) continue;
    const bool line =
        key.kind == KeyKind::chip_select && std::holds_alternative<std::int64_t>(value->data);
    if (key.kind != KeyKind::pin && !line) continue;
    if (!key.list) pins.push_back(values.index(key.name));
    for (const PartValue& entry : values.list(key.name)) {
      if (const auto* pin = std::get_if<std::int64_t>(&entry.data)) {
        pins.push_back(static_cast<unsigned>(*pin));
      }
    }
  }
  return pins;
}

}  // namespace armillary::board
