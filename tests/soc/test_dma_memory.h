// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/archive.h"
#include "soc/dma_memory.h"
#include "soc/memory_map.h"

namespace armillary::soc {

/// The memories of an IO core without the core: SYSRAM, and a page of flash whose bytes count up.
class TestDmaMemory final : public DmaMemory {
 public:
  TestDmaMemory() {
    for (std::size_t i = 0; i < flash_.size(); ++i) flash_[i] = static_cast<std::byte>(i);
  }

  [[nodiscard]] std::span<const std::byte> readable(std::uint32_t address) const override {
    if (const auto bytes = tail(std::span(sysram_), kSysramBase, address); !bytes.empty()) {
      return bytes;
    }
    return tail(std::span(flash_), kXipBase, address);
  }
  [[nodiscard]] std::span<std::byte> writable(std::uint32_t address) override {
    return tail(std::span(sysram_), kSysramBase, address);
  }
  void written(std::uint32_t address, std::uint32_t size) override {
    if (writes.size() < 1'000) writes.push_back({address, size});
  }

  /// What lies at an address of SYSRAM.
  [[nodiscard]] std::string text(std::uint32_t address, std::size_t size) const {
    const auto bytes = readable(address).first(size);
    std::string text(size, '\0');
    std::transform(bytes.begin(), bytes.end(), text.begin(),
                   [](std::byte byte) { return static_cast<char>(byte); });
    return text;
  }
  void put(std::uint32_t address, std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    std::copy(bytes.begin(), bytes.end(), writable(address).begin());
  }
  void serialize(sim::Archive& archive) { archive.bytes(sysram_); }

  struct Range {
    std::uint32_t address, size;
    friend bool operator==(const Range&, const Range&) = default;
  };
  std::vector<Range> writes;  ///< what the DMA said that it has written

 private:
  template <class Byte, std::size_t N>
  static std::span<Byte> tail(std::span<Byte, N> bytes, std::uint32_t base, std::uint32_t address) {
    if (address < base || address - base >= bytes.size()) return {};
    return bytes.subspan(address - base);
  }

  std::array<std::byte, kSysramSize> sysram_{};
  std::array<std::byte, 4096> flash_{};
};

}  // namespace armillary::soc
