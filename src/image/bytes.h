// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace armillary::image {

using Bytes = std::span<const std::byte>;

/// True when `size` bytes at `offset` lie in `bytes`; nothing wraps around.
constexpr bool holds(Bytes bytes, std::uint64_t offset, std::uint64_t size) {
  return offset <= bytes.size() && size <= bytes.size() - offset;
}

/// Little-endian numbers. The caller has checked with holds().
inline std::uint16_t load16(Bytes bytes, std::size_t offset) {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[offset]) |
                                    std::to_integer<unsigned>(bytes[offset + 1]) << 8);
}
inline std::uint32_t load32(Bytes bytes, std::size_t offset) {
  return load16(bytes, offset) | std::uint32_t{load16(bytes, offset + 2)} << 16;
}
inline std::uint64_t load64(Bytes bytes, std::size_t offset) {
  return load32(bytes, offset) | std::uint64_t{load32(bytes, offset + 4)} << 32;
}

inline Bytes bytes_of(std::string_view text) {
  return std::as_bytes(std::span<const char>(text.data(), text.size()));
}

/// Text up to the first zero byte or the end of `bytes`.
inline std::string_view text_at(Bytes bytes, std::size_t offset) {
  if (offset >= bytes.size()) return {};
  const std::string_view all(reinterpret_cast<const char*>(bytes.data()) + offset,
                             bytes.size() - offset);
  return all.substr(0, all.find('\0'));
}

}  // namespace armillary::image
