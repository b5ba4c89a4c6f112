// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace armillary::board {

/// What a display shows, from the top left on, row by row.
struct Picture {
  unsigned width = 0, height = 0;
  /// 1: grey; 3: red, green, blue. One byte each.
  unsigned channels = 1;
  std::vector<std::uint8_t> bytes;

  Picture() = default;
  /// Black.
  Picture(unsigned w, unsigned h, unsigned c)
      : width(w), height(h), channels(c), bytes(std::size_t{w} * h * c) {}
  [[nodiscard]] std::uint8_t* at(unsigned x, unsigned y) {
    return &bytes[(std::size_t{y} * width + x) * channels];
  }
  /// The first 16 hex digits of the SHA-256 of size and bytes: the same on every host.
  [[nodiscard]] std::string hash() const;
  /// As a PNG file.
  [[nodiscard]] std::string to_png() const;
};

}  // namespace armillary::board
