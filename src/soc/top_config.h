// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>

#include "soc/device.h"
#include "soc/pads.h"

namespace armillary::soc {

/// The pin multiplexer: what each pin is for. The operating system sets it from the manifests, and
/// MediaTek's drivers set it again.
class PinMux final : public Device {
 public:
  static const BlockInfo kBlock;
  PinMux(const DeviceContext& context, std::string name, std::uint32_t base, Pads& pads);

 private:
  void reset_state() override;
  void write_modes(const Write& write);

  Pads& pads_;
};

/// The always-on configuration block, as far as real-time firmware touches it: clock gates.
class TopConfig final : public Device {
 public:
  static const BlockInfo kBlock;
  TopConfig(const DeviceContext& context, std::string name, std::uint32_t base);

  /// The debug UART's reset (active low) has been asserted.
  void on_debug_uart_reset(std::function<void()> action) { debug_uart_reset_ = std::move(action); }
  /// The clock of the GPIO counters is now this one, 0 to 3.
  void on_counter_clock(std::function<void(unsigned)> action) {
    counter_clock_ = std::move(action);
  }

 private:
  void reset_state() override;
  void write_debug_uart(const Write& write);
  void write_counter_clock(const Write& write);

  std::function<void()> debug_uart_reset_;
  std::function<void(unsigned)> counter_clock_;
};

}  // namespace armillary::soc
