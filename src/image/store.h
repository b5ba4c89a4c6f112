// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace armillary::image {

/// Little-endian numbers into text that is long enough.
inline void store16(std::string& out, std::size_t at, std::uint16_t value) {
  out[at] = static_cast<char>(value & 0xFF);
  out[at + 1] = static_cast<char>(value >> 8);
}
inline void store32(std::string& out, std::size_t at, std::uint32_t value) {
  store16(out, at, static_cast<std::uint16_t>(value & 0xFFFF));
  store16(out, at + 2, static_cast<std::uint16_t>(value >> 16));
}
/// The same, at the end.
inline void append16(std::string& out, std::uint16_t value) {
  out.resize(out.size() + 2);
  store16(out, out.size() - 2, value);
}
inline void append32(std::string& out, std::uint32_t value) {
  out.resize(out.size() + 4);
  store32(out, out.size() - 4, value);
}
inline void append64(std::string& out, std::uint64_t value) {
  append32(out, static_cast<std::uint32_t>(value & 0xFFFFFFFF));
  append32(out, static_cast<std::uint32_t>(value >> 32));
}

}  // namespace armillary::image
