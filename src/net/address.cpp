// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/address.h"

#include <charconv>

#include <fmt/format.h>

namespace armillary::net {

std::optional<Ipv4Address> Ipv4Address::parse(std::string_view text) {
  std::uint32_t value = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (at == end || *at != '.') return std::nullopt;
      ++at;
    }
    // A leading zero would mean octal to some parsers; it is refused rather than guessed.
    if (end - at >= 2 && *at == '0' && at[1] >= '0' && at[1] <= '9') return std::nullopt;
    std::uint8_t byte = 0;
    const auto [next, error] = std::from_chars(at, end, byte);
    if (error != std::errc{}) return std::nullopt;
    value = value << 8 | byte;
    at = next;
  }
  if (at != end) return std::nullopt;
  return Ipv4Address{value};
}

std::string Ipv4Address::to_string() const {
  return fmt::format("{}.{}.{}.{}", value_ >> 24, value_ >> 16 & 0xff, value_ >> 8 & 0xff,
                     value_ & 0xff);
}

std::string Endpoint::to_string() const { return fmt::format("{}:{}", address.to_string(), port); }

std::string to_string(const MacAddress& address) {
  return fmt::format("{:02x}", fmt::join(address, ":"));
}

}  // namespace armillary::net
