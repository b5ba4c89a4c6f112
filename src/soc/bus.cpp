// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/bus.h"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

namespace armillary::soc {

namespace {
constexpr std::size_t kBlocks = 0x1'0000;  // of 64 KiB

/// The first of the aligned pieces of an access with `left` bytes to go.
constexpr unsigned piece_at(std::uint32_t address, unsigned left) {
  return address % 2 == 0 && left >= 2 ? 2 : 1;
}
constexpr std::uint32_t low_bytes(std::uint32_t value, unsigned size) {
  return size >= 4 ? value : value & ((1U << (8 * size)) - 1);
}
}  // namespace

Bus::Bus(const DeviceContext& context) : context_(context) {
  leaves_.push_back(std::make_unique<Leaf>());  // the empty one
  directory_.assign(kBlocks, leaves_.front().get());
  entries_.emplace_back();
}

Bus::~Bus() = default;

Bus::Leaf& Bus::leaf_for_change(std::uint32_t block) {
  const Leaf* current = directory_[block];
  if (current == leaves_.front().get()) {
    leaves_.push_back(std::make_unique<Leaf>());
    directory_[block] = leaves_.back().get();
    return *leaves_.back();
  }
  const auto owner = std::find_if(leaves_.begin(), leaves_.end(),
                                  [current](const auto& leaf) { return leaf.get() == current; });
  return **owner;
}

void Bus::map(std::uint32_t base, std::uint64_t size, BusTarget& target) {
  place(base, base, size, target);
}

void Bus::map(Device& device) {
  const BlockInfo& block = device.block();
  place(device.base(), device.base() + block.start, block.size - block.start, device);
  devices_.push_back(&device);
}

void Bus::interpose(const Device& device, BusTarget& target) {
  for (Entry& entry : entries_) {
    if (entry.target == &device) entry.target = &target;
  }
}

void Bus::place(std::uint32_t origin, std::uint32_t first, std::uint64_t size, BusTarget& target) {
  assert(first % kGranule == 0 && size % kGranule == 0);
  const auto number = static_cast<std::uint16_t>(entries_.size());
  entries_.push_back({&target, origin});
  for (std::uint64_t offset = 0; offset < size; offset += kGranule) {
    const auto address = static_cast<std::uint32_t>(first + offset);
    std::uint16_t& place = leaf_for_change(address >> 16)[address >> 8 & 0xFFU];
    assert(place == 0 && "two targets at one address");
    place = number;
  }
}

void Bus::name_region(std::uint32_t base, std::uint64_t size, std::string name) {
  regions_.push_back({base, size, std::move(name), nullptr, nullptr});
}

const Bus::Region* Bus::region_of(std::uint32_t address) const {
  const auto found = std::find_if(regions_.begin(), regions_.end(), [address](const Region& r) {
    return address >= r.base && address - r.base < r.size;
  });
  return found == regions_.end() ? nullptr : &*found;
}

bool Bus::name_access(std::uint32_t address, bool is_write) {
  const Region* known = region_of(address);
  if (known == nullptr) return false;
  // Firmware that waits for such a block comes here for ever: the words are made once.
  Region& region = regions_[static_cast<std::size_t>(known - regions_.data())];
  std::uint64_t*& count = is_write ? region.writes : region.reads;
  if (count != nullptr) {
    ++*count;
  } else {
    count = &context_.journal().warn_once(
        context_.domain.name(), fmt::format("{} (0x{:08X}): {} is not modelled", region.name,
                                            region.base, is_write ? "write" : "read"));
  }
  return true;
}

ReadResult Bus::read_elsewhere(std::uint32_t address) { return {0, name_access(address, false)}; }

bool Bus::write_elsewhere(std::uint32_t address) { return name_access(address, true); }

void Bus::name_unaligned(std::uint32_t address, unsigned size, bool is_write) {
  context_.journal().warn_once(
      context_.domain.name(),
      fmt::format("{} (0x{:08X}): unaligned {}-bit {}: split, as the core splits it; "
                  "drivers use aligned words here",
                  describe(address), address, 8 * size, is_write ? "write" : "read"));
}

ReadResult Bus::read_unaligned(std::uint32_t address, unsigned size) {
  if (!find(address)->target->is_memory()) name_unaligned(address, size, false);
  ReadResult all;
  for (unsigned done = 0; done < size;) {
    const std::uint32_t at = address + done;
    const unsigned piece = piece_at(at, size - done);
    const Entry* entry = find(at);
    const ReadResult result =
        entry == nullptr ? read_elsewhere(at) : entry->target->read_piece(at - entry->base, piece);
    if (!result.ok) return result;
    if (entry != nullptr && observer_) observer_({at, piece, result.value, false});
    all.value |= low_bytes(result.value, piece) << (8 * done);
    done += piece;
  }
  return all;
}

bool Bus::write_unaligned(std::uint32_t address, unsigned size, std::uint32_t value) {
  if (!find(address)->target->is_memory()) name_unaligned(address, size, true);
  for (unsigned done = 0; done < size;) {
    const std::uint32_t at = address + done;
    const unsigned piece = piece_at(at, size - done);
    const std::uint32_t part = low_bytes(value >> (8 * done), piece);
    const Entry* entry = find(at);
    const bool ok = entry == nullptr ? write_elsewhere(at)
                                     : entry->target->write_piece(at - entry->base, piece, part);
    if (!ok) return false;
    if (entry != nullptr && observer_) observer_({at, piece, part, true});
    done += piece;
  }
  return true;
}

std::optional<std::uint32_t> Bus::peek(std::uint32_t address) const {
  const Entry* entry = find(address);
  return entry == nullptr ? std::nullopt : entry->target->peek(address - entry->base);
}

std::string Bus::describe(std::uint32_t address) const {
  if (const Entry* entry = find(address)) return entry->target->describe(address - entry->base);
  if (const Region* region = region_of(address)) {
    return fmt::format("{}+0x{:02X}", region->name, address - region->base);
  }
  return "nothing";
}

}  // namespace armillary::soc
