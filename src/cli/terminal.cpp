// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/terminal.h"

#include <cstdlib>

#include <fmt/format.h>

namespace armillary::cli {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : value;
}

/// Bytes of the well-formed UTF-8 character at the front of `text`, or 0. Encodings that are too
/// long, surrogates and the C1 controls count as broken.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first >= 0xC2 && first <= 0xDF   ? 2
                           : first >= 0xE0 && first <= 0xEF ? 3
                           : first >= 0xF0 && first <= 0xF4 ? 4
                                                            : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if ((first == 0xC2 && byte(1) < 0xA0) || (first == 0xE0 && byte(1) < 0xA0) ||
      (first == 0xED && byte(1) > 0x9F) || (first == 0xF0 && byte(1) < 0x90) ||
      (first == 0xF4 && byte(1) > 0x8F)) {
    return 0;
  }
  return size;
}

std::string_view code(Colour colour) {
  switch (colour) {
    case Colour::none:
      return "";
    case Colour::dim:
      return "2";
    case Colour::bold:
      return "1";
    case Colour::red:
      return "31";
    case Colour::green:
      return "32";
    case Colour::yellow:
      return "33";
    case Colour::blue:
      return "34";
    case Colour::magenta:
      return "35";
    case Colour::cyan:
      return "36";
  }
  return "";
}

}  // namespace

ColourRules ColourRules::from_environment() {
  ColourRules rules;
  rules.no_color = !variable("NO_COLOR").empty();
  rules.clicolor_force = !variable("CLICOLOR_FORCE").empty() && variable("CLICOLOR_FORCE") != "0";
  rules.dumb = variable("TERM") == "dumb";
  return rules;
}

std::string Painter::paint(Colour colour, std::string_view text) const {
  if (!enabled_ || colour == Colour::none) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code(colour), text);
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    std::size_t size = 1;
    if ((first >= 0x20 && first < 0x7F) || first == '\t') {
      result += text.front();
    } else if (const std::size_t wide = first >= 0x80 ? character_size(text) : 0; wide > 0) {
      result += text.substr(0, wide);
      size = wide;
    } else {
      result += fmt::format("\\x{:02x}", first);
    }
    text.remove_prefix(size);
  }
  return result;
}

}  // namespace armillary::cli
