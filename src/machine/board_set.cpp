// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/board_set.h"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "board/part_types.h"

namespace armillary::machine {

void BoardSet::set_parts(const std::vector<PartConfig>& parts) {
  parts_ = parts;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const board::PartType* type = board::find_part_type(parts_[i].type);
    if (type == nullptr) continue;
    for (const board::PartKey& key : type->keys) {
      const PartValue* value = parts_[i].values.find(key.name);
      const auto* output = value == nullptr ? nullptr : std::get_if<OutputPath>(&value->data);
      if (output == nullptr || key.live) continue;
      outputs_.push_back({parts_[i].name, std::string(key.name), output->path, i});
    }
    if (type->name == "console") add_console(parts_[i], i);
  }
}

void BoardSet::add_console(const PartConfig& part, std::size_t index) {
  const std::string& to = part.values.text("to");
  if (to == "terminal") return;
  Console console;
  console.name = part.name;
  console.uart = part.values.text("uart");
  console.host = to == "file"  ? Console::Host::file
                 : to == "pty" ? Console::Host::pty
                               : Console::Host::tcp;
  if (const PartValue* file = part.values.find("file")) {
    if (const auto* output = std::get_if<OutputPath>(&file->data)) console.path = output->path;
  }
  console.port = static_cast<std::uint16_t>(part.values.number("port"));
  console.wait = console.host != Console::Host::file && part.values.flag("wait");
  consoles_.push_back(std::move(console));
  console_parts_.push_back(index);
}

std::vector<board::ConsoleEnd*> BoardSet::ends_of(std::size_t console) const {
  std::vector<board::ConsoleEnd*> ends;
  for (const auto& board : boards_) {
    board::ConsoleEnd* end = board->parts()[console_parts_[console]]->console_end();
    if (end != nullptr) ends.push_back(end);
  }
  return ends;
}

std::string BoardSet::take_output(std::size_t console) {
  std::string bytes;
  for (board::ConsoleEnd* end : ends_of(console)) bytes += end->take_output();
  return bytes;
}

std::size_t BoardSet::put(std::size_t console, std::string_view bytes) {
  const std::vector<board::ConsoleEnd*> ends = ends_of(console);
  // A UART that is not there takes and forgets what comes, like an open wire.
  std::size_t count = bytes.size();
  for (const board::ConsoleEnd* end : ends) count = std::min(count, end->room());
  if (count == 0) return 0;
  for (board::ConsoleEnd* end : ends) end->put(std::as_bytes(std::span(bytes.data(), count)));
  return count;
}

void BoardSet::collect() {
  messages_.resize(boards_.size());
  for (std::size_t i = 0; i < boards_.size(); ++i) messages_[i] = boards_[i]->take_messages();
}

void BoardSet::deliver(sim::Time /*boundary*/) {
  for (std::size_t from = 0; from < boards_.size(); ++from) {
    for (const board::Board::Message& message : messages_[from]) {
      for (std::size_t to = 0; to < boards_.size(); ++to) {
        if (to != from) boards_[to]->parts()[message.part]->from_other(message.value);
      }
    }
  }
  for (const auto& board : boards_) board->settle();
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
