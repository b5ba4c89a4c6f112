// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include "soc/bus.h"

namespace armillary::os {

/// The registers of one block, as a driver of the A7's kernel reaches them: over the bus, so that
/// there is one model of a block whoever uses it. `bus` must outlive it.
class BlockRegisters {
 public:
  BlockRegisters(soc::Bus& bus, std::uint32_t base) : bus_(bus), base_(base) {}

  [[nodiscard]] std::uint32_t read(std::uint32_t offset) {
    return bus_.read(base_ + offset, 4).value;
  }
  void write(std::uint32_t offset, std::uint32_t value) {
    static_cast<void>(bus_.write(base_ + offset, 4, value));
  }
  /// Replaces the bits of `mask`.
  void update(std::uint32_t offset, std::uint32_t mask, std::uint32_t value) {
    write(offset, (read(offset) & ~mask) | (value & mask));
  }

 private:
  soc::Bus& bus_;
  std::uint32_t base_;
};

}  // namespace armillary::os
