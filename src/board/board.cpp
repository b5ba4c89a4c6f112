// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/board.h"

#include <fmt/format.h>

#include "board/part_types.h"

namespace armillary::board {

Result<std::unique_ptr<Board>> Board::create(const PartContext& context,
                                             const std::vector<PartConfig>& parts) {
  std::unique_ptr<Board> board(new Board);
  for (const PartConfig& config : parts) {
    const PartType* type = find_part_type(config.type);
    if (type == nullptr) {
      return failure(ErrorKind::internal,
                     fmt::format("the part \"{}\" has not been checked", config.name));
    }
    PartContext own = context;
    own.name = config.name;
    own.send = [&messages = board->messages_, index = board->parts_.size()](std::uint64_t value) {
      messages.push_back({index, value});
    };
    auto part = type->create(own, config.values);
    if (!part) return tl::unexpected<Error>(part.error());
    board->parts_.push_back(std::move(*part));
  }
  return board;
}

void Board::pin_changed(const soc::Pads::Change& change, bool own) {
  for (const auto& part : parts_) part->pin_changed(change, own);
}

void Board::settle() {
  for (const auto& part : parts_) part->settle();
}

void Board::serialize(sim::Archive& archive) {
  for (const auto& part : parts_) {
    archive.section("board." + part->name());
    part->serialize(archive);
  }
}

}  // namespace armillary::board
