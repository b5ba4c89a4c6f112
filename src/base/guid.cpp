// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/guid.h"

#include <algorithm>
#include <cstddef>

namespace armillary {

namespace {

/// Where each byte of the text stands in memory: text byte i is bytes_[kOrder[i]].
constexpr std::array<std::size_t, 16> kOrder{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

constexpr bool dash_before(std::size_t byte) {
  return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

}  // namespace

Guid::Guid(std::span<const std::byte, 16> bytes) {
  std::transform(bytes.begin(), bytes.end(), bytes_.begin(),
                 [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
}

std::optional<Guid> Guid::parse(std::string_view text) {
  if (text.size() == 38 && text.front() == '{' && text.back() == '}') text = text.substr(1, 36);
  if (text.size() != 36) return std::nullopt;
  Guid guid;
  std::size_t at = 0;
  for (std::size_t byte = 0; byte < 16; ++byte) {
    if (dash_before(byte) && text[at++] != '-') return std::nullopt;
    const auto high = hex_digit(text[at]);
    const auto low = hex_digit(text[at + 1]);
    if (!high || !low) return std::nullopt;
    guid.bytes_[kOrder[byte]] = static_cast<std::uint8_t>(*high << 4 | *low);
    at += 2;
  }
  return guid;
}

std::string Guid::to_string() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t byte = 0; byte < 16; ++byte) {
    if (dash_before(byte)) text += '-';
    const std::uint8_t value = bytes_[kOrder[byte]];
    text += digits[value >> 4];
    text += digits[value & 15];
  }
  return text;
}

}  // namespace armillary
