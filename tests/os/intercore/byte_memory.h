// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "os/intercore/ring.h"

namespace armillary::os {

/// A ring buffer in plain bytes that refuses any access outside itself.
class ByteMemory final : public RingMemory {
 public:
  explicit ByteMemory(std::uint32_t size = 4096) : bytes_(size) {}

  [[nodiscard]] std::uint32_t size() const override {
    return static_cast<std::uint32_t>(bytes_.size());
  }
  void read(std::uint32_t offset, std::span<std::byte> out) const override {
    check(offset, out.size());
    std::copy_n(bytes_.begin() + offset, out.size(), out.begin());
  }
  void write(std::uint32_t offset, std::span<const std::byte> data) override {
    check(offset, data.size());
    std::ranges::copy(data, bytes_.begin() + offset);
  }
  void put(std::uint32_t offset, std::uint32_t value) {
    for (unsigned i = 0; i < 4; ++i) {
      bytes_.at(offset + i) = static_cast<std::byte>(value >> (8 * i));
    }
  }
  [[nodiscard]] std::uint32_t word(std::uint32_t offset) const {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i) {
      value |= std::to_integer<std::uint32_t>(bytes_.at(offset + i)) << (8 * i);
    }
    return value;
  }
  [[nodiscard]] std::vector<std::byte>& bytes() { return bytes_; }

 private:
  void check(std::uint32_t offset, std::size_t length) const {
    if (offset > bytes_.size() || length > bytes_.size() - offset) {
      throw std::out_of_range("access outside the ring buffer");
    }
  }
  std::vector<std::byte> bytes_;
};

}  // namespace armillary::os
