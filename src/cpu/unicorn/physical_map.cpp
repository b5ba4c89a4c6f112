// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/unicorn/physical_map.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace armillary::cpu {

namespace {

bool starts_after(std::uint64_t address, const PhysicalMap::Region& region) {
  return address < region.base;
}

}  // namespace

Result<void> PhysicalMap::add(const Region& region) {
  if (region.size == 0 || region.base % kGranule != 0 || region.size % kGranule != 0) {
    return failure(
        ErrorKind::bad_input,
        fmt::format("Memory at {:#x} of {:#x} bytes cannot be mapped: base and size must "
                    "be multiples of {:#x}, and the size not 0.",
                    region.base, region.size, kGranule));
  }
  const std::uint64_t last = region.base + (region.size - 1);
  if (last < region.base) {
    return failure(ErrorKind::bad_input,
                   fmt::format("Memory at {:#x} of {:#x} bytes cannot be mapped: it runs over the "
                               "end of the address space.",
                               region.base, region.size));
  }
  const auto next = std::upper_bound(regions_.begin(), regions_.end(), region.base, starts_after);
  const Region* clash = nullptr;
  if (next != regions_.end() && next->base <= last) clash = &*next;
  if (next != regions_.begin()) {
    const Region& before = *std::prev(next);
    if (region.base - before.base < before.size) clash = &before;
  }
  if (clash != nullptr) {
    return failure(ErrorKind::bad_input,
                   fmt::format("Memory at {:#x} of {:#x} bytes cannot be mapped: it overlaps the "
                               "region at {:#x} of {:#x} bytes.",
                               region.base, region.size, clash->base, clash->size));
  }
  regions_.insert(next, region);
  return {};
}

const PhysicalMap::Region* PhysicalMap::find(std::uint64_t address) const {
  const auto next = std::upper_bound(regions_.begin(), regions_.end(), address, starts_after);
  if (next == regions_.begin()) return nullptr;
  const Region& region = *std::prev(next);
  return address - region.base < region.size ? &region : nullptr;
}

}  // namespace armillary::cpu
