// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>

#include "soc/device.h"

namespace armillary::soc {

/// The watchdog of an IO core. When it bites, only that core starts again; memory and peripherals
/// stay as they are (learn.microsoft.com, "Use watchdog timers").
class Wdt final : public Device {
 public:
  static const BlockInfo kBlock;
  enum class Cause : std::uint8_t { timeout, software };

  Wdt(const DeviceContext& context, std::string name, std::uint32_t base);

  /// A pulse when the time is over in interrupt mode, and per software interrupt.
  [[nodiscard]] sim::Wire& interrupt() { return interrupt_; }
  /// The core is to restart. Called inside the register write (software) or an event (timeout).
  void on_bite(std::function<void(Cause)> action) { bite_ = std::move(action); }

 private:
  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;

  void write_mode(const Write& write);
  void write_length(const Write& write);
  void write_restart(const Write& write);
  void write_software_reset(const Write& write);
  void write_software_interrupt(const Write& write);
  void restart();
  void time_over();
  void bite(Cause cause);

  sim::Wire interrupt_;
  sim::TimedEvent timeout_;
  std::function<void(Cause)> bite_;
};

}  // namespace armillary::soc
