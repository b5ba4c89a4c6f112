// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <armillary/part_config.h>
#include <tl/expected.hpp>

namespace armillary::board {

/// What the value of a key is. In the device file each is one scalar, but for `record`: a mapping.
enum class KeyKind : std::uint8_t {
  pin,          ///< a GPIO number
  adc_channel,  ///< 0 to 7
  isu,          ///< the number of an interface unit, 0 to 5
  i2s,          ///< the number of an I2S block, 0 or 1
  i2c_address,  ///< 0x08 to 0x77
  integer,      ///< decimal or 0x, from `least` to `most`
  boolean,
  voltage,     ///< in microvolts
  duration,    ///< in nanoseconds, from `least` (0) on
  word,        ///< one of `words`
  text,        ///< without control characters
  bytes,       ///< a text of any bytes
  input_file,  ///< of at most `most` bytes
  output_file,
  quantity,     ///< a decimal number with the unit `unit`; in millionths
  chip_select,  ///< csa, csb, or a GPIO number
  record,       ///< with the keys `fields`
};

/// One key of a type of part, as data: what the reader of the device file checks, what is filled in
/// when it is absent, and what docs/parts.md says.
struct PartKey {
  std::string_view name;
  KeyKind kind = KeyKind::text;
  /// For people: what it is. A phrase without a full stop.
  std::string_view summary;
  bool required = false;
  /// What the key is when it is absent, as it would stand in the file. Empty: then it is absent.
  std::string_view fallback = {};
  std::int64_t least = 0, most = 0;
  std::span<const std::string_view> words = {};
  std::span<const PartKey> fields = {};
  /// Of a quantity; empty: a plain number.
  std::string_view unit = {};
  /// What the reference says in the place of a record's fields: "a wave in g".
  std::string_view reads_as = {};
  /// Of a record: the device file names a file that holds the mapping.
  bool in_file = false;
  /// A list of such values, of at most `most_entries`.
  bool list = false;
  std::size_t most_entries = 10'000;
  /// For an output file: written while the run goes on, and not by Part::outputs().
  bool live = false;
  /// Of the keys with the same group exactly one stands in a part.
  std::string_view one_of = {};
};

/// What a value of the key must be, for messages: "a whole number from 0 to 93".
std::string expected(const PartKey& key);

/// Reads one scalar as it stands in the file. The error is the rest of a sentence that begins with
/// the name of the key: "is \"200\"; expected a whole number from 0 to 93". A file is not read, and
/// its path is taken as it is. `key` is not a record; `list` is not looked at.
tl::expected<PartValue, std::string> read_scalar(const PartKey& key, std::string_view text);

/// Whether a single value is what the key wants, its range included: for values that were not read
/// but set by a program.
bool fits(const PartKey& key, const PartValue& value);

/// Reads the contents of an input file that has none yet. The error is a sentence with the path.
tl::expected<void, std::string> load(const PartKey& key, InputFile& file);

}  // namespace armillary::board
