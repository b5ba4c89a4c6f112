// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/wav.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace armillary::board {

namespace {

// Multimedia Programming Interface and Data Specifications 1.0, and its extension for
// WAVE_FORMAT_EXTENSIBLE, whose sub-format begins with the format's number.
constexpr std::uint16_t kPcm = 1, kExtensible = 0xFFFE;
constexpr std::size_t kChunkHeader = 8, kRiffHeader = 12, kFormatSize = 16, kExtensibleSize = 40,
                      kSubFormat = 24;

std::uint32_t number_at(std::string_view bytes, std::size_t place, unsigned size) {
  std::uint32_t value = 0;
  for (unsigned i = size; i-- > 0;) {
    value = value << 8 | static_cast<std::uint8_t>(bytes[place + i]);
  }
  return value;
}

void put_number(std::string& to, std::uint32_t value, unsigned size) {
  for (unsigned i = 0; i < size; ++i) to.push_back(static_cast<char>(value >> (8 * i)));
}

struct Format {
  unsigned channels = 0, bits = 0;
  std::uint32_t rate = 0;
};

tl::expected<Format, std::string> read_format(std::string_view chunk) {
  if (chunk.size() < kFormatSize) return tl::unexpected(std::string("its format chunk is cut off"));
  std::uint32_t tag = number_at(chunk, 0, 2);
  if (tag == kExtensible && chunk.size() >= kExtensibleSize) tag = number_at(chunk, kSubFormat, 2);
  const Format format{number_at(chunk, 2, 2), number_at(chunk, 14, 2), number_at(chunk, 4, 4)};
  if (tag != kPcm || (format.bits != 16 && format.bits != 24 && format.bits != 32)) {
    return tl::unexpected(
        fmt::format("it has format {} with {} bits; expected PCM (format 1) of 16, 24 or 32 bits",
                    tag, format.bits));
  }
  if (format.channels < 1 || format.channels > Sound::kMostChannels) {
    return tl::unexpected(
        fmt::format("it has {} channels; expected 1 to {}", format.channels, Sound::kMostChannels));
  }
  if (format.rate < 1 || format.rate > Sound::kHighestRate) {
    return tl::unexpected(
        fmt::format("it has a rate of {} Hz; expected 1 to {}", format.rate, Sound::kHighestRate));
  }
  return format;
}

}  // namespace

tl::expected<Sound, std::string> read_wav(std::string_view file) {
  const auto wrong = [](std::string_view why) {
    return tl::unexpected(fmt::format("is no WAV file that can be played: {}", why));
  };
  if (file.size() < kRiffHeader || file.substr(0, 4) != "RIFF" || file.substr(8, 4) != "WAVE") {
    return wrong("it does not begin with RIFF and WAVE");
  }
  std::optional<Format> format;
  for (std::size_t place = kRiffHeader; file.size() - place >= kChunkHeader;) {
    const std::string_view name = file.substr(place, 4);
    std::size_t size = number_at(file, place + 4, 4);
    place += kChunkHeader;
    // A writer that was stopped leaves a length that is too long; what is there counts.
    size = std::min(size, file.size() - place);
    const std::string_view chunk = file.substr(place, size);
    if (name == "fmt ") {
      const auto read = read_format(chunk);
      if (!read) return wrong(read.error());
      format = *read;
    } else if (name == "data") {
      if (!format) return wrong("its data come before their format");
      const std::size_t bytes = format->bits / 8;
      const std::size_t frames = chunk.size() / (bytes * format->channels);
      Sound sound{format->rate, format->channels, {}};
      sound.samples.reserve(frames * format->channels);
      for (std::size_t i = 0; i < frames * format->channels; ++i) {
        sound.samples.push_back(
            static_cast<std::int16_t>(number_at(chunk, i * bytes + bytes - 2, 2)));
      }
      return sound;
    }
    place += std::min(size + size % 2, file.size() - place);  // chunks begin at even places
  }
  return wrong("it has no data");
}

std::string write_wav(const Sound& sound) {
  const auto bytes = static_cast<std::uint32_t>(sound.samples.size() * 2);
  const std::uint32_t frame = sound.channels * 2;
  std::string file = "RIFF";
  put_number(file, bytes + 36, 4);
  file += "WAVEfmt ";
  put_number(file, kFormatSize, 4);
  put_number(file, kPcm, 2);
  put_number(file, sound.channels, 2);
  put_number(file, sound.rate, 4);
  put_number(file, sound.rate * frame, 4);
  put_number(file, frame, 2);
  put_number(file, 16, 2);
  file += "data";
  put_number(file, bytes, 4);
  file.reserve(file.size() + bytes);
  for (const std::int16_t sample : sound.samples) {
    put_number(file, static_cast<std::uint16_t>(sample), 2);
  }
  return file;
}

}  // namespace armillary::board
