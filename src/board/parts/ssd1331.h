// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "board/parts/display_port.h"
#include "board/parts/picture.h"
#include "soc/device_context.h"

namespace armillary::board {

/// The colour display controller SSD1331 (Solomon Systech, rev 1.2) with a glass of 96x64, mounted
/// so that column remap and COM remap (A0h 72h, as the modules' drivers set it) stand upright.
/// Scrolling and dimming are not modelled and are named; contrast and currents are kept and do not
/// change the picture. Drawing commands take no time.
class Ssd1331 final : public DisplayController {
 public:
  static constexpr unsigned kWidth = 96, kHeight = 64;

  /// `changed` is called when the picture may have changed.
  Ssd1331(const soc::DeviceContext& context, std::string name, std::function<void()> changed);

  void command(std::uint8_t byte) override;
  void data(std::uint8_t byte) override;
  [[nodiscard]] std::uint8_t status() const override { return 0xFF; }  // it has no read on SPI
  /// The pin RES# was low: registers as after power-on; the memory keeps what it holds.
  void reset();

  [[nodiscard]] Picture picture() const;
  void serialize(sim::Archive& archive);

 private:
  using Colour = std::uint16_t;  ///< 5 bits C, 6 bits B, 5 bits A
  struct Point {
    int x, y;
  };
  struct Settings {
    std::uint8_t column = 0, column_start = 0, column_end = kWidth - 1;
    std::uint8_t row = 0, row_start = 0, row_end = kHeight - 1;
    std::uint8_t remap = 0x40, start_line = 0, offset = 0, rows = kHeight, mode = 0xA4, fill = 0;
    bool on = false, locked = false;
  };
  static unsigned argument_count(std::uint8_t command);
  static bool is_nop(std::uint8_t command);
  void execute();
  void set_window(std::uint8_t command, std::uint8_t first, std::uint8_t last);
  void store(Colour colour);
  void put(Point point, Colour colour);
  [[nodiscard]] Colour colour_at(unsigned first_argument) const;
  /// False, with a warning, when a corner lies outside of the memory or the order is wrong.
  bool area(Point& from, Point& to);
  void draw_line();
  void draw_rectangle();
  void copy_window();
  void fill_window(Point from, Point to, Colour colour);
  void warn(std::string_view what) { context_.journal().warn_once(name_, what); }

  soc::DeviceContext context_;
  std::string name_;
  std::function<void()> changed_;
  Settings settings_;
  std::array<std::array<Colour, kWidth>, kHeight> ram_{};
  std::array<std::uint8_t, 34> pending_{};  ///< a command and its arguments so far
  std::uint8_t pending_count_ = 0;
  std::array<std::uint8_t, 2> colour_bytes_{};  ///< of a colour whose last byte is to come
  std::uint8_t colour_count_ = 0;
};

}  // namespace armillary::board
