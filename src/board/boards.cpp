// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/boards.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "board/part_types.h"

namespace armillary::board {

namespace {

// The lights and buttons are active low, which is the parts' default.
constexpr std::array kRdb{
    BoardPart{"led1-red", "led", "pin=8"},           BoardPart{"led1-green", "led", "pin=9"},
    BoardPart{"led1-blue", "led", "pin=10"},         BoardPart{"led2-red", "led", "pin=15"},
    BoardPart{"led2-green", "led", "pin=16"},        BoardPart{"led2-blue", "led", "pin=17"},
    BoardPart{"led3-red", "led", "pin=18"},          BoardPart{"led3-green", "led", "pin=19"},
    BoardPart{"led3-blue", "led", "pin=20"},         BoardPart{"led4-red", "led", "pin=21"},
    BoardPart{"led4-green", "led", "pin=22"},        BoardPart{"led4-blue", "led", "pin=23"},
    BoardPart{"status-led-red", "led", "pin=45"},    BoardPart{"status-led-green", "led", "pin=46"},
    BoardPart{"status-led-blue", "led", "pin=47"},   BoardPart{"network-led-red", "led", "pin=48"},
    BoardPart{"network-led-green", "led", "pin=14"}, BoardPart{"network-led-blue", "led", "pin=11"},
    BoardPart{"button-a", "button", "pin=12"},       BoardPart{"button-b", "button", "pin=13"},
};

// The wires and addresses of Avnet's kit, revisions 1 and 2, by its hardware definition. The lights
// and buttons are active low there, too. The light sensor's voltage is the user's to say.
constexpr std::array kAvnetKit{
    BoardPart{"user-led", "rgb-led", "red=8 green=9 blue=10"},
    BoardPart{"app-led", "led", "pin=4"},
    BoardPart{"wlan-led", "led", "pin=5"},
    BoardPart{"button-a", "button", "pin=12"},
    BoardPart{"button-b", "button", "pin=13"},
    BoardPart{"als", "analogue", "channel=0 constant=0V"},
    BoardPart{"imu", "lsm6dso", "isu=2 hub-lps22hh={}"},
};

constexpr std::array kBoards{
    BoardType{.name = "mt3620-rdb",
              .summary = "The reference development board (Seeed's kit).",
              .parts = kRdb,
              .sources = "the README files of Codethink's mt3620-m4-samples"},
    BoardType{
        .name = "avnet-starter-kit",
        .summary =
            "Avnet's Azure Sphere MT3620 Starter Kit, revisions 1 and 2. Both Click sockets "
            "share the UART of ISU0 and the SPI of ISU1 (chip selects CSA for socket 1, CSB "
            "for socket 2); the sensors, the sockets, the Grove connector and the display "
            "connector share the I2C of ISU2. AN of socket 1 and 2 is ADC channel 1 and 2, "
            "PWM of socket 1 and 2 is GPIO 0 and 1, INT of both GPIO 2; GPIO 16, 34, 42 go to "
            "socket 1 and 17, 35, 43 to socket 2. On revision 2 ISU1 goes to socket 2 only.",
        .parts = kAvnetKit,
        .sources = "the hardware definition avnet_mt3620_sk.json"},
    BoardType{.name = "none", .summary = "Bare pins.", .parts = {}, .sources = {}},
};

/// Takes the text up to `separator` off the front of `text`.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view front = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return front;
}

PartValue value_of(const PartKey& key, std::string_view text) {
  if (key.kind == KeyKind::record && text == "{}") return PartValues{};
  if (!key.list) return read_scalar(key, text).value_or(PartValue{});
  PartList list;
  while (!text.empty()) list.push_back(read_scalar(key, take(text, ',')).value_or(PartValue{}));
  return list;
}

}  // namespace

std::span<const BoardType> built_in_boards() { return kBoards; }

const BoardType* find_board(std::string_view name) {
  const auto* found = std::find_if(kBoards.begin(), kBoards.end(),
                                   [&](const BoardType& board) { return board.name == name; });
  return found == kBoards.end() ? nullptr : found;
}

std::string board_names() {
  std::array<std::string_view, kBoards.size()> names;
  std::transform(kBoards.begin(), kBoards.end(), names.begin(),
                 [](const BoardType& board) { return board.name; });
  return fmt::format("{}", fmt::join(names, ", "));
}

std::vector<PartConfig> parts_of_board(const BoardType& board) {
  std::vector<PartConfig> parts;
  for (const BoardPart& part : board.parts) {
    PartConfig config{std::string(part.name), std::string(part.type), {}};
    const PartType* type = find_part_type(part.type);
    std::string_view rest = part.values;
    while (type != nullptr && !rest.empty()) {
      std::string_view word = take(rest, ' ');
      const std::string_view name = take(word, '=');
      const auto key = std::find_if(type->keys.begin(), type->keys.end(),
                                    [&](const PartKey& k) { return k.name == name; });
      // A word that is no key stays, so that checking the part finds it.
      config.values.set(std::string(name),
                        key == type->keys.end() ? PartValue{} : value_of(*key, word));
    }
    parts.push_back(std::move(config));
  }
  return parts;
}

}  // namespace armillary::board
