// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "soc/bus_target.h"
#include "soc/device.h"
#include "soc/device_context.h"

namespace armillary::soc {

/// The address space of one core, as far as it is devices: finds the target of an address in
/// constant time. An address that nobody answers is a bus error; one in a region that is known by
/// name reads 0, ignores writes, and is named once. Not thread-safe: it lives in one Domain.
class Bus {
 public:
  /// Targets start and end on multiples of this.
  static constexpr std::uint32_t kGranule = 0x100;

  explicit Bus(const DeviceContext& context);
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  /// `target` must outlive the bus. Ranges do not overlap.
  void map(std::uint32_t base, std::uint64_t size, BusTarget& target);
  /// At the addresses it has on the chip.
  void map(Device& device);
  /// Puts `target`, which must outlive the bus, before a device that has been mapped: it gets the
  /// accesses, with the same offsets, and passes them on.
  void interpose(const Device& device, BusTarget& target);
  /// The devices that have been mapped, in the order of their mapping.
  [[nodiscard]] const std::vector<Device*>& devices() const { return devices_; }
  /// A range that exists on the chip and is not modelled: "infra bus". Mapped targets within win,
  /// and of two ranges the one that was named first.
  void name_region(std::uint32_t base, std::uint64_t size, std::string name);

  /// `size` is 1, 2 or 4. An access that is not aligned is split as the Cortex-M4 splits it, into
  /// aligned half-words and bytes, lowest address first, and named once for each register.
  ReadResult read(std::uint32_t address, unsigned size) {
    const Entry* entry = find(address);
    if (entry == nullptr) [[unlikely]]
      return read_elsewhere(address);
    if ((address & (size - 1)) != 0) [[unlikely]]
      return read_unaligned(address, size);
    const ReadResult result = entry->target->read(address - entry->base, size);
    if (observer_) [[unlikely]]
      observer_({address, size, result.value, false});
    return result;
  }
  /// Returns false for a bus error.
  bool write(std::uint32_t address, unsigned size, std::uint32_t value) {
    const Entry* entry = find(address);
    if (entry == nullptr) [[unlikely]]
      return write_elsewhere(address);
    if ((address & (size - 1)) != 0) [[unlikely]]
      return write_unaligned(address, size, value);
    const bool ok = entry->target->write(address - entry->base, size, value);
    if (observer_) [[unlikely]]
      observer_({address, size, value, true});
    return ok;
  }
  /// What the aligned word at `address` would read as, without side effects; for debuggers.
  [[nodiscard]] std::optional<std::uint32_t> peek(std::uint32_t address) const;
  /// "GPT.GPT3_CTRL", "infra bus+0x10", or "nothing" for traces and fault reports.
  [[nodiscard]] std::string describe(std::uint32_t address) const;

  /// An access that reached a target, after it was done.
  struct Transfer {
    std::uint32_t address;
    unsigned size;
    std::uint32_t value;
    bool is_write;
  };
  /// For traces. One observer; an empty function takes it away.
  void observe(std::function<void(const Transfer&)> observer) { observer_ = std::move(observer); }

 private:
  struct Entry {
    BusTarget* target = nullptr;
    std::uint32_t base = 0;
  };
  // The blocks of this chip lie on multiples of 64 KiB: one table of those, and where several
  // share one, tables of 256-byte granules.
  using Leaf = std::array<std::uint16_t, 256>;  ///< entry number, 0 = none
  struct Region {
    std::uint32_t base;
    std::uint64_t size;
    std::string name;
    /// How often its reads and writes were named; nullptr before the first.
    std::uint64_t* reads = nullptr;
    std::uint64_t* writes = nullptr;
  };

  [[nodiscard]] const Entry* find(std::uint32_t address) const {
    const Leaf& leaf = *directory_[address >> 16];
    const std::uint16_t number = leaf[address >> 8 & 0xFFU];
    return number == 0 ? nullptr : &entries_[number];
  }
  [[nodiscard]] const Region* region_of(std::uint32_t address) const;
  Leaf& leaf_for_change(std::uint32_t block);
  void place(std::uint32_t origin, std::uint32_t first, std::uint64_t size, BusTarget& target);
  ReadResult read_elsewhere(std::uint32_t address);
  bool write_elsewhere(std::uint32_t address);
  bool name_access(std::uint32_t address, bool is_write);
  ReadResult read_unaligned(std::uint32_t address, unsigned size);
  bool write_unaligned(std::uint32_t address, unsigned size, std::uint32_t value);
  void name_unaligned(std::uint32_t address, unsigned size, bool is_write);

  DeviceContext context_;
  std::vector<const Leaf*> directory_;  ///< by address >> 16
  std::vector<std::unique_ptr<Leaf>> leaves_;
  std::vector<Entry> entries_;
  std::vector<Region> regions_;
  std::vector<Device*> devices_;
  std::function<void(const Transfer&)> observer_;
};

}  // namespace armillary::soc
