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

/// The display controller SSD1306 (Solomon Systech, rev 1.1) with a glass of 128x64 or 128x32 as
/// the usual modules have it: their top left corner is SEG127 of the last COM, so that what is
/// drawn with segment and COM remap (A1h, C8h) stands upright. Scrolling, fading and zooming are
/// not modelled and are named; contrast is kept and does not change the picture.
class Ssd1306 final : public DisplayController {
 public:
  static constexpr unsigned kWidth = 128, kRamRows = 64, kPages = 8;

  /// `height`: 32 or 64. `changed` is called when the picture may have changed.
  Ssd1306(const soc::DeviceContext& context, std::string name, unsigned height,
          std::function<void()> changed);

  void command(std::uint8_t byte) override;
  void data(std::uint8_t byte) override;
  [[nodiscard]] std::uint8_t status() const override;
  /// The pin RES# was low: registers as after power-on; the memory keeps what it holds.
  void reset();

  [[nodiscard]] Picture picture() const;
  [[nodiscard]] std::uint8_t contrast() const { return settings_.contrast; }
  void serialize(sim::Archive& archive);

 private:
  enum class Mode : std::uint8_t { horizontal, vertical, page };
  struct Settings {
    Mode mode = Mode::page;
    std::uint8_t column = 0, column_start = 0, column_end = kWidth - 1;
    std::uint8_t page = 0, page_start = 0, page_end = kPages - 1;
    std::uint8_t start_line = 0, offset = 0, rows = kRamRows, contrast = 0x7F;
    bool on = false, all_on = false, inverse = false, segment_remap = false, com_remap = false;
  };
  /// How many bytes follow a command.
  static unsigned argument_count(std::uint8_t command);
  void execute();
  void execute_with_arguments();
  /// Whether the segment of a COM is driven, and with which row of the memory.
  [[nodiscard]] bool lit(unsigned segment, unsigned com) const;
  void warn(std::string_view what) { context_.journal().warn_once(name_, what); }

  soc::DeviceContext context_;
  std::string name_;
  unsigned height_;
  std::function<void()> changed_;
  Settings settings_;
  std::array<std::array<std::uint8_t, kWidth>, kPages> ram_{};
  std::array<std::uint8_t, 8> pending_{};  ///< a command and its arguments so far
  std::uint8_t pending_count_ = 0;
};

}  // namespace armillary::board
