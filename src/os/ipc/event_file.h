// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include "os/file.h"

namespace armillary::os {

/// eventfd(2): a 64-bit counter.
class EventFile final : public File {
 public:
  EventFile(std::uint32_t flags, std::uint64_t value, bool semaphore)
      : File(flags | kOReadWrite), value_(value), semaphore_(semaphore) {
    set_path("anon_inode:[eventfd]");
  }
  /// Eight bytes: the value, which becomes 0; as a semaphore 1, and the value falls by one.
  SysResult read(std::span<std::byte> out) override;
  /// Adds; -kEAGAIN when the sum would pass 2^64 - 2.
  SysResult write(std::span<const std::byte> in) override;
  [[nodiscard]] std::uint32_t poll() const override;

 private:
  std::uint64_t value_;
  bool semaphore_;
};

}  // namespace armillary::os
