// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/archive.h"
#include "sim/domain.h"
#include "soc/bus_target.h"

namespace armillary::soc {

/// The A7's SRAM as one domain sees it: what all domains had written before this window, and what
/// this one has written since. The M4s reach it over the bus, the A7's operating system by the
/// calls; the inter-core ring buffers lie here. Pages come into being when they are written.
class SharedMemoryView final : public BusTarget {
 public:
  static constexpr std::uint32_t kBase = 0x8000'0000;
  static constexpr std::uint32_t kSize = 4U << 20;
  static constexpr std::uint32_t kPage = 4096;

  explicit SharedMemoryView(sim::Domain& domain) : domain_(domain) {}
  SharedMemoryView(const SharedMemoryView&) = delete;
  SharedMemoryView& operator=(const SharedMemoryView&) = delete;

  ReadResult read(std::uint32_t offset, unsigned size) override;
  bool write(std::uint32_t offset, unsigned size, std::uint32_t value) override;
  [[nodiscard]] bool is_memory() const override { return true; }
  [[nodiscard]] std::optional<std::uint32_t> peek(std::uint32_t offset) const override;
  [[nodiscard]] std::string describe(std::uint32_t offset) const override;

  /// False, and nothing done, when the range does not lie in the memory.
  bool read_bytes(std::uint32_t offset, std::span<std::byte> bytes) const;
  bool write_bytes(std::uint32_t offset, std::span<const std::byte> bytes);

  void serialize(sim::Archive& archive);

 private:
  friend class SharedMemory;
  using Page = std::array<std::byte, kPage>;
  struct LoggedWrite {
    std::uint32_t offset, size;  ///< the bytes stand in logged_bytes_, in order
  };

  void store(std::uint32_t offset, std::span<const std::byte> bytes);
  void apply(const SharedMemoryView& writer);

  sim::Domain& domain_;
  std::array<std::unique_ptr<Page>, kSize / kPage> pages_;
  std::vector<LoggedWrite> log_;
  std::vector<std::byte> logged_bytes_;
};

/// Joins the views of the domains: at the end of a window the writes of all of them are applied to
/// all of them, in the order in which the views were added, so that all are equal again. It is
/// added to the scheduler before the mailboxes: who is told of a message by one finds it in memory.
class SharedMemory final : public sim::Link {
 public:
  /// Views must outlive it.
  explicit SharedMemory(std::vector<SharedMemoryView*> views) : views_(std::move(views)) {}
  void collect() override {}
  void deliver(sim::Time boundary) override;

 private:
  std::vector<SharedMemoryView*> views_;
};

}  // namespace armillary::soc
