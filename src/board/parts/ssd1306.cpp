// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/ssd1306.h"

#include <utility>

#include <fmt/format.h>

namespace armillary::board {

// Commands and their arguments: SSD1306 rev 1.1, section 9 (table 9-1), section 10, and the charge
// pump's application note.

Ssd1306::Ssd1306(const soc::DeviceContext& context, std::string name, unsigned height,
                 std::function<void()> changed)
    : context_(context), name_(std::move(name)), height_(height), changed_(std::move(changed)) {}

void Ssd1306::reset() {
  settings_ = {};
  pending_count_ = 0;
  changed_();
}

std::uint8_t Ssd1306::status() const {
  // Section 8.1.5.3: bit 6 tells that the display is off.
  return settings_.on ? 0x00 : 0x40;
}

void Ssd1306::data(std::uint8_t byte) {
  Settings& s = settings_;
  std::uint8_t& cell = ram_[s.page][s.column];
  if (std::exchange(cell, byte) != byte) changed_();
  const auto step = [](std::uint8_t& value, std::uint8_t first, std::uint8_t last, unsigned size) {
    const bool wraps = value == last;
    value = wraps ? first : static_cast<std::uint8_t>((value + 1) % size);
    return wraps;
  };
  switch (s.mode) {
    case Mode::horizontal:
      if (step(s.column, s.column_start, s.column_end, kWidth)) {
        step(s.page, s.page_start, s.page_end, kPages);
      }
      break;
    case Mode::vertical:
      if (step(s.page, s.page_start, s.page_end, kPages)) {
        step(s.column, s.column_start, s.column_end, kWidth);
      }
      break;
    case Mode::page:
      step(s.column, 0, kWidth - 1, kWidth);
      break;
  }
}

unsigned Ssd1306::argument_count(std::uint8_t command) {
  switch (command) {
    case 0x20:
    case 0x23:
    case 0x81:
    case 0x8D:
    case 0xA8:
    case 0xD3:
    case 0xD5:
    case 0xD6:
    case 0xD9:
    case 0xDA:
    case 0xDB:
      return 1;
    case 0x21:
    case 0x22:
    case 0xA3:
      return 2;
    case 0x29:
    case 0x2A:
      return 5;
    case 0x26:
    case 0x27:
      return 6;
    default:
      return 0;
  }
}

void Ssd1306::command(std::uint8_t byte) {
  pending_[pending_count_++] = byte;
  if (pending_count_ <= argument_count(pending_[0])) return;
  pending_count_ = 0;
  execute();
}

void Ssd1306::execute() {
  const std::uint8_t command = pending_[0];
  Settings& s = settings_;
  if (command < 0x10) {
    s.column = static_cast<std::uint8_t>((s.column & 0x70) | command);
  } else if (command < 0x20) {
    s.column = static_cast<std::uint8_t>((s.column & 0x0F) | (command & 7) << 4);
  } else if (command >= 0x40 && command < 0x80) {
    s.start_line = command & 0x3F;
  } else if (command >= 0xB0 && command < 0xB8) {
    s.page = command & 7;
  } else if (argument_count(command) > 0) {
    execute_with_arguments();
  } else {
    switch (command) {
      case 0x2E:  // scrolling off
      case 0xE3:  // no operation
        return;
      case 0x2F:
        return warn("scrolling is not modelled; the picture stands still");
      case 0xA0:
      case 0xA1:
        s.segment_remap = command == 0xA1;
        break;
      case 0xA4:
      case 0xA5:
        s.all_on = command == 0xA5;
        break;
      case 0xA6:
      case 0xA7:
        s.inverse = command == 0xA7;
        break;
      case 0xAE:
      case 0xAF:
        s.on = command == 0xAF;
        break;
      default:
        if ((command & 0xF0) == 0xC0) {  // the lower three bits do not count
          s.com_remap = (command & 8) != 0;
          break;
        }
        return warn(fmt::format("the command {:#04x} is not one of the SSD1306's", command));
    }
  }
  changed_();
}

void Ssd1306::execute_with_arguments() {
  Settings& s = settings_;
  const std::uint8_t first = pending_[1], second = pending_[2];
  switch (pending_[0]) {
    case 0x20:
      if ((first & 3) == 3) return warn("the memory addressing mode 3 does not exist");
      s.mode = static_cast<Mode>(first & 3);
      break;
    case 0x21:
      s.column = s.column_start = first & 0x7F;
      s.column_end = second & 0x7F;
      break;
    case 0x22:
      s.page = s.page_start = first & 7;
      s.page_end = second & 7;
      break;
    case 0x81:
      s.contrast = first;
      break;
    case 0xA8:
      // 16 to 64 rows; smaller ratios are invalid (section 10.1.11).
      if ((first & 0x3F) < 15) return warn("a multiplex ratio below 16 is invalid and is ignored");
      s.rows = static_cast<std::uint8_t>((first & 0x3F) + 1);
      break;
    case 0xD3:
      s.offset = first & 0x3F;
      break;
    case 0xDA:
      // How the rows are led to the glass is a property of the module: 64 rows alternate between
      // its two sides, 32 come from one.
      if ((first & 0x30) != (height_ == 64 ? 0x10 : 0x00)) {
        warn(
            fmt::format("the COM pins {:#04x} do not fit a glass of 128x{}; the rows are shown as "
                        "if they did",
                        first, height_));
      }
      break;
    case 0x26:
    case 0x27:
    case 0x29:
    case 0x2A:
    case 0xA3:
    case 0x23:
    case 0xD6:
      return warn(fmt::format("scrolling, fading and zooming (command {:#04x}) are not modelled",
                              pending_[0]));
    default:
      break;  // clock, charge pump, precharge, VCOMH: nothing to see
  }
}

bool Ssd1306::lit(unsigned segment, unsigned com) const {
  const Settings& s = settings_;
  // Tables 10-1 and 10-2: which row a COM shows, with offset, multiplex ratio and scan direction.
  const unsigned row =
      (s.com_remap ? s.rows - 1U + s.offset + kRamRows - com : com + s.offset) % kRamRows;
  if (row >= s.rows) return false;
  if (s.all_on) return true;
  const unsigned column = s.segment_remap ? kWidth - 1 - segment : segment;
  const unsigned line = (row + s.start_line) % kRamRows;
  const bool bit = (ram_[line / 8][column] >> (line % 8) & 1U) != 0;
  return bit != s.inverse;
}

Picture Ssd1306::picture() const {
  Picture picture(kWidth, height_, 1);
  if (!settings_.on) return picture;
  for (unsigned y = 0; y < height_; ++y) {
    for (unsigned x = 0; x < kWidth; ++x) {
      if (lit(kWidth - 1 - x, height_ - 1 - y)) *picture.at(x, y) = 0xFF;
    }
  }
  return picture;
}

void Ssd1306::serialize(sim::Archive& archive) {
  Settings& s = settings_;
  archive.value(s.mode);
  for (std::uint8_t* value : {&s.column, &s.column_start, &s.column_end, &s.page, &s.page_start,
                              &s.page_end, &s.start_line, &s.offset, &s.rows, &s.contrast}) {
    archive.value(*value);
  }
  for (bool* value : {&s.on, &s.all_on, &s.inverse, &s.segment_remap, &s.com_remap}) {
    archive.value(*value);
  }
  for (auto& page : ram_) {
    for (std::uint8_t& cell : page) archive.value(cell);
  }
  for (std::uint8_t& byte : pending_) archive.value(byte);
  archive.value(pending_count_);
  const bool possible = s.mode <= Mode::page && s.column < kWidth && s.column_start < kWidth &&
                        s.column_end < kWidth && s.page < kPages && s.page_start < kPages &&
                        s.page_end < kPages && s.rows >= 1 && s.rows <= kRamRows &&
                        s.offset < kRamRows && s.start_line < kRamRows && pending_count_ < 7;
  if (possible) return;
  archive.fail("a state of the SSD1306 that cannot be");
  settings_ = {};
  pending_count_ = 0;
}

}  // namespace armillary::board
