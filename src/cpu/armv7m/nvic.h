// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "cpu/armv7m/exception_numbers.h"
#include "cpu/armv7m/exception_set.h"

namespace armillary::cpu {

/// Which exceptions are pending, active and enabled, and which of them goes first: the system
/// exceptions and the MT3620's 100 external lines, with 3 priority bits (the upper bits of each
/// byte; the lower five read 0 and ignore writes). A pure model without an engine.
///
/// External inputs follow TRM 6.2: a rising edge makes a line pending and stays latched when the
/// line falls; a line that is still high when its handler returns becomes pending again, and
/// ICPR cannot clear it as long as it is high and not active. So the same input serves level and
/// pulse sources.
class Nvic {
 public:
  static constexpr unsigned kPriorityBits = 3;
  static constexpr std::uint8_t kPriorityMask = 0xE0;
  /// Execution priority of a thread that nothing masks; no exception has it.
  static constexpr int kIdlePriority = 256;

  struct Candidate {
    unsigned exception = 0;        ///< 0: nothing is pending
    int priority = kIdlePriority;  ///< group priority
  };

  Nvic();

  /// Called after a change that may have altered best() or active_priority(), except by activate()
  /// and deactivate(), whose caller knows.
  void on_change(std::function<void()> observer) { changed_ = std::move(observer); }
  /// Called when an exception becomes pending, also a disabled one (SCR.SEVONPEND).
  void on_pend(std::function<void()> observer) { pended_ = std::move(observer); }

  // Inputs. `irq` is below kExternalLines; others are ignored.
  void set_line(unsigned irq, bool level);
  void pulse(unsigned irq);
  [[nodiscard]] bool line(unsigned irq) const { return state_.lines.test(kFirstExternal + irq); }

  // Exceptions by number.
  void set_pending(unsigned exception);
  void clear_pending(unsigned exception);
  void set_enabled(unsigned exception, bool enabled);
  void set_active(unsigned exception, bool active);
  [[nodiscard]] bool pending(unsigned exception) const { return state_.pending.test(exception); }
  [[nodiscard]] bool active(unsigned exception) const { return state_.active.test(exception); }
  [[nodiscard]] bool enabled(unsigned exception) const { return state_.enabled.test(exception); }
  [[nodiscard]] unsigned active_count() const { return state_.active.count(); }
  [[nodiscard]] bool fault_active() const;
  /// An external interrupt is pending (ICSR.ISRPENDING).
  [[nodiscard]] bool external_pending() const;

  /// The pending and enabled exception with the highest priority; of equals the lowest number.
  [[nodiscard]] Candidate best() const;
  /// The highest group priority of the active exceptions, or kIdlePriority.
  [[nodiscard]] int active_priority() const;
  /// Pending becomes active.
  void activate(unsigned exception);
  /// No longer active; pending again when its line is still high.
  void deactivate(unsigned exception);
  /// The exception whose handler runs (IPSR), 0 in thread mode. Kept by the exception model.
  [[nodiscard]] unsigned current() const { return state_.current; }
  void set_current(unsigned exception) { state_.current = exception; }

  // Priorities.
  void set_priority(unsigned exception, std::uint8_t value);
  /// The byte of IPR or SHPR.
  [[nodiscard]] std::uint8_t priority(unsigned exception) const {
    return state_.priorities[exception];
  }
  /// The part of a priority that decides on preemption. -3, -2 and -1 for Reset, NMI, HardFault.
  [[nodiscard]] int group_priority(unsigned exception) const;
  [[nodiscard]] int group_of(std::uint8_t priority) const {
    return priority & group_mask() & kPriorityMask;
  }
  /// AIRCR.PRIGROUP, 0..7.
  void set_priority_grouping(unsigned prigroup);
  [[nodiscard]] unsigned priority_grouping() const { return state_.prigroup; }

  // ICTR, ISER, ICER, ISPR, ICPR, IABR, IPR and STIR by offset from 0xE000E000, which is a multiple
  // of 4. Offsets that owns() does not name read 0 and ignore writes.
  [[nodiscard]] static bool owns(std::uint32_t offset);
  [[nodiscard]] std::uint32_t read(std::uint32_t offset) const;
  /// `mask` has ones in the bytes that are written.
  void write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask);

  /// As after a core reset. The lines keep their levels; those that are high are pending again.
  void reset();

  /// Everything that a snapshot has to hold.
  struct State {
    ExceptionSet pending, active, enabled, lines;
    std::array<std::uint8_t, 128> priorities{};
    unsigned prigroup = 0;
    unsigned current = 0;
  };
  [[nodiscard]] const State& state() const { return state_; }
  void restore(const State& state);

 private:
  static constexpr unsigned kLevels = 1U << kPriorityBits;

  [[nodiscard]] unsigned group_mask() const { return ~((2U << state_.prigroup) - 1) & 0xFF; }
  void index_priorities();
  void changed() {
    if (changed_) changed_();
  }
  template <class Function>
  void for_each_bit(std::uint32_t offset, std::uint32_t bits, Function function);

  State state_;
  /// Configurable exceptions by priority: an index over state_.priorities.
  std::array<ExceptionSet, kLevels> levels_;
  std::function<void()> changed_;
  std::function<void()> pended_;
};

}  // namespace armillary::cpu
