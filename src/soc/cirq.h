// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "soc/device.h"
#include "soc/eint.h"
#include "soc/interrupt_sink.h"
#include "soc/memory_map.h"

namespace armillary::soc {

/// What lies between the interrupt outputs of an IO core's blocks and its NVIC: sensitivity,
/// blocking, the external interrupts of pins 0 to 23, and the wake-up controller's latches.
class Cirq final : public Device {
 public:
  static const BlockInfo kBlock;

  /// `sink` must outlive the device.
  Cirq(const DeviceContext& context, std::string name, std::uint32_t base, InterruptSink& sink);

  /// An external interrupt outside `claimed` that firmware sets up is told to `foreign`.
  void guard(const std::bitset<kEints>& claimed, std::function<void(unsigned)> foreign) {
    claimed_ = claimed;
    foreign_ = std::move(foreign);
  }

  /// Block output `irq` has this level now.
  void set_input(unsigned irq, bool level);
  /// Makes `wire` the input of `irq`.
  void connect(unsigned irq, sim::Wire& wire);
  /// Makes the pin behind `wire` external interrupt `number` (0..23).
  void connect_eint(unsigned number, sim::Wire& wire);
  /// The core sleeps so deeply that only the wake-up controller sees interrupts: those that are
  /// disabled there reach the core when it is awake again.
  void set_deep_sleep(bool deep);

 private:
  using Lines = std::bitset<kInterruptLines>;

  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;

  void write_eint(const Write& write);
  void write_settings(const Write& write);
  void write_wic_clear(const Write& write);
  [[nodiscard]] std::uint32_t wic_pending(unsigned word) const;
  [[nodiscard]] std::uint32_t wic_enabled(unsigned word) const;
  [[nodiscard]] std::uint32_t wake_up_status() const;
  [[nodiscard]] bool word_bit(std::uint32_t offset, unsigned irq) const;
  [[nodiscard]] bool is_level(unsigned irq) const;
  void eint_changed(unsigned number);
  void latch_wake_up(unsigned irq);
  void edge(unsigned irq);
  void update(unsigned irq);
  [[nodiscard]] bool wakes(unsigned irq) const;
  [[nodiscard]] bool passes(unsigned irq) const;

  InterruptSink& sink_;
  std::array<std::unique_ptr<Eint>, kEints> eints_;
  Lines inputs_;     ///< what the blocks say
  Lines before_;     ///< the same, with the test register, when last looked at
  Lines forwarded_;  ///< levels the sink has been given
  Lines wake_ups_;
  Lines held_;  ///< edges that wait for the end of deep sleep
  bool deep_sleep_ = false;
  std::bitset<kEints> claimed_;
  std::function<void(unsigned)> foreign_;  ///< empty: nothing is guarded
};

}  // namespace armillary::soc
