// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/ssd1331.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

namespace armillary::board {

// Commands and their arguments: SSD1331 rev 1.2, section 8 (table 8-1) and section 9.

namespace {

// A0h.
constexpr std::uint8_t kVertical = 1U << 0, kColumnRemap = 1U << 1, kSwapColours = 1U << 2,
                       kComRemap = 1U << 4;
// 26h.
constexpr std::uint8_t kFillRectangle = 1U << 0, kReverseCopy = 1U << 4;

}  // namespace

Ssd1331::Ssd1331(const soc::DeviceContext& context, std::string name, std::function<void()> changed)
    : context_(context), name_(std::move(name)), changed_(std::move(changed)) {}

void Ssd1331::reset() {
  settings_ = {};
  pending_count_ = colour_count_ = 0;
  changed_();
}

unsigned Ssd1331::argument_count(std::uint8_t command) {
  switch (command) {
    case 0x15:
    case 0x75:
      return 2;
    case 0x21:
      return 7;
    case 0x22:
      return 10;
    case 0x23:
      return 6;
    case 0x24:
    case 0x25:
      return 4;
    case 0x27:
    case 0xAB:
      return 5;
    case 0xB8:
      return 32;
    case 0x26:
    case 0x81:
    case 0x82:
    case 0x83:
    case 0x87:
    case 0x8A:
    case 0x8B:
    case 0x8C:
    case 0xA0:
    case 0xA1:
    case 0xA2:
    case 0xA8:
    case 0xAD:
    case 0xB0:
    case 0xB1:
    case 0xB3:
    case 0xBB:
    case 0xBE:
    case 0xFD:
      return 1;
    default:
      return 0;
  }
}

bool Ssd1331::is_nop(std::uint8_t command) {
  // No operation, scrolling off, linear grey scale.
  return command == 0xBC || command == 0xBD || command == 0xE3 || command == 0x2E ||
         command == 0xB9;
}

void Ssd1331::command(std::uint8_t byte) {
  pending_[pending_count_++] = byte;
  if (pending_count_ <= argument_count(pending_[0])) return;
  pending_count_ = 0;
  if (settings_.locked && pending_[0] != 0xFD) return;
  execute();
}

void Ssd1331::execute() {
  Settings& s = settings_;
  const std::uint8_t command = pending_[0], first = pending_[1], second = pending_[2];
  Point from{pending_[1], pending_[2]}, to{pending_[3], pending_[4]};
  switch (command) {
    case 0x15:
    case 0x75:
      return set_window(command, first, second);
    case 0x21:
      draw_line();
      break;
    case 0x22:
      draw_rectangle();
      break;
    case 0x23:
      copy_window();
      break;
    case 0x25:
      if (area(from, to)) fill_window(from, to, 0);
      break;
    case 0x26:
      s.fill = first;
      return;
    case 0xA0:
      s.remap = first;
      colour_count_ = 0;
      break;
    case 0xA1:
      s.start_line = first & 0x3F;
      break;
    case 0xA2:
      s.offset = first & 0x3F;
      break;
    case 0xA4:
    case 0xA5:
    case 0xA6:
    case 0xA7:
      s.mode = command;
      break;
    case 0xA8:
      if ((first & 0x3F) < 15) return warn("a multiplex ratio below 16 is invalid and is ignored");
      s.rows = static_cast<std::uint8_t>((first & 0x3F) + 1);
      break;
    case 0xAC:
    case 0xAE:
    case 0xAF:
      s.on = command != 0xAE;
      break;
    case 0xFD:
      s.locked = first == 0x16;
      return;
    case 0x24:
    case 0x27:
    case 0x2F:
      return warn(fmt::format("scrolling and dimming (command {:#04x}) are not modelled", command));
    default:
      // Contrast, currents, clock and voltages: nothing to see.
      if (argument_count(command) > 0 || is_nop(command)) return;
      return warn(fmt::format("the command {:#04x} is not one of the SSD1331's", command));
  }
  changed_();
}

void Ssd1331::set_window(std::uint8_t command, std::uint8_t first, std::uint8_t last) {
  Settings& s = settings_;
  const bool columns = command == 0x15;
  const unsigned size = columns ? kWidth : kHeight;
  if (first >= size || last >= size || last < first) {
    return warn(fmt::format("a window from {} {} to {} is outside of the memory and is ignored",
                            columns ? "column" : "row", first, last));
  }
  (columns ? s.column : s.row) = (columns ? s.column_start : s.row_start) = first;
  (columns ? s.column_end : s.row_end) = last;
  colour_count_ = 0;
}

void Ssd1331::data(std::uint8_t byte) {
  // Section 7.1.4: 256 colours take one byte, 65k take two, or three of six bits each.
  const unsigned format = settings_.remap >> 6;
  if (format == 0) {
    const unsigned c = byte >> 5, b = byte >> 2 & 7U, a = byte & 3U;
    const unsigned wide_c = c << 2 | c >> 1, wide_b = b << 3 | b, wide_a = a << 3 | a << 1 | a >> 1;
    return store(static_cast<Colour>(wide_c << 11 | wide_b << 5 | wide_a));
  }
  if (colour_count_ < (format == 1 ? 1 : 2)) {
    colour_bytes_[colour_count_++] = byte;
    return;
  }
  colour_count_ = 0;
  if (format == 1) return store(static_cast<Colour>(colour_bytes_[0] << 8 | byte));
  store(static_cast<Colour>((colour_bytes_[0] >> 1 & 0x1F) << 11 | (colour_bytes_[1] & 0x3F) << 5 |
                            (byte >> 1 & 0x1F)));
}

void Ssd1331::store(Colour colour) {
  Settings& s = settings_;
  put({s.column, s.row}, colour);
  changed_();
  const auto step = [](std::uint8_t& value, std::uint8_t first, std::uint8_t last) {
    const bool wraps = value == last;
    value = wraps ? first : static_cast<std::uint8_t>(value + 1);
    return wraps;
  };
  if ((s.remap & kVertical) == 0) {
    if (step(s.column, s.column_start, s.column_end)) step(s.row, s.row_start, s.row_end);
  } else if (step(s.row, s.row_start, s.row_end)) {
    step(s.column, s.column_start, s.column_end);
  }
}

void Ssd1331::put(Point point, Colour colour) {
  ram_[static_cast<unsigned>(point.y)][static_cast<unsigned>(point.x)] = colour;
}

Ssd1331::Colour Ssd1331::colour_at(unsigned first_argument) const {
  const std::uint8_t* c = &pending_[first_argument];
  return static_cast<Colour>((c[0] >> 1 & 0x1F) << 11 | (c[1] & 0x3F) << 5 | (c[2] >> 1 & 0x1F));
}

bool Ssd1331::area(Point& from, Point& to) {
  const auto inside = [](Point p) {
    return p.x < static_cast<int>(kWidth) && p.y < static_cast<int>(kHeight);
  };
  if (inside(from) && inside(to) && from.x <= to.x && from.y <= to.y) return true;
  warn(
      fmt::format("the area of the drawing command {:#04x} is outside of the memory or upside "
                  "down; it is ignored",
                  pending_[0]));
  return false;
}

void Ssd1331::draw_line() {
  Point from{pending_[1], pending_[2]};
  const Point to{pending_[3], pending_[4]};
  Point low{std::min(from.x, to.x), std::min(from.y, to.y)};
  Point high{std::max(from.x, to.x), std::max(from.y, to.y)};
  if (!area(low, high)) return;
  const Colour colour = colour_at(5);
  // Bresenham's; which of two equally near pixels the silicon takes is not documented.
  const int dx = std::abs(to.x - from.x), dy = -std::abs(to.y - from.y);
  const int step_x = from.x < to.x ? 1 : -1, step_y = from.y < to.y ? 1 : -1;
  for (int error = dx + dy;;) {
    put(from, colour);
    if (from.x == to.x && from.y == to.y) return;
    const int twice = 2 * error;
    if (twice >= dy) {
      error += dy;
      from.x += step_x;
    }
    if (twice <= dx) {
      error += dx;
      from.y += step_y;
    }
  }
}

void Ssd1331::fill_window(Point from, Point to, Colour colour) {
  for (int y = from.y; y <= to.y; ++y) {
    for (int x = from.x; x <= to.x; ++x) put({x, y}, colour);
  }
}

void Ssd1331::draw_rectangle() {
  Point from{pending_[1], pending_[2]}, to{pending_[3], pending_[4]};
  if (!area(from, to)) return;
  const Colour outline = colour_at(5);
  if ((settings_.fill & kFillRectangle) != 0) fill_window(from, to, colour_at(8));
  fill_window(from, {to.x, from.y}, outline);
  fill_window({from.x, to.y}, to, outline);
  fill_window(from, {from.x, to.y}, outline);
  fill_window({to.x, from.y}, to, outline);
}

void Ssd1331::copy_window() {
  Point from{pending_[1], pending_[2]}, to{pending_[3], pending_[4]};
  const Point target{pending_[5], pending_[6]};
  if (!area(from, to)) return;
  const auto before = ram_;
  const bool reverse = (settings_.fill & kReverseCopy) != 0;
  for (int y = from.y; y <= to.y; ++y) {
    for (int x = from.x; x <= to.x; ++x) {
      const Point place{target.x + x - from.x, target.y + y - from.y};
      if (place.x >= static_cast<int>(kWidth) || place.y >= static_cast<int>(kHeight)) continue;
      const Colour colour = before[static_cast<unsigned>(y)][static_cast<unsigned>(x)];
      put(place, reverse ? static_cast<Colour>(~colour) : colour);
    }
  }
}

Picture Ssd1331::picture() const {
  Picture picture(kWidth, kHeight, 3);
  const Settings& s = settings_;
  if (!s.on || s.mode == 0xA6) return picture;
  for (unsigned y = 0; y < kHeight; ++y) {
    // As with the SSD1306: the glass's top row is the last COM.
    const unsigned com = kHeight - 1 - y;
    const bool remapped = (s.remap & kComRemap) != 0;
    const unsigned row =
        (remapped ? s.rows - 1U + s.offset + kHeight - com : com + s.offset) % kHeight;
    if (row >= s.rows) continue;
    const auto& line = ram_[(row + s.start_line) % kHeight];
    for (unsigned x = 0; x < kWidth; ++x) {
      Colour colour = line[(s.remap & kColumnRemap) != 0 ? x : kWidth - 1 - x];
      if (s.mode == 0xA5) colour = 0xFFFF;
      if (s.mode == 0xA7) colour = static_cast<Colour>(~colour);
      const unsigned c = colour >> 11, b = colour >> 5 & 0x3FU, a = colour & 0x1FU;
      std::uint8_t* pixel = picture.at(x, y);
      pixel[0] = static_cast<std::uint8_t>(c << 3 | c >> 2);
      pixel[1] = static_cast<std::uint8_t>(b << 2 | b >> 4);
      pixel[2] = static_cast<std::uint8_t>(a << 3 | a >> 2);
      if ((s.remap & kSwapColours) != 0) std::swap(pixel[0], pixel[2]);
    }
  }
  return picture;
}

void Ssd1331::serialize(sim::Archive& archive) {
  Settings& s = settings_;
  for (std::uint8_t* value :
       {&s.column, &s.column_start, &s.column_end, &s.row, &s.row_start, &s.row_end, &s.remap,
        &s.start_line, &s.offset, &s.rows, &s.mode, &s.fill}) {
    archive.value(*value);
  }
  archive.value(s.on);
  archive.value(s.locked);
  for (auto& line : ram_) {
    for (Colour& colour : line) archive.value(colour);
  }
  for (std::uint8_t& byte : pending_) archive.value(byte);
  archive.value(pending_count_);
  for (std::uint8_t& byte : colour_bytes_) archive.value(byte);
  archive.value(colour_count_);
  const bool possible = s.column_start <= s.column && s.column <= s.column_end &&
                        s.column_end < kWidth && s.row_start <= s.row && s.row <= s.row_end &&
                        s.row_end < kHeight && s.start_line < kHeight && s.offset < kHeight &&
                        s.rows >= 1 && s.rows <= kHeight && pending_count_ < pending_.size() - 1 &&
                        colour_count_ <= colour_bytes_.size();
  if (possible) return;
  archive.fail("a state of the SSD1331 that cannot be");
  settings_ = {};
  pending_count_ = colour_count_ = 0;
}

}  // namespace armillary::board
