// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "soc/bus.h"
#include "soc/dma.h"
#include "soc/dma_registers.h"
#include "soc/shared_memory.h"
#include "test_bench.h"
#include "test_dma_memory.h"

namespace armillary::soc {

/// A block with one FIFO register on the bus: what is written to it is kept, reads count up.
class PortBlock final : public BusTarget {
 public:
  ReadResult read(std::uint32_t offset, unsigned size) override {
    if (offset != 0) return ReadResult::bus_error();
    sizes.push_back(size);
    const std::uint32_t value = next_read;
    next_read += 0x0101'0101;
    if (reads_left > 0 && --reads_left == 0) request.set(false);
    return {value, true};
  }
  bool write(std::uint32_t offset, unsigned size, std::uint32_t value) override {
    if (offset != 0) return false;
    sizes.push_back(size);
    written.push_back(value);
    return true;
  }
  [[nodiscard]] std::optional<std::uint32_t> peek(std::uint32_t) const override { return {}; }
  [[nodiscard]] std::string describe(std::uint32_t) const override { return "port"; }

  sim::Wire request{"port request"};
  std::vector<std::uint32_t> written;
  std::vector<unsigned> sizes;
  std::uint32_t next_read = 0x0403'0201;
  unsigned reads_left = 0;  ///< until the request falls; 0: it stays
};

/// A DMA controller with memories, shared memory and a port, without a core.
class DmaBench : public testing::Test {
 protected:
  static constexpr std::uint32_t kBuffer = kSysramBase + 0x1000, kOther = kSysramBase + 0x8000;
  static constexpr std::uint32_t kPort = 0x3000'0000;
  static constexpr unsigned kM2m = 12, kTx = 13, kRx = 14;  ///< vFIFO channels that are wired
  static constexpr unsigned kHalfTx = 2, kHalfRx = 3;

  DmaBench() {
    bus.map(dma);
    bus.map(kPort, 0x100, port);
    bus.map(kSharedMemoryBase, kSharedMemorySize, shared);
    for (const unsigned channel : {kHalfTx, kHalfRx, kTx, kRx}) dma.connect(channel, port.request);
    write32(dma, dma_registers::kEnableSet, dma_registers::kAllChannels);
  }

  void set(unsigned channel, std::uint32_t offset, std::uint32_t value) {
    write32(dma, offset + channel * dma_registers::kStride, value);
  }
  [[nodiscard]] std::uint32_t get(unsigned channel, std::uint32_t offset) {
    return read32(dma, offset + channel * dma_registers::kStride);
  }
  /// A script of registers of one channel.
  void program(unsigned channel, const std::vector<Poke>& script) {
    for (const Poke& poke : script) set(channel, poke.offset, poke.value);
  }
  /// The time of so many units on the bus.
  static sim::Duration units(std::int64_t count) {
    return sim::Rate{26'000'000}.span_of(count * Dma::kCyclesPerUnit);
  }
  [[nodiscard]] bool running(unsigned channel) {
    const std::uint32_t status = read32(dma, dma_registers::kGlobalStatus + channel / 16 * 4);
    return (status >> (channel % 16 * 2) & 1U) != 0;
  }

  Bench bench;
  sim::Clock clock{sim::Rate{26'000'000}};
  Bus bus{bench.context};
  TestDmaMemory memory;
  SharedMemoryView shared{bench.domain};
  PortBlock port;
  Dma dma{bench.context, "DMA", kDmaBase, clock, bus, memory};
  WireLog irq{bench, dma.interrupt()};
};

}  // namespace armillary::soc
