// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace armillary::board {

/// Sound as a WAV file holds it, brought to 16 bits.
struct Sound {
  static constexpr unsigned kMostChannels = 8;
  static constexpr std::uint32_t kHighestRate = 768'000;

  std::uint32_t rate = 0;             ///< frames a second, 1 to kHighestRate
  unsigned channels = 0;              ///< 1 to kMostChannels
  std::vector<std::int16_t> samples;  ///< frame after frame

  [[nodiscard]] std::size_t frames() const { return channels == 0 ? 0 : samples.size() / channels; }
};

/// Reads a WAV file with PCM of 16, 24 or 32 bits (also WAVE_FORMAT_EXTENSIBLE); the upper 16 bits
/// count. The error is the rest of a sentence that begins with the file: "is no WAV file: ...".
tl::expected<Sound, std::string> read_wav(std::string_view file);

/// A WAV file with PCM of 16 bits.
std::string write_wav(const Sound& sound);

}  // namespace armillary::board
