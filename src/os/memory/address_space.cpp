// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/memory/address_space.h"

#include <algorithm>
#include <utility>

namespace armillary::os {

namespace {

constexpr std::uint64_t page_up(std::uint64_t value) {
  return (value + kPageMask) & ~std::uint64_t{kPageMask};
}

/// The platform refuses memory that is writable and executable (azure-sphere.md section 4.1).
constexpr bool breaks_w_xor_x(std::uint32_t protection) {
  return (protection & kProtWrite) != 0 && (protection & kProtExec) != 0;
}

}  // namespace

AddressSpace::AddressSpace(FramePool& pool, PageCache& cache,
                           std::shared_ptr<MemoryAccount> account, std::size_t mapping_limit)
    : pool_(pool), cache_(cache), account_(std::move(account)), mapping_limit_(mapping_limit) {}

AddressSpace::~AddressSpace() {
  for (const auto& [start, mapping] : mappings_) drop_pages(start, mapping.end);
}

const std::pair<const std::uint32_t, Mapping>* AddressSpace::find(std::uint32_t address) const {
  auto next = mappings_.upper_bound(address);
  if (next == mappings_.begin()) return nullptr;
  --next;
  return address < next->second.end ? &*next : nullptr;
}

bool AddressSpace::is_free(std::uint64_t start, std::uint64_t end) const {
  const auto next = mappings_.lower_bound(static_cast<std::uint32_t>(start));
  if (next != mappings_.end() && next->first < end) return false;
  return next == mappings_.begin() || std::prev(next)->second.end <= start;
}

OsResult<std::uint32_t> AddressSpace::find_gap(std::uint32_t length) const {
  // Top-down, as Linux does: the highest gap below kMmapBase.
  std::uint32_t ceiling = kMmapBase;
  auto above = mappings_.lower_bound(kMmapBase);
  while (true) {
    const std::uint32_t floor =
        above == mappings_.begin() ? kLowest : std::max(kLowest, std::prev(above)->second.end);
    if (ceiling > floor && ceiling - floor >= length) return ceiling - length;
    if (above == mappings_.begin()) return os_failure(kENOMEM);
    --above;
    ceiling = std::min(ceiling, above->first);
  }
}

OsResult<std::uint32_t> AddressSpace::map(Request request) {
  const std::uint64_t length = page_up(request.length);
  if (request.length == 0) return os_failure(kEINVAL);
  if (length > kUserEnd) return os_failure(kENOMEM);
  if (breaks_w_xor_x(request.protection)) return os_failure(kEPERM);
  if (mappings_.size() >= mapping_limit_) return os_failure(kENOMEM);
  const auto size = static_cast<std::uint32_t>(length);
  std::uint32_t start = request.address & ~kPageMask;
  if (request.fixed) {
    if ((request.address & kPageMask) != 0) return os_failure(kEINVAL);
    if (!request.privileged) {
      if (start > kUserEnd - size) return os_failure(kENOMEM);
      if (start < kLowest) return os_failure(kEPERM);
    }
    if (request.no_replace && !is_free(start, start + length)) return os_failure(kEEXIST);
    erase_range(start, start + size);
  } else if (start < kLowest || start > kUserEnd - size || !is_free(start, start + length)) {
    const OsResult<std::uint32_t> gap = find_gap(size);
    if (!gap) return gap;
    start = *gap;
  }
  Mapping mapping;
  mapping.end = start + size;
  mapping.protection = request.protection & (kProtRead | kProtWrite | kProtExec);
  mapping.shared = request.shared;
  mapping.source = std::move(request.source);
  mapping.offset = request.offset;
  mapping.name = std::move(request.name);
  if (mapping.shared && !mapping.source) {
    mapping.shared_pages = std::make_shared<SharedPages>(pool_);
  }
  insert(start, std::move(mapping));
  return start;
}

void AddressSpace::insert(std::uint32_t start, Mapping mapping) {
  merge(mappings_.insert_or_assign(start, std::move(mapping)).first);
}

void AddressSpace::merge(Map::iterator mapping) {
  // Private anonymous neighbours of equal kind become one, so that a growing heap stays one entry.
  const auto alike = [](const Mapping& a, const Mapping& b) {
    return !a.source && !b.source && !a.shared && !b.shared && a.protection == b.protection &&
           a.name == b.name;
  };
  if (mapping != mappings_.begin()) {
    const auto before = std::prev(mapping);
    if (before->second.end == mapping->first && alike(before->second, mapping->second)) {
      before->second.end = mapping->second.end;
      mappings_.erase(mapping);
      mapping = before;
    }
  }
  const auto after = std::next(mapping);
  if (after != mappings_.end() && mapping->second.end == after->first &&
      alike(mapping->second, after->second)) {
    mapping->second.end = after->second.end;
    mappings_.erase(after);
  }
}

void AddressSpace::split(std::uint32_t address) {
  const auto* found = find(address);
  if (found == nullptr || found->first == address) return;
  const std::uint32_t start = found->first;
  Mapping upper = found->second;
  upper.offset += address - start;
  mappings_.at(start).end = address;
  mappings_.emplace(address, std::move(upper));
}

void AddressSpace::erase_range(std::uint32_t start, std::uint32_t end) {
  split(start);
  split(end);
  auto mapping = mappings_.lower_bound(start);
  while (mapping != mappings_.end() && mapping->first < end) {
    drop_pages(mapping->first, mapping->second.end);
    mapping = mappings_.erase(mapping);
  }
}

void AddressSpace::drop_pages(std::uint32_t start, std::uint32_t end) {
  table_.for_each(start, end, [this](std::uint32_t, PageEntry& entry) {
    if (entry.owned) --account_->pages;
    pool_.release(entry.frame);
    entry = {};
    changed_ = true;
  });
}

SysResult AddressSpace::unmap(std::uint32_t address, std::uint32_t length) {
  const std::uint64_t size = page_up(length);
  if ((address & kPageMask) != 0 || length == 0 || address + size > kUserEnd) return -kEINVAL;
  if (mappings_.size() > mapping_limit_) return -kENOMEM;  // it may split one in two
  erase_range(address, address + static_cast<std::uint32_t>(size));
  return 0;
}

bool AddressSpace::is_mapped(std::uint32_t address, std::uint32_t length) const {
  const std::uint64_t end = address + page_up(length);
  std::uint64_t at = address;
  while (at < end) {
    const auto* mapping = find(static_cast<std::uint32_t>(at));
    if (mapping == nullptr) return false;
    at = mapping->second.end;
  }
  return true;
}

bool AddressSpace::has_owned_pages(std::uint32_t start, std::uint32_t end) {
  bool any = false;
  table_.for_each(start, end, [&](std::uint32_t, PageEntry& entry) { any |= entry.owned; });
  return any;
}

SysResult AddressSpace::protect(std::uint32_t address, std::uint32_t length,
                                std::uint32_t protection) {
  const std::uint64_t size = page_up(length);
  if ((address & kPageMask) != 0) return -kEINVAL;
  if (length == 0) return 0;
  if (address + size > kUserEnd || !is_mapped(address, length)) return -kENOMEM;
  if (breaks_w_xor_x(protection)) return -kEPERM;
  if (mappings_.size() > mapping_limit_) return -kENOMEM;
  const auto end = static_cast<std::uint32_t>(address + size);
  protection &= kProtRead | kProtWrite | kProtExec;
  if ((protection & kProtExec) != 0) {
    // Memory that was written or that others can write never becomes code.
    for (auto at = mappings_.find(find(address)->first); at != mappings_.end() && at->first < end;
         ++at) {
      if ((at->second.protection & kProtExec) != 0) continue;
      if (at->second.shared || !at->second.source) return -kEPERM;
    }
    if (has_owned_pages(address, end)) return -kEPERM;
  }
  if ((protection & kProtWrite) != 0) {
    // A page source cannot be written through a mapping.
    for (auto at = mappings_.find(find(address)->first); at != mappings_.end() && at->first < end;
         ++at) {
      if (at->second.shared && at->second.source) return -kEACCES;
    }
  }
  split(address);
  split(end);
  for (auto at = mappings_.lower_bound(address); at != mappings_.end() && at->first < end; ++at) {
    at->second.protection = protection;
  }
  table_.for_each(address, end, [&](std::uint32_t, PageEntry& entry) {
    entry.readable = protection != 0;
    entry.executable = (protection & kProtExec) != 0;
    if (entry.executable) pool_.mark_code(entry.frame);
    entry.writable = false;  // the first store looks whether the frame is shared
  });
  changed_ = true;
  for (auto at = mappings_.lower_bound(address); at != mappings_.end() && at->first < end;) {
    const std::uint32_t start = at->first;
    merge(at);
    at = mappings_.upper_bound(start);
  }
  return 0;
}

SysResult AddressSpace::discard(std::uint32_t address, std::uint32_t length) {
  const std::uint64_t size = page_up(length);
  if ((address & kPageMask) != 0 || address + size > kUserEnd) return -kEINVAL;
  if (!is_mapped(address, length)) return -kENOMEM;
  drop_pages(address, static_cast<std::uint32_t>(address + size));
  return 0;
}

OsResult<std::uint32_t> AddressSpace::remap(std::uint32_t address, std::uint32_t old_length,
                                            std::uint32_t new_length, std::uint32_t flags,
                                            std::uint32_t new_address) {
  const std::uint64_t old_size = page_up(old_length);
  const std::uint64_t new_size = page_up(new_length);
  if ((address & kPageMask) != 0 || new_length == 0 || old_length == 0) return os_failure(kEINVAL);
  if ((flags & ~(kMremapMayMove | kMremapFixed)) != 0) return os_failure(kEINVAL);
  if (new_size > kUserEnd || address + old_size > kUserEnd) return os_failure(kEINVAL);
  const auto* found = find(address);
  if (found == nullptr || address + old_size > found->second.end) return os_failure(kEFAULT);
  const auto old_end = static_cast<std::uint32_t>(address + old_size);
  const bool fixed = (flags & kMremapFixed) != 0;
  if (!fixed && new_size <= old_size) {
    erase_range(static_cast<std::uint32_t>(address + new_size), old_end);
    return address;
  }
  if (!fixed && old_end == found->second.end && address + new_size <= kUserEnd &&
      is_free(old_end, address + new_size)) {
    Mapping grown = found->second;
    const std::uint32_t start = found->first;
    grown.end = static_cast<std::uint32_t>(address + new_size);
    insert(start, std::move(grown));
    return address;
  }
  if ((flags & kMremapMayMove) == 0) return os_failure(fixed ? kEINVAL : kENOMEM);
  if (mappings_.size() + 3 > mapping_limit_) return os_failure(kENOMEM);
  std::uint32_t target = new_address;
  if (fixed) {
    if ((target & kPageMask) != 0 || target < kLowest || target + new_size > kUserEnd ||
        (target < old_end && address < target + new_size)) {
      return os_failure(kEINVAL);
    }
    erase_range(target, static_cast<std::uint32_t>(target + new_size));
  } else {
    const auto gap = find_gap(static_cast<std::uint32_t>(new_size));
    if (!gap) return gap;
    target = *gap;
  }
  split(address);
  split(old_end);
  Mapping moved = mappings_.at(address);
  moved.end = static_cast<std::uint32_t>(target + new_size);
  const auto kept = static_cast<std::uint32_t>(std::min(old_size, new_size));
  table_.for_each(address, address + kept, [&](std::uint32_t page, PageEntry& entry) {
    table_.set(target + (page - address), std::exchange(entry, PageEntry{}));
  });
  erase_range(address, old_end);
  insert(target, std::move(moved));
  changed_ = true;
  return target;
}

void AddressSpace::set_heap(std::uint32_t start) {
  heap_start_ = heap_end_ = static_cast<std::uint32_t>(page_up(start));
}

std::uint32_t AddressSpace::set_heap_end(std::uint32_t end) {
  if (end < heap_start_ || end > kMmapBase) return heap_end_;
  const auto old_top = static_cast<std::uint32_t>(page_up(heap_end_));
  const auto new_top = static_cast<std::uint32_t>(page_up(end));
  if (new_top > old_top) {
    Request request;
    request.address = old_top;
    request.length = new_top - old_top;
    request.protection = kProtRead | kProtWrite;
    request.fixed = request.no_replace = true;
    request.name = "[heap]";
    if (!map(std::move(request))) return heap_end_;
  } else if (new_top < old_top) {
    erase_range(new_top, old_top);
  }
  heap_end_ = end;
  return heap_end_;
}

}  // namespace armillary::os
