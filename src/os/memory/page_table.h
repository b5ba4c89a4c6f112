// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "cpu/core.h"
#include "os/memory/frame_pool.h"

namespace armillary::os {

/// What a page table says of one page.
struct PageEntry {
  Frame frame = 0;
  bool present = false;
  bool readable = false, writable = false, executable = false;
  bool owned = false;  ///< the process's own copy: counts as its memory
};

/// Two levels of 1024 entries, as the address space has 2^20 pages. Pure data: the core asks it
/// through Mmu whenever it likes.
class PageTable {
 public:
  [[nodiscard]] PageEntry get(std::uint32_t address) const {
    const auto& leaf = leaves_[address >> 22];
    return leaf ? (*leaf)[(address >> 12) & 1023] : PageEntry{};
  }
  void set(std::uint32_t address, PageEntry entry) {
    auto& leaf = leaves_[address >> 22];
    if (!leaf) leaf = std::make_unique<Leaf>();
    (*leaf)[(address >> 12) & 1023] = entry;
  }
  /// How many pages are there now.
  [[nodiscard]] std::size_t present_pages() const {
    std::size_t count = 0;
    for (const auto& leaf : leaves_) {
      if (!leaf) continue;
      for (const PageEntry& entry : *leaf) count += entry.present ? 1 : 0;
    }
    return count;
  }
  /// Calls visit(address, entry&) for the present pages of [start, end), in order.
  template <class Visit>
  void for_each(std::uint64_t start, std::uint64_t end, Visit visit) {
    for (std::uint64_t address = start; address < end;) {
      auto& leaf = leaves_[address >> 22];
      if (!leaf) {
        address = ((address >> 22) + 1) << 22;
        continue;
      }
      PageEntry& entry = (*leaf)[(address >> 12) & 1023];
      if (entry.present) visit(static_cast<std::uint32_t>(address), entry);
      address += kPageSize;
    }
  }

 private:
  using Leaf = std::array<PageEntry, 1024>;
  std::array<std::unique_ptr<Leaf>, 1024> leaves_;
};

/// The core's view of the present process's page table.
class Mmu : public cpu::Translator {
 public:
  void set_table(const PageTable* table) { table_ = table; }
  cpu::Translation translate(std::uint32_t address, cpu::Access access) override;

 private:
  const PageTable* table_ = nullptr;
};

}  // namespace armillary::os
