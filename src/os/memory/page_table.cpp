// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/memory/page_table.h"

namespace armillary::os {

cpu::Translation Mmu::translate(std::uint32_t address, cpu::Access access) {
  if (table_ == nullptr) return {};
  const PageEntry entry = table_->get(address);
  if (!entry.present) return {};
  const bool allowed = access == cpu::Access::load    ? entry.readable
                       : access == cpu::Access::store ? entry.writable
                                                      : entry.executable;
  if (!allowed) return {};
  return {true,
          FramePool::physical(entry.frame) | (address & kPageMask),
          {entry.readable, entry.writable, entry.executable}};
}

}  // namespace armillary::os
