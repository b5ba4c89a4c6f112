// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/part_types.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace armillary::board {

// The one list of the types of parts: a line for each file of src/board/parts/, in the order of
// their names.
#define ARMILLARY_PARTS(PART) \
  PART(kAnalogue)             \
  PART(kButton)               \
  PART(kConsole)              \
  PART(kLed)                  \
  PART(kLps22hh)              \
  PART(kLsm6ds3)              \
  PART(kLsm6dso)              \
  PART(kMax98090)             \
  PART(kMicrophone)           \
  PART(kPwmMeter)             \
  PART(kRegisterMap)          \
  PART(kRgbLed)               \
  PART(kSdCard)               \
  PART(kSpeaker)              \
  PART(kSpiFlash)             \
  PART(kSsd1306)              \
  PART(kSsd1331)              \
  PART(kWire)

#define ARMILLARY_DECLARE(part) extern const PartType part;
ARMILLARY_PARTS(ARMILLARY_DECLARE)
#undef ARMILLARY_DECLARE

std::span<const PartType* const> part_types() {
#define ARMILLARY_ENTRY(part) &part,
  static constexpr std::array kTypes{ARMILLARY_PARTS(ARMILLARY_ENTRY)};
#undef ARMILLARY_ENTRY
  return kTypes;
}

const PartType* find_part_type(std::string_view name) {
  const auto types = part_types();
  const auto found = std::find_if(types.begin(), types.end(),
                                  [&](const PartType* type) { return type->name == name; });
  return found == types.end() ? nullptr : *found;
}

std::string part_type_names() {
  std::vector<std::string_view> names;
  for (const PartType* type : part_types()) names.push_back(type->name);
  const std::string_view last = names.back();
  names.pop_back();
  return fmt::format("{} or {}", fmt::join(names, ", "), last);
}

}  // namespace armillary::board
