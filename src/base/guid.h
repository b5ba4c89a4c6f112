// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace armillary {

/// A component, image or tenant id. Held in the mixed-endian byte order in which the platform
/// stores it (image packages, inter-core messages): the first three groups little-endian, the last
/// eight bytes as written.
class Guid {
 public:
  constexpr Guid() = default;
  constexpr explicit Guid(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}
  explicit Guid(std::span<const std::byte, 16> bytes);

  /// Text with or without braces, in either case; nothing for any other text.
  static std::optional<Guid> parse(std::string_view text);
  /// Lower case, without braces: "25025d2c-66da-4448-bae1-ac26fcdd3627".
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  [[nodiscard]] bool is_nil() const { return *this == Guid{}; }

  friend constexpr auto operator<=>(const Guid&, const Guid&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace armillary
