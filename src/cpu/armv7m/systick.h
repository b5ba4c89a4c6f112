// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>

#include "cpu/armv7m/core_clock.h"
#include "sim/event_queue.h"

namespace armillary::cpu {

/// The system timer of ARM ARM B3.3: 24 bits, counting down with the core's clock. Nothing ticks:
/// VAL is computed from the cycle at which it is read, and an event exists only for the next
/// interrupt. The MT3620's reference clock is not known and no public firmware selects it, so
/// CALIB says NOREF and CLKSOURCE is fixed at 1, as the architecture allows.
class SysTick {
 public:
  /// `cycle` gives the present cycle of `clock`; `interrupt` makes the exception pending.
  SysTick(sim::EventQueue& events, const CoreClock& clock, std::function<std::uint64_t()> cycle,
          std::function<void()> interrupt);

  /// CTRL, LOAD, VAL, CALIB at 0x010..0x01C from 0xE000E000.
  [[nodiscard]] static bool owns(std::uint32_t offset) { return offset >= 0x10 && offset < 0x20; }
  /// Reading CTRL clears COUNTFLAG.
  std::uint32_t read(std::uint32_t offset);
  /// The same without the side effect.
  [[nodiscard]] std::uint32_t peek(std::uint32_t offset) const;
  void write(std::uint32_t offset, std::uint32_t value);
  /// The clock's rate has changed: the next interrupt comes at another instant.
  void clock_changed();
  void reset();

  /// Everything that a snapshot has to hold.
  struct State {
    std::uint32_t control = 0;          ///< ENABLE and TICKINT
    std::uint32_t load = 0;             ///< 24 bits
    std::uint32_t value = 0;            ///< VAL at cycle `since`
    std::uint64_t since = 0;            ///< counts from here on when enabled
    std::uint64_t flag_seen_until = 0;  ///< COUNTFLAG tells of zeros after this cycle
    std::uint64_t interrupt_at = 0;     ///< the cycle of the next interrupt, when one is scheduled
    bool interrupt_scheduled = false;
    bool flag = false;  ///< COUNTFLAG from before `flag_seen_until`
  };
  [[nodiscard]] const State& state() const { return state_; }
  void restore(const State& state);

 private:
  [[nodiscard]] bool enabled() const { return (state_.control & 1) != 0; }
  [[nodiscard]] std::uint32_t value_at(std::uint64_t cycle) const;
  [[nodiscard]] bool flag_at(std::uint64_t cycle) const;
  /// The first cycle after `cycle` at which the counter goes from 1 to 0, or kNoZero.
  static constexpr std::uint64_t kNoZero = ~std::uint64_t{0};
  [[nodiscard]] std::uint64_t next_zero(std::uint64_t cycle) const;
  void rebase(std::uint64_t cycle);
  void schedule_after(std::uint64_t cycle);
  void wrap();

  const CoreClock& clock_;
  std::function<std::uint64_t()> cycle_;
  std::function<void()> interrupt_;
  State state_;
  sim::TimedEvent event_;
};

}  // namespace armillary::cpu
