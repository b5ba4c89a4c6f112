// SPDX-License-Identifier: GPL-2.0-or-later
//
// The pages of an AddressSpace: how they come in, are copied, and are read and written by system
// calls.
#include <algorithm>
#include <cstring>

#include "os/memory/address_space.h"

namespace armillary::os {

std::optional<Frame> AddressSpace::own_frame() {
  if (account_->limit != 0 && account_->pages >= account_->limit) return std::nullopt;
  std::optional<Frame> frame = pool_.allocate();
  if (!frame && cache_.shrink()) frame = pool_.allocate();
  if (!frame) return std::nullopt;
  ++account_->pages;
  account_->peak = std::max(account_->peak, account_->pages);
  return frame;
}

AddressSpace::Fault AddressSpace::resolve(std::uint32_t address, cpu::Access access) {
  const auto* found = find(address);
  if (found == nullptr) return Fault::unmapped;
  const Mapping& mapping = found->second;
  // On ARM every accessible page can be read, whatever PROT_READ says.
  const bool allowed = access == cpu::Access::load    ? mapping.protection != 0
                       : access == cpu::Access::store ? (mapping.protection & kProtWrite) != 0
                                                      : (mapping.protection & kProtExec) != 0;
  if (!allowed) return Fault::protection;
  const std::uint32_t page = address & ~kPageMask;
  const PageEntry entry = table_.get(page);
  if (!entry.present) return bring_in(page, mapping, found->first, access);
  if (access != cpu::Access::store || entry.writable) return Fault::none;
  if (mapping.shared) {
    PageEntry writable = entry;
    writable.writable = true;
    table_.set(page, writable);
    changed_ = true;
    return Fault::none;
  }
  return copy_on_write(page, entry);
}

AddressSpace::Fault AddressSpace::bring_in(std::uint32_t page, const Mapping& mapping,
                                           std::uint32_t start, cpu::Access access) {
  PageEntry entry;
  entry.present = true;
  entry.readable = true;
  entry.executable = (mapping.protection & kProtExec) != 0;
  std::optional<Frame> frame;
  const std::uint64_t offset = mapping.offset + (page - start);
  if (mapping.source && offset >= mapping.source->size()) return Fault::past_end;
  if (mapping.shared_pages) {
    frame = mapping.shared_pages->get(offset / kPageSize);
    entry.writable = (mapping.protection & kProtWrite) != 0;
  } else if (mapping.source && mapping.source->immutable() && access != cpu::Access::store &&
             offset % kPageSize == 0) {
    frame = cache_.get(mapping.source, offset / kPageSize);
  } else {
    frame = own_frame();
    entry.owned = true;
    entry.writable = (mapping.protection & kProtWrite) != 0;
    if (frame && mapping.source) mapping.source->read_at(offset, pool_.bytes(*frame));
  }
  if (!frame) return Fault::out_of_memory;
  entry.frame = *frame;
  if (entry.executable) pool_.mark_code(*frame);
  table_.set(page, entry);
  changed_ = true;
  return Fault::none;
}

AddressSpace::Fault AddressSpace::copy_on_write(std::uint32_t page, PageEntry entry) {
  if (!entry.owned || pool_.references(entry.frame) != 1) {
    const std::optional<Frame> frame = own_frame();
    if (!frame) return Fault::out_of_memory;
    std::ranges::copy(pool_.bytes(entry.frame), pool_.bytes(*frame).begin());
    if (entry.owned) --account_->pages;  // the old copy is now the other process's alone
    pool_.release(entry.frame);
    entry.frame = *frame;
    entry.owned = true;
  }
  entry.writable = true;
  table_.set(page, entry);
  changed_ = true;
  return Fault::none;
}

std::shared_ptr<AddressSpace> AddressSpace::copy() {
  auto child = std::make_shared<AddressSpace>(pool_, cache_, account_, mapping_limit_);
  child->mappings_ = mappings_;
  child->heap_start_ = heap_start_;
  child->heap_end_ = heap_end_;
  for (const auto& [start, mapping] : mappings_) {
    table_.for_each(start, mapping.end, [&](std::uint32_t page, PageEntry& entry) {
      if (entry.owned) {
        entry.writable = false;
        ++account_->pages;
      }
      pool_.retain(entry.frame);
      child->table_.set(page, entry);
    });
  }
  account_->peak = std::max(account_->peak, account_->pages);
  changed_ = true;
  return child;
}

bool AddressSpace::copy_in(std::uint32_t address, std::span<std::byte> out) {
  while (!out.empty()) {
    PageEntry entry = table_.get(address);
    if (!entry.present || !entry.readable) {
      if (resolve(address, cpu::Access::load) != Fault::none) return false;
      entry = table_.get(address);
    }
    const std::uint32_t in_page = address & kPageMask;
    const std::size_t n = std::min<std::size_t>(out.size(), kPageSize - in_page);
    std::memcpy(out.data(), pool_.bytes(entry.frame).data() + in_page, n);
    out = out.subspan(n);
    address += static_cast<std::uint32_t>(n);
    if (address == 0 && !out.empty()) return false;
  }
  return true;
}

bool AddressSpace::copy_out(std::uint32_t address, std::span<const std::byte> in) {
  while (!in.empty()) {
    PageEntry entry = table_.get(address);
    if (!entry.present || !entry.writable) {
      if (resolve(address, cpu::Access::store) != Fault::none) return false;
      entry = table_.get(address);
    }
    const std::uint32_t in_page = address & kPageMask;
    const std::size_t n = std::min<std::size_t>(in.size(), kPageSize - in_page);
    std::memcpy(pool_.bytes(entry.frame).data() + in_page, in.data(), n);
    pool_.written_by_host(entry.frame);
    in = in.subspan(n);
    address += static_cast<std::uint32_t>(n);
    if (address == 0 && !in.empty()) return false;
  }
  return true;
}

}  // namespace armillary::os
