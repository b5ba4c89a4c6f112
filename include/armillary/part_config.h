// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace armillary {

/// What one key of a part holds, and the keys of one part. Which keys a type of part has, what each
/// may hold and what it is when absent stands in docs/parts.md; Machine::create checks it.

struct PartEntry;
struct PartValue;
using PartList = std::vector<PartValue>;

/// A file of the host that a part reads. `contents` is empty (null) until it has been read: by the
/// reader of the device file, or by Machine::create.
struct InputFile {
  std::filesystem::path path;
  std::shared_ptr<const std::string> contents;
};

/// A file of the host that receives what a part has made, at the end of the run.
struct OutputPath {
  std::filesystem::path path;
};

/// Keys with their values, in the order in which they were set. A getter answers for a key that is
/// absent, or that holds something else, with 0, false, an empty text, an empty list.
class PartValues {
 public:
  PartValues();
  PartValues(std::initializer_list<PartEntry> entries);
  PartValues(const PartValues& other);
  PartValues(PartValues&& other) noexcept;
  PartValues& operator=(const PartValues& other);
  PartValues& operator=(PartValues&& other) noexcept;
  ~PartValues();

  /// Replaces an earlier value of the key.
  void set(std::string key, PartValue value);
  void remove(std::string_view key);
  [[nodiscard]] const PartValue* find(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] const std::vector<PartEntry>& entries() const { return entries_; }

  /// Pins, channels and other whole numbers; times in nanoseconds; voltages in microvolts.
  [[nodiscard]] std::int64_t number(std::string_view key) const;
  /// The same for what cannot be negative.
  [[nodiscard]] unsigned index(std::string_view key) const {
    return static_cast<unsigned>(number(key));
  }
  [[nodiscard]] bool flag(std::string_view key) const;
  [[nodiscard]] const std::string& text(std::string_view key) const;
  /// What the file holds.
  [[nodiscard]] const std::string& contents(std::string_view key) const;
  [[nodiscard]] const PartValues& record(std::string_view key) const;
  [[nodiscard]] const PartList& list(std::string_view key) const;

 private:
  std::vector<PartEntry> entries_;
};

/// One value: a whole number (also a time in nanoseconds, a voltage in microvolts), a boolean, a
/// text or word, a file, a mapping with keys of its own, or a list of one of these.
struct PartValue {
  using Variant =
      std::variant<std::int64_t, bool, std::string, InputFile, OutputPath, PartValues, PartList>;

  PartValue() = default;
  template <std::integral T>
  PartValue(T number) {  // NOLINT(google-explicit-constructor): reads as a literal
    if constexpr (std::same_as<T, bool>) {
      data = number;
    } else {
      data = static_cast<std::int64_t>(number);
    }
  }
  PartValue(const char* text) : data(std::string(text)) {}   // NOLINT
  PartValue(std::string text) : data(std::move(text)) {}     // NOLINT
  PartValue(InputFile file) : data(std::move(file)) {}       // NOLINT
  PartValue(OutputPath path) : data(std::move(path)) {}      // NOLINT
  PartValue(PartValues record) : data(std::move(record)) {}  // NOLINT
  PartValue(PartList list) : data(std::move(list)) {}        // NOLINT

  Variant data;
};

struct PartEntry {
  std::string key;
  PartValue value;
};

/// One thing that is wired to the device's pins. The name is its `src` in the event log
/// ("board.fan") and is unique. A part with the name of one of the board's adds its values to that
/// part's; its `type` may then be empty. `type` is a type of docs/parts.md.
struct PartConfig {
  std::string name;
  std::string type;
  PartValues values;
};

}  // namespace armillary
