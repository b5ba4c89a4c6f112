// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "sim/line_splitter.h"

namespace armillary::board {

/// Bytes for an `input` event, so that nothing of them is lost: as text where they are valid UTF-8,
/// else as hexadecimal digits.
inline boost::json::object input_fields(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (sim::to_utf8(text) == text) return {{"data", text}};
  std::string digits;
  for (const std::byte byte : bytes) {
    digits += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
  }
  return {{"data_hex", digits}};
}

}  // namespace armillary::board
