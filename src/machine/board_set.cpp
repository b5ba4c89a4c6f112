// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/board_set.h"

#include <utility>

#include <fmt/format.h>

namespace armillary::machine {

void BoardSet::set_parts(const std::vector<PartConfig>& parts) {
  parts_ = parts;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    for (const PartEntry& entry : parts_[i].values.entries()) {
      if (const auto* output = std::get_if<OutputPath>(&entry.value.data)) {
        outputs_.push_back({parts_[i].name, entry.key, output->path, i});
      }
    }
  }
}

Result<void> BoardSet::add(const Side& side) {
  auto board = board::Board::create(
      {side.domain, side.pads, side.peripherals, side.debug_uart, {}, boards_.empty()}, parts_);
  if (!board) return tl::unexpected<Error>(board.error());
  boards_.push_back(std::move(*board));
  pads_.push_back(&side.pads);
  domains_.push_back(&side.domain);
  return {};
}

void BoardSet::pin_changed(std::size_t index, const soc::Pads::Change& change) {
  for (std::size_t i = 0; i < boards_.size(); ++i) boards_[i]->pin_changed(change, i == index);
}

const board::Part& BoardSet::source_of(const Output& output) const {
  for (const auto& board : boards_) {
    const board::Part& part = *board->parts()[output.index];
    if (part.used()) return part;
  }
  return *boards_.front()->parts()[output.index];
}

std::string BoardSet::output(std::size_t index) const {
  if (boards_.empty()) return {};
  const Output& output = outputs_[index];
  for (board::PartOutput& made : source_of(output).outputs()) {
    if (made.key == output.key) return std::move(made.bytes);
  }
  return {};
}

void BoardSet::check_outputs() {
  for (const Output& output : outputs_) {
    std::vector<std::string> users;
    for (std::size_t i = 0; i < boards_.size(); ++i) {
      if (boards_[i]->parts()[output.index]->used()) users.push_back(domains_[i]->name());
    }
    if (users.size() < 2) continue;
    domains_.front()->journal().warn_once(
        "board." + output.part,
        fmt::format("{} and {} have both used it; its file \"{}\" shows what {} did", users[0],
                    users[1], output.key, users[0]));
  }
}

}  // namespace armillary::machine
