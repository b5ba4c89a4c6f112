// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "soc/device.h"
#include "soc/pads.h"

namespace armillary::soc {

/// A PWM controller with four channels. A channel makes a wave that is a value, not a stream of
/// events, so that a fast PWM costs nothing.
class Pwm final : public Device {
 public:
  static const BlockInfo kBlock;
  static constexpr unsigned kChannels = 4;

  /// Channel outputs are the pins from `first_pin` on. `pads` must outlive the device.
  Pwm(const DeviceContext& context, std::string name, std::uint32_t base, unsigned first_pin,
      Pads& pads);

 private:
  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;
  void write_global(const Write& write);
  void write_control(const Write& write);
  void kick(unsigned channel);
  void update_outputs();

  unsigned first_pin_;
  Pads& pads_;
  std::array<PwmWave, kChannels> waves_{};
  std::array<bool, kChannels> running_{};
};

}  // namespace armillary::soc
