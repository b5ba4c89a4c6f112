// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/register_map.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace armillary::board {

using Access = RegisterMapLayout::Access;

RegisterMap::RegisterMap(const soc::DeviceContext& context, std::string name,
                         RegisterMapLayout layout)
    : context_(context), name_(std::move(name)), layout_(std::move(layout)) {
  for (const RegisterMapLayout::Register& info : layout_.registers) {
    cells_.emplace(info.address, Cell{&info, info.reset});
  }
}

void RegisterMap::point(std::uint8_t address) {
  pointer_ = address;
  byte_ = 0;
}

unsigned RegisterMap::shift() const {
  return 8U * (layout_.little_endian ? byte_ : bytes() - 1U - byte_);
}

void RegisterMap::step() {
  if (++byte_ < bytes()) return;
  byte_ = 0;
  if (layout_.auto_increment) ++pointer_;
}

std::uint16_t RegisterMap::load() {
  const auto found = cells_.find(pointer_);
  if (found == cells_.end()) {
    warn(fmt::format("a read of register {:#04x}, which the map does not have, gives 0", pointer_));
    return 0;
  }
  Cell& cell = found->second;
  if (cell.info->value) {
    const std::int64_t most = layout_.width == 8 ? 0xFF : 0xFFFF;
    return static_cast<std::uint16_t>(
        std::clamp<std::int64_t>(cell.info->value(context_.now()), -(most + 1) / 2, most) & most);
  }
  if (cell.info->access == Access::write_only) return 0;
  if (cell.info->access == Access::clear_on_read) {
    return std::exchange(cell.value, std::uint16_t{0});
  }
  return cell.value;
}

void RegisterMap::store(std::uint16_t value) {
  const auto found = cells_.find(pointer_);
  if (found == cells_.end()) {
    return warn(
        fmt::format("a write of register {:#04x}, which the map does not have, is lost", pointer_));
  }
  Cell& cell = found->second;
  switch (cell.info->access) {
    case Access::read_write:
    case Access::write_only:
      cell.value = value;
      break;
    case Access::write_one_to_clear:
      cell.value &= static_cast<std::uint16_t>(~value);
      break;
    case Access::read_only:
    case Access::clear_on_read:
      warn(fmt::format("a write of {} ({:#04x}), which is read-only, is ignored", cell.info->name,
                       pointer_));
  }
}

std::uint8_t RegisterMap::read_next() {
  // All bytes of a register are of one instant.
  if (byte_ == 0) shift_ = load();
  const auto byte = static_cast<std::uint8_t>(shift_ >> shift());
  step();
  return byte;
}

void RegisterMap::write_next(std::uint8_t byte) {
  if (byte_ == 0) shift_ = 0;
  shift_ = static_cast<std::uint16_t>(shift_ | byte << shift());
  if (byte_ + 1U == bytes()) store(shift_);
  step();
}

void RegisterMap::serialize(sim::Archive& archive) {
  archive.section(name_);
  for (auto& [address, cell] : cells_) archive.value(cell.value);
  archive.value(pointer_);
  archive.value(byte_);
  archive.value(shift_);
  if (byte_ < bytes()) return;
  archive.fail("a byte behind the end of a register");
  byte_ = 0;
}

}  // namespace armillary::board
