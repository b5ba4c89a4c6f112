// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/line_splitter.h"

#include <cstdint>
#include <utility>

namespace armillary::sim {

namespace {

/// Bytes of the valid UTF-8 sequence at the start of `text` (Unicode 15, table 3-7), or 0.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  if (text.size() < length || byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

}  // namespace

std::string to_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t length = sequence_length(bytes);
    if (length == 0) {
      text += "\xEF\xBF\xBD";
      bytes.remove_prefix(1);
    } else {
      text += bytes.substr(0, length);
      bytes.remove_prefix(length);
    }
  }
  return text;
}

LineSplitter::LineSplitter(Domain& domain, const std::string& name, Sink sink)
    : domain_(domain),
      sink_(std::move(sink)),
      silence_(
          domain.events(), name + ".flush", [this] { flush(); }, TimedEvent::software) {}

void LineSplitter::put(std::string_view text) {
  put(std::as_bytes(std::span(text.data(), text.size())));
}

void LineSplitter::put(std::span<const std::byte> bytes) {
  for (const std::byte b : bytes) {
    const char c = static_cast<char>(b);
    line_.push_back(c);
    if (c == '\n' || line_.size() >= kLongestLine) emit();
  }
  if (line_.empty()) {
    silence_.cancel();
  } else if (!bytes.empty()) {
    silence_.schedule(domain_.now() + kSilence);
  }
}

void LineSplitter::flush() {
  silence_.cancel();
  if (!line_.empty()) emit();
}

void LineSplitter::emit() {
  const std::string line = std::exchange(line_, {});
  sink_(to_utf8(line));
}

}  // namespace armillary::sim
