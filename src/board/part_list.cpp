// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/part_list.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/suggest.h"
#include "board/boards.h"
#include "board/part_types.h"

namespace armillary::board {

namespace {

std::vector<unsigned> pins_of(const PartConfig& part) {
  const PartType* type = find_part_type(part.type);
  return type == nullptr ? std::vector<unsigned>{} : pins_of(*type, part.values);
}

Result<void> check(PartConfig& part) {
  const auto refuse = [&](const std::string& message) -> Result<void> {
    return failure(ErrorKind::bad_input,
                   fmt::format("the part {} {}", in_quotes(part.name), message));
  };
  if (part.name.empty()) return refuse("needs a name");
  const PartType* type = find_part_type(part.type);
  if (type == nullptr) {
    return refuse(
        fmt::format("has the type {}; expected {}", in_quotes(part.type), part_type_names()));
  }
  const auto complaint = complete(*type, part.values);
  if (!complaint) return {};
  if (complaint->key.empty()) return refuse(complaint->message);
  const std::string index = complaint->index ? fmt::format("[{}]", *complaint->index) : "";
  return refuse(
      fmt::format("does not fit: its {}{} {}", complaint->key, index, complaint->message));
}

}  // namespace

const PartConfig* find_part(const std::vector<PartConfig>& parts, std::string_view name) {
  const auto found = std::find_if(parts.begin(), parts.end(),
                                  [&](const PartConfig& part) { return part.name == name; });
  return found == parts.end() ? nullptr : &*found;
}

void add_layer(std::vector<PartConfig>& parts, const std::vector<PartConfig>& layer) {
  std::vector<PartConfig> own = layer;
  for (PartConfig& part : own) {
    const PartConfig* below = find_part(parts, part.name);
    if (below == nullptr) continue;
    if (part.type.empty()) part.type = below->type;
    const PartType* type = find_part_type(part.type);
    if (type != nullptr && part.type == below->type) {
      part.values = merged(*type, below->values, part.values);
    }
  }
  for (const PartConfig& part : own) {
    const std::vector<unsigned> taken = pins_of(part);
    std::erase_if(parts, [&](const PartConfig& other) {
      const std::vector<unsigned> pins = pins_of(other);
      return other.name == part.name ||
             std::find_first_of(pins.begin(), pins.end(), taken.begin(), taken.end()) != pins.end();
    });
  }
  parts.insert(parts.end(), std::make_move_iterator(own.begin()),
               std::make_move_iterator(own.end()));
}

Result<std::vector<PartConfig>> parts_of(const DeviceConfig& config) {
  const BoardType* board = find_board(config.board);
  if (board == nullptr) {
    return failure(ErrorKind::bad_input,
                   fmt::format("the board {} is not known; the built-in boards are {}",
                               in_quotes(config.board), board_names()));
  }
  std::vector<PartConfig> parts = parts_of_board(*board);
  for (const auto* layer : {&config.board_parts, &config.parts}) {
    std::set<std::string_view> names;
    for (const PartConfig& part : *layer) {
      if (names.insert(part.name).second) continue;
      return failure(
          ErrorKind::bad_input,
          fmt::format("two parts are named {}; give each its own name", in_quotes(part.name)));
    }
    add_layer(parts, *layer);
  }
  std::map<std::filesystem::path, std::string_view> outputs;
  for (PartConfig& part : parts) {
    if (auto checked = check(part); !checked) return tl::unexpected<Error>(checked.error());
    for (const PartEntry& entry : part.values.entries()) {
      const auto* output = std::get_if<OutputPath>(&entry.value.data);
      if (output == nullptr) continue;
      const auto [other, fresh] = outputs.emplace(output->path.lexically_normal(), part.name);
      if (fresh) continue;
      return failure(ErrorKind::bad_input,
                     fmt::format("the parts {} and {} both write the file {}; give each its own",
                                 in_quotes(other->second), in_quotes(part.name),
                                 in_quotes(output->path.string())));
    }
  }
  return parts;
}

}  // namespace armillary::board
