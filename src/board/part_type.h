// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <armillary/part_config.h>

#include "base/result.h"
#include "board/part.h"
#include "board/part_key.h"

namespace armillary::board {

/// What is wrong with the values of a part, and where: at a key, at an entry of its list, or at the
/// part as a whole (no key). The message is the rest of a sentence that begins with that place:
/// "is not later than the point before it; sort the points by time".
struct PartComplaint {
  std::string key;
  std::optional<std::size_t> index;
  std::string message;
};

/// A type of part as data: what the device file may say of it, and how one is made. Each stands in
/// a file of its own in src/board/parts/ and in one line of src/board/part_types.cpp.
struct PartType {
  std::string_view name;
  /// For people: what it is and what it does. A sentence.
  std::string_view summary;
  std::span<const PartKey> keys;
  /// `values` holds every required key, and the fallbacks where the device file said nothing. Fails
  /// with a sentence that begins with the part's name where a part cannot be made of good values:
  /// two of them at one I2C address.
  Result<std::unique_ptr<Part>> (*create)(const PartContext& context, const PartValues& values);
  /// What the keys on their own cannot tell. The values are complete, as for create().
  std::optional<PartComplaint> (*check)(const PartValues& values) = nullptr;
  /// It only touches its pins: another part may be there as well.
  bool shares_pins = false;
  /// For the reference, behind the keys: paragraphs in Markdown that say what is modelled and what
  /// is not, and an example.
  std::string_view notes = {};
};

/// A `create` for a class with a constructor from context and values that cannot fail.
template <class P>
Result<std::unique_ptr<Part>> make_part(const PartContext& context, const PartValues& values) {
  return std::make_unique<P>(context, values);
}

/// Fills in the fallbacks, reads input files that have no contents yet, and checks everything that
/// the type says of its keys. The first complaint, or nothing when the values are good.
std::optional<PartComplaint> complete(const PartType& type, PartValues& values);

/// `own` on top of `below`, the values of a part of the same type and name. A key replaces that
/// key, and a key of a group the other keys of the group.
PartValues merged(const PartType& type, const PartValues& below, const PartValues& own);

/// The pins that a part takes for itself.
std::vector<unsigned> pins_of(const PartType& type, const PartValues& values);

}  // namespace armillary::board
