// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <armillary/part_config.h>

namespace armillary::board {

/// One part of a built-in board, as data.
struct BoardPart {
  std::string_view name, type;
  /// Its keys as words "key=value", with the entries of a list between commas: "pin=8 active=low";
  /// {} is a mapping without keys.
  std::string_view values;
};

/// A built-in board.
struct BoardType {
  std::string_view name;
  /// For people. A sentence.
  std::string_view summary;
  std::span<const BoardPart> parts;
  /// Where the facts come from.
  std::string_view sources;
};

/// In the order of docs/parts.md; the last one has no parts.
std::span<const BoardType> built_in_boards();
const BoardType* find_board(std::string_view name);
/// "mt3620-rdb, none": for messages.
std::string board_names();

/// The parts of a board, by value.
std::vector<PartConfig> parts_of_board(const BoardType& board);

}  // namespace armillary::board
