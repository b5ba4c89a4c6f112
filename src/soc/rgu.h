// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include "sim/clock.h"
#include "soc/device.h"

namespace armillary::soc {

/// The crystal: what a core runs from until it chooses otherwise.
inline constexpr sim::Rate kCrystal{26'000'000};
/// "200 MHz" in the documents; 26 MHz x 7.6 in the drivers.
inline constexpr sim::Rate kPll{197'600'000};
inline constexpr sim::Rate kSlowCrystal{32'768};

/// Reset, low power and the clock of an IO core.
class Rgu final : public Device {
 public:
  static const BlockInfo kBlock;

  /// `cpu_clock` is what the multiplexer sets; it must outlive the device.
  Rgu(const DeviceContext& context, std::string name, std::uint32_t base, sim::Clock& cpu_clock);

  /// The core, asleep with SCB.SCR.SLEEPDEEP, is left to the wake-up controller (CM4_SLP_CTRL).
  [[nodiscard]] bool sleep_enabled() const;
  /// That sleep has ended. When it was a deep one, firmware looks for it in CM4_SLP_AUX.
  void woke_up();

 private:
  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;
  void write_clock(const Write& write);
  void choose_clock();

  sim::Clock& cpu_clock_;
};

}  // namespace armillary::soc
