// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>

namespace armillary::machine {

/// Zeroed host memory for a RAM of the device, aligned to pages as the engine wants it.
class AlignedMemory {
 public:
  explicit AlignedMemory(std::size_t size)
      : size_(size), bytes_(static_cast<std::byte*>(::operator new(size, kAlignment))) {
    std::memset(bytes_.get(), 0, size);
  }
  [[nodiscard]] std::span<std::byte> bytes() { return {bytes_.get(), size_}; }

 private:
  static constexpr std::align_val_t kAlignment{4096};
  struct Free {
    void operator()(std::byte* memory) const { ::operator delete(memory, kAlignment); }
  };
  std::size_t size_;
  std::unique_ptr<std::byte, Free> bytes_;
};

}  // namespace armillary::machine
