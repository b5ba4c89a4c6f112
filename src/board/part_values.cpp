// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <armillary/part_config.h>

namespace armillary {

namespace {

/// The value of a key as a T, or an empty T.
template <class T>
const T& value_of(const PartValues& values, std::string_view key) {
  static const T kEmpty{};
  const PartValue* value = values.find(key);
  const T* found = value == nullptr ? nullptr : std::get_if<T>(&value->data);
  return found == nullptr ? kEmpty : *found;
}

}  // namespace

PartValues::PartValues() = default;
PartValues::PartValues(std::initializer_list<PartEntry> entries) : entries_(entries) {}
PartValues::PartValues(const PartValues& other) = default;
PartValues::PartValues(PartValues&& other) noexcept = default;
PartValues& PartValues::operator=(const PartValues& other) = default;
PartValues& PartValues::operator=(PartValues&& other) noexcept = default;
PartValues::~PartValues() = default;

void PartValues::set(std::string key, PartValue value) {
  const auto old = std::find_if(entries_.begin(), entries_.end(),
                                [&](const PartEntry& entry) { return entry.key == key; });
  if (old != entries_.end()) {
    old->value = std::move(value);
  } else {
    entries_.push_back({std::move(key), std::move(value)});
  }
}

void PartValues::remove(std::string_view key) {
  std::erase_if(entries_, [&](const PartEntry& entry) { return entry.key == key; });
}

const PartValue* PartValues::find(std::string_view key) const {
  for (const PartEntry& entry : entries_) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::int64_t PartValues::number(std::string_view key) const {
  return value_of<std::int64_t>(*this, key);
}
bool PartValues::flag(std::string_view key) const { return value_of<bool>(*this, key); }
const std::string& PartValues::text(std::string_view key) const {
  return value_of<std::string>(*this, key);
}
const std::string& PartValues::contents(std::string_view key) const {
  static const std::string kNothing;
  const InputFile& file = value_of<InputFile>(*this, key);
  return file.contents == nullptr ? kNothing : *file.contents;
}
const PartValues& PartValues::record(std::string_view key) const {
  return value_of<PartValues>(*this, key);
}
const PartList& PartValues::list(std::string_view key) const {
  return value_of<PartList>(*this, key);
}

}  // namespace armillary
