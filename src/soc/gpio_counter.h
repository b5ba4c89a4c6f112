// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "soc/counter_input.h"
#include "soc/device.h"
#include "soc/fifo.h"
#include "soc/pads.h"

namespace armillary::soc {

/// The hardware counter of a GPIO group (GPIOIF): counts events at its first two pins up and down,
/// and captures the instants of their edges; the third pin can reset it. Exact in virtual time.
class GpioCounter final : public Device {
 public:
  static const BlockInfo kBlock;
  /// MediaTek's mhal_gpioif.h.
  static constexpr std::size_t kCaptures = 8;

  /// `first_pin` is the group's. `pads` must outlive the device.
  GpioCounter(const DeviceContext& context, std::string name, std::uint32_t base,
              unsigned first_pin, Pads& pads);

  /// High while an enabled status bit is set.
  [[nodiscard]] sim::Wire& interrupt() { return interrupt_; }
  /// A write of the group's GLOBAL_CTRL, which turns the counter and its clock on.
  void set_global_control(std::uint32_t value);
  /// Which of the four clocks (b1:0 of GPIO_COUNTER_CLK) all counters run by.
  void select_clock(unsigned number);

 private:
  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;

  void write_input(const Write& write) { inputs_[write.index]->configure(write.value); }
  void write_settings(const Write&) { update_resets(); }
  void write_clear(const Write& write);
  void write_enable(const Write&) { update_interrupt(); }
  [[nodiscard]] std::uint32_t status() const;
  [[nodiscard]] std::uint32_t capture_counts() const;
  [[nodiscard]] std::uint32_t captured(unsigned index) const { return captures_[index].front(); }
  [[nodiscard]] std::uint32_t event_count() const { return count_; }
  void take_captured(unsigned index);

  void input_changed(unsigned index, bool level);
  void count_event(unsigned index, bool level);
  void count(bool up);
  void push(unsigned index, std::uint32_t value, std::uint32_t when_full);
  void update_resets();
  void set_capture_running(bool running);
  [[nodiscard]] std::uint32_t capture_time() const;
  void latch(std::uint32_t bits);
  void update_interrupt();

  sim::Wire interrupt_;
  std::array<std::unique_ptr<CounterInput>, 3> inputs_;
  std::array<Fifo<std::uint32_t, kCaptures>, 2> captures_;
  bool running_ = false;       ///< the counter and its clock are on
  std::uint8_t clock_ = 0;     ///< number of the clock
  std::uint32_t latched_ = 0;  ///< of INT_STS
  std::uint32_t count_ = 0;
  bool pin_resets_ = false;  ///< the third pin asks for a reset
  // The capture counter: clocks since its epoch on top of what it had.
  bool capture_running_ = false;
  std::uint32_t capture_base_ = 0;
  sim::Time capture_epoch_{};
};

}  // namespace armillary::soc
