// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace armillary::cli {

/// Whether output to a stream may be coloured: NO_COLOR wins, then CLICOLOR_FORCE, then whether it
/// is a terminal that is not dumb.
struct ColourRules {
  bool no_color = false;        ///< NO_COLOR is set and not empty
  bool clicolor_force = false;  ///< CLICOLOR_FORCE is set and not 0
  bool dumb = false;            ///< TERM=dumb
  [[nodiscard]] bool allow(bool is_terminal) const {
    if (no_color) return false;
    return clicolor_force || (is_terminal && !dumb);
  }
  static ColourRules from_environment();
};

/// ANSI colours, or nothing.
enum class Colour { none, dim, bold, red, green, yellow, blue, magenta, cyan };
class Painter {
 public:
  explicit Painter(bool enabled) : enabled_(enabled) {}
  [[nodiscard]] std::string paint(Colour colour, std::string_view text) const;

 private:
  bool enabled_;
};

/// Text of a guest for a terminal: control characters and broken UTF-8 are shown as \x1b, so that
/// no firmware can move the cursor or change a title.
std::string printable(std::string_view text);

}  // namespace armillary::cli
