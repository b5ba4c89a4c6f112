// SPDX-License-Identifier: GPL-2.0-or-later
//
// soc/ holds the MT3620 without its processors: the bus, the blocks (one file each), the links
// between the cores' blocks, and the wiring of one IO core and of the A7's side. A block is a
// Device: a table of registers as data, and a few short handlers. docs/devices.md shows how to
// write one.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/archive.h"
#include "sim/event_queue.h"
#include "sim/wire.h"
#include "soc/bus_target.h"
#include "soc/device_context.h"
#include "soc/register_info.h"

namespace armillary::soc {

/// What a write handler gets. The register's stored value has been updated by then.
struct Write {
  std::uint32_t value;  ///< as written, all 32 bits
  std::uint32_t old;    ///< the stored value before
  unsigned index;       ///< in an array of registers
};

/// A block of the chip: a register file with behaviour. It decodes by its table in constant time;
/// a derived class binds handlers to registers in its constructor. An access to an offset without
/// a register, or to one that is marked `missing`, is named once in a warning. Not thread-safe: it
/// lives in one Domain.
class Device : public BusTarget {
 public:
  ~Device() override = default;
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  /// Unique within its core: "GPT", "ISU0 UART".
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint32_t base() const { return base_; }
  [[nodiscard]] const BlockInfo& block() const { return block_; }

  ReadResult read(std::uint32_t offset, unsigned size) final;
  bool write(std::uint32_t offset, unsigned size, std::uint32_t value) final;
  ReadResult read_piece(std::uint32_t offset, unsigned size) final;
  bool write_piece(std::uint32_t offset, unsigned size, std::uint32_t value) final;
  [[nodiscard]] std::optional<std::uint32_t> peek(std::uint32_t offset) const final;
  [[nodiscard]] std::string describe(std::uint32_t offset) const final;

  /// A write of a register that is modelled, after it was done, or a reset of the block.
  struct Touch {
    bool is_reset;
    std::uint32_t offset, value;
  };
  /// One observer. When it returns false it is not called again until the block is reset.
  void observe(std::function<bool(const Touch&)> observer) {
    observer_ = std::move(observer);
    observed_ = true;
  }

  /// Registers and state as after power-on.
  void reset();
  /// Saves or restores all state. After restoring, interrupt wires have their levels without their
  /// observers having been told.
  void serialize(sim::Archive& archive);

 protected:
  Device(const DeviceContext& context, const BlockInfo& block, std::string name,
         std::uint32_t base);

  [[nodiscard]] const DeviceContext& context() const { return context_; }
  [[nodiscard]] sim::Time now() const { return context_.now(); }
  /// Something that looks wrong or is not modelled; `what` without the block's name.
  std::uint64_t& warn_once(std::string_view what) const;

  /// The stored value of a register, without handlers or masks.
  [[nodiscard]] std::uint32_t& stored(std::uint32_t offset, unsigned bank = 0) {
    return values_[slot_of(offset, bank)];
  }
  [[nodiscard]] std::uint32_t stored(std::uint32_t offset, unsigned bank = 0) const {
    return values_[slot_of(offset, bank)];
  }
  [[nodiscard]] bool bit(std::uint32_t offset, unsigned number, unsigned bank = 0) const {
    return (stored(offset, bank) >> number & 1U) != 0;
  }
  /// Which registers are seen from now on where several share an offset.
  void select_bank(unsigned bank);

  // Handlers. The offset names a register, or the first of an array (then all of it).
  // A handler may take the index in the array as its only argument (Write holds it).

  /// The register reads as what Method returns (masked): `uint32_t f() const` or
  /// `uint32_t f(unsigned) const`. It has no side effect, so that a debugger may ask, too.
  template <auto Method>
  void computed(std::uint32_t offset, unsigned bank = 0) {
    for_each(offset, bank, [](Slot& slot) { slot.value = &call_value<Method>; });
  }
  /// `void f()` or `void f(unsigned)` after the value of a read is taken: pop, clear on read.
  template <auto Method>
  void after_read(std::uint32_t offset, unsigned bank = 0) {
    for_each(offset, bank, [](Slot& slot) { slot.after_read = &call_after_read<Method>; });
  }
  /// `void f(const Write&)` after a write is stored.
  template <auto Method>
  void on_write(std::uint32_t offset, unsigned bank = 0) {
    for_each(offset, bank, [](Slot& slot) { slot.on_write = &call_write<Method>; });
  }

  /// State beside the registers, as after power-on. Registers have their reset values by then.
  virtual void reset_state() {}
  /// State beside the registers: events, wires, FIFOs.
  virtual void serialize_state(sim::Archive&) {}

 private:
  struct Slot {
    std::uint32_t read_mask, write_mask, clear_mask;
    std::uint16_t index;  ///< in an array of registers
    bool named;           ///< an access is not modelled and named in a warning
    std::uint32_t (*value)(const Device&, unsigned) = nullptr;
    void (*after_read)(Device&, unsigned) = nullptr;
    void (*on_write)(Device&, const Write&) = nullptr;
    const RegisterInfo* info;
  };
  /// The slot of offsets without a register.
  static constexpr std::uint16_t kNoSlot = 0;

  template <class>
  struct MethodClass;
  template <class R, class C, class... A>
  struct MethodClass<R (C::*)(A...)> {
    using type = C;
  };
  template <class R, class C, class... A>
  struct MethodClass<R (C::*)(A...) const> {
    using type = C;
  };
  template <auto Method>
  using ClassOf = typename MethodClass<decltype(Method)>::type;

  template <auto Method>
  static std::uint32_t call_value(const Device& device, unsigned index) {
    const auto& self = static_cast<const ClassOf<Method>&>(device);
    if constexpr (std::is_invocable_v<decltype(Method), const ClassOf<Method>&, unsigned>) {
      return (self.*Method)(index);
    } else {
      return (self.*Method)();
    }
  }
  template <auto Method>
  static void call_after_read(Device& device, unsigned index) {
    auto& self = static_cast<ClassOf<Method>&>(device);
    if constexpr (std::is_invocable_v<decltype(Method), ClassOf<Method>&, unsigned>) {
      (self.*Method)(index);
    } else {
      (self.*Method)();
    }
  }
  template <auto Method>
  static void call_write(Device& device, const Write& write) {
    (static_cast<ClassOf<Method>&>(device).*Method)(write);
  }

  template <class F>
  void for_each(std::uint32_t offset, unsigned bank, F bind) {
    const RegisterInfo* info = slots_[slot_of(offset, bank)].info;
    for (Slot& slot : slots_) {
      if (slot.info == info) bind(slot);
    }
  }
  [[nodiscard]] std::uint16_t slot_of(std::uint32_t offset, unsigned bank) const {
    return index_[bank * words_ + offset / 4];
  }
  [[nodiscard]] std::uint16_t current_slot(std::uint32_t offset) const {
    const std::uint32_t word = offset / 4;
    return word < words_ ? current_bank_[word] : kNoSlot;
  }
  std::uint32_t read_word(std::uint32_t offset);
  void write_word(std::uint32_t offset, std::uint32_t value);
  void check_narrow_read(std::uint32_t offset, unsigned size);
  void check_narrow_write(std::uint32_t offset, unsigned size);
  void name_missing(std::uint32_t offset, std::uint16_t slot, bool is_write);
  void name_narrow(std::uint32_t offset, std::uint16_t slot, unsigned size, bool is_write);
  void load_reset_values();

  DeviceContext context_;
  const BlockInfo& block_;
  std::string name_;
  std::uint32_t base_;
  std::uint32_t words_;  ///< words of address space
  const std::uint16_t* current_bank_;
  std::vector<std::uint16_t> index_;  ///< word offset -> slot, one part per bank
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> values_;  ///< by slot
  unsigned bank_ = 0;
  bool observed_ = false;
  std::function<bool(const Touch&)> observer_;
  /// What was named last, by reads and by writes: firmware that waits comes back for ever.
  struct Named {
    std::uint32_t offset = 0;
    std::uint16_t slot = 0;
    std::uint64_t* count = nullptr;
    unsigned size = 0;
  };
  std::array<Named, 2> named_{}, narrow_{};
};

}  // namespace armillary::soc
