// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/device.h"

#include <cassert>

#include <fmt/format.h>

namespace armillary::soc {

std::string_view to_string(Fidelity fidelity) {
  switch (fidelity) {
    case Fidelity::proven:
      return "proven";
    case Fidelity::inferred:
      return "inferred";
    case Fidelity::unknown:
      return "unknown";
  }
  return "?";
}

std::string_view to_string(Access access) {
  switch (access) {
    case Access::read_write:
      return "RW";
    case Access::read_only:
      return "RO";
    case Access::write_only:
      return "WO";
    case Access::write_one_to_clear:
      return "W1C";
  }
  return "?";
}

std::string_view to_string(Behaviour behaviour) {
  switch (behaviour) {
    case Behaviour::modelled:
      return "modelled";
    case Behaviour::stored:
      return "stored";
    case Behaviour::missing:
      return "not modelled";
  }
  return "?";
}

std::string register_name(const RegisterInfo& info, std::size_t index) {
  const std::size_t place = info.name.find('#');
  if (place == std::string_view::npos) return std::string(info.name);
  return fmt::format("{}{}{}", info.name.substr(0, place), index, info.name.substr(place + 1));
}

Device::Device(const DeviceContext& context, const BlockInfo& block, std::string name,
               std::uint32_t base)
    : context_(context),
      block_(block),
      name_(std::move(name)),
      base_(base),
      words_(block.size / 4),
      index_(std::size_t{words_} * block.banks, kNoSlot) {
  slots_.push_back({0, 0, 0, 0, true, nullptr, nullptr, nullptr, nullptr});
  for (const RegisterInfo& info : block.registers) {
    for (std::uint32_t i = 0; i < info.count; ++i) {
      const std::uint32_t word = (info.offset + i * info.stride) / 4;
      const auto number = static_cast<std::uint16_t>(slots_.size());
      for (unsigned bank = 0; bank < block.banks; ++bank) {
        if ((info.banks >> bank & 1U) == 0) continue;
        std::uint16_t& entry = index_[bank * words_ + word];
        assert(word < words_ && entry == kNoSlot && "two registers at one offset");
        entry = number;
      }
      Slot slot{info.mask,
                info.mask & info.write_mask,
                info.clear_mask,
                static_cast<std::uint16_t>(i),
                info.behaviour == Behaviour::missing,
                nullptr,
                nullptr,
                nullptr,
                &info};
      if (info.access == Access::read_only) slot.write_mask = 0;
      if (info.access == Access::write_only) slot.read_mask = 0;
      if (info.access == Access::write_one_to_clear) {
        slot.clear_mask |= slot.write_mask;
        slot.write_mask = 0;
      }
      slot.write_mask &= ~slot.clear_mask;
      slots_.push_back(slot);
    }
  }
  values_.resize(slots_.size());
  current_bank_ = index_.data();
  load_reset_values();
}

void Device::load_reset_values() {
  for (std::size_t i = 1; i < slots_.size(); ++i) values_[i] = slots_[i].info->reset;
  select_bank(0);
}

void Device::reset() {
  load_reset_values();
  reset_state();
  observed_ = observer_ && observer_({true, 0, 0});
}

void Device::select_bank(unsigned bank) {
  bank_ = bank;
  current_bank_ = index_.data() + std::size_t{bank} * words_;
}

void Device::serialize(sim::Archive& archive) {
  archive.section(name_);
  archive.value(bank_);
  if (bank_ >= block_.banks) {
    archive.fail("a register bank that does not exist");
    bank_ = 0;
  }
  select_bank(bank_);
  for (std::size_t i = 1; i < values_.size(); ++i) archive.value(values_[i]);
  serialize_state(archive);
}

std::uint64_t& Device::warn_once(std::string_view what) const {
  return context_.journal().warn_once(context_.domain.name(),
                                      fmt::format("{} (0x{:08X}): {}", name_, base_, what));
}

void Device::name_missing(std::uint32_t offset, std::uint16_t slot, bool is_write) {
  Named& last = named_[is_write ? 1 : 0];
  if (last.count != nullptr && last.offset == offset && last.slot == slot) {
    ++*last.count;
    return;
  }
  const std::string_view what = is_write ? "write" : "read";
  const Slot& entry = slots_[slot];
  const std::string name = slot == kNoSlot ? fmt::format("offset 0x{:02X}", offset & ~3U)
                                           : register_name(*entry.info, entry.index);
  last = {offset, slot, &warn_once(fmt::format("{} of {} is not modelled", what, name)), 4};
}

void Device::name_narrow(std::uint32_t offset, std::uint16_t slot, unsigned size, bool is_write) {
  Named& last = narrow_[is_write ? 1 : 0];
  if (last.count != nullptr && last.offset == offset && last.slot == slot && last.size == size) {
    ++*last.count;
    return;
  }
  const Slot& entry = slots_[slot];
  last = {
      offset, slot,
      &warn_once(fmt::format("{}-bit {} of {}: drivers use 32 bits here", 8 * size,
                             is_write ? "write" : "read", register_name(*entry.info, entry.index))),
      size};
}

std::uint32_t Device::read_word(std::uint32_t offset) {
  const std::uint16_t number = current_slot(offset);
  const Slot& slot = slots_[number];
  if (slot.named) [[unlikely]] {
    name_missing(offset, number, false);
    return values_[number] & slot.read_mask;
  }
  const std::uint32_t value = slot.value != nullptr ? slot.value(*this, slot.index)  //
                                                    : values_[number];
  if (slot.after_read != nullptr) slot.after_read(*this, slot.index);
  return value & slot.read_mask;
}

void Device::write_word(std::uint32_t offset, std::uint32_t value) {
  const std::uint16_t number = current_slot(offset);
  const Slot& slot = slots_[number];
  const std::uint32_t old = values_[number];
  values_[number] = ((old & ~slot.write_mask) | (value & slot.write_mask)) &  //
                    ~(value & slot.clear_mask);
  if (slot.named) [[unlikely]] {
    name_missing(offset, number, true);
  } else if (slot.on_write != nullptr) {
    slot.on_write(*this, Write{value, old, slot.index});
  }
  if (observed_ && !slot.named) [[unlikely]]
    observed_ = observer_({false, offset, value});
}

namespace {
std::uint32_t lanes(std::uint32_t offset, unsigned size) {
  const std::uint32_t mask = size >= 4 ? kAllBits : (1U << (8 * size)) - 1;
  return mask << (8 * (offset & 3U));
}
}  // namespace

ReadResult Device::read(std::uint32_t offset, unsigned size) {
  if (size == 4) [[likely]]
    return {read_word(offset), true};
  check_narrow_read(offset, size);
  return read_piece(offset, size);
}

bool Device::write(std::uint32_t offset, unsigned size, std::uint32_t value) {
  if (size == 4) [[likely]] {
    write_word(offset, value);
    return true;
  }
  check_narrow_write(offset, size);
  return write_piece(offset, size, value);
}

void Device::check_narrow_read(std::uint32_t offset, unsigned size) {
  const std::uint16_t number = current_slot(offset);
  if (number != kNoSlot && !slots_[number].info->narrow_reads) {
    name_narrow(offset, number, size, false);
  }
}

void Device::check_narrow_write(std::uint32_t offset, unsigned size) {
  const std::uint16_t number = current_slot(offset);
  if (number != kNoSlot && !slots_[number].info->narrow_writes) {
    name_narrow(offset, number, size, true);
  }
}

ReadResult Device::read_piece(std::uint32_t offset, unsigned size) {
  return {(read_word(offset & ~3U) & lanes(offset, size)) >> (8 * (offset & 3U)), true};
}

bool Device::write_piece(std::uint32_t offset, unsigned size, std::uint32_t value) {
  const std::uint16_t number = current_slot(offset);
  const Slot& slot = slots_[number];
  // The other byte lanes keep what they have; bits that clear or act when written stay untouched.
  const std::uint32_t mask = lanes(offset, size);
  const std::uint32_t rest = values_[number] & slot.write_mask & slot.read_mask & ~mask;
  write_word(offset & ~3U, rest | ((value << (8 * (offset & 3U))) & mask));
  return true;
}

std::optional<std::uint32_t> Device::peek(std::uint32_t offset) const {
  const std::uint16_t number = current_slot(offset);
  if (number == kNoSlot) return std::nullopt;
  const Slot& slot = slots_[number];
  const std::uint32_t value = slot.value != nullptr ? slot.value(*this, slot.index)  //
                                                    : values_[number];
  return value & slot.read_mask;
}

std::string Device::describe(std::uint32_t offset) const {
  const std::uint16_t number = current_slot(offset);
  if (number == kNoSlot) return fmt::format("{}+0x{:02X}", name_, offset);
  return fmt::format("{}.{}", name_, register_name(*slots_[number].info, slots_[number].index));
}

}  // namespace armillary::soc
