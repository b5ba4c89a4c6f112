// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace armillary::net {

/// An IPv4 address. The device has no IPv6 (Azure Sphere does not offer it).
class Ipv4Address {
 public:
  constexpr Ipv4Address() = default;
  /// `value` in host order: 0x7f000001 is 127.0.0.1.
  constexpr explicit Ipv4Address(std::uint32_t value) : value_(value) {}
  constexpr Ipv4Address(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d)
      : value_(std::uint32_t{a} << 24 | std::uint32_t{b} << 16 | std::uint32_t{c} << 8 | d) {}

  /// Four decimal numbers without leading zeros, nothing else.
  static std::optional<Ipv4Address> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] constexpr std::uint32_t value() const { return value_; }
  [[nodiscard]] constexpr bool is_any() const { return value_ == 0; }
  [[nodiscard]] constexpr bool is_loopback() const { return value_ >> 24 == 127; }
  [[nodiscard]] constexpr bool is_multicast() const { return value_ >> 28 == 0xe; }
  [[nodiscard]] constexpr bool is_broadcast() const { return value_ == 0xffffffff; }

  friend constexpr auto operator<=>(Ipv4Address, Ipv4Address) = default;

 private:
  std::uint32_t value_ = 0;
};

inline constexpr Ipv4Address kAnyAddress{};
inline constexpr Ipv4Address kLoopbackAddress{127, 0, 0, 1};

/// One end of a TCP or UDP conversation. Port 0 in a bind asks for any free port.
struct Endpoint {
  Ipv4Address address;
  std::uint16_t port = 0;

  [[nodiscard]] std::string to_string() const;
  friend constexpr auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

using MacAddress = std::array<std::uint8_t, 6>;
/// "02:00:5e:10:00:01"
std::string to_string(const MacAddress& address);

}  // namespace armillary::net
