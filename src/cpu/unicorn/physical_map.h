// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "cpu/core.h"

namespace armillary::cpu {

/// What lies at the physical addresses of one Core. It answers for a whole page: regions are made
/// of whole pages of 4096 bytes.
class PhysicalMap {
 public:
  static constexpr std::uint64_t kGranule = 4096;

  struct Region {
    std::uint64_t base = 0;
    std::uint64_t size = 0;
    Permissions permissions{};  ///< a device: read and write, never execute
  };

  /// Refuses (bad_input) an empty or misaligned region, one that runs over the end of the
  /// addresses, and one that overlaps another.
  Result<void> add(const Region& region);

  /// What lies there; nullptr for nothing. Valid until the next add().
  [[nodiscard]] const Region* find(std::uint64_t address) const;

 private:
  std::vector<Region> regions_;  // by base, without overlaps
};

}  // namespace armillary::cpu
