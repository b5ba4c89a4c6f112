// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "soc/bus.h"
#include "soc/cirq.h"
#include "soc/claims.h"
#include "soc/device_context.h"
#include "soc/gpio_block.h"

namespace armillary::soc {

/// Watches that firmware keeps to what its app manifest lists. What lies beyond works, as no source
/// says what the device's firewall does, but is named once with the manifest line that is missing,
/// and counted. Accesses to what is claimed cost nothing.
class PeripheralGuard {
 public:
  /// Guards the blocks on `bus` that need a claim. All references must outlive the guard, and the
  /// guard the accesses.
  PeripheralGuard(const DeviceContext& context, Bus& bus, Cirq& cirq,
                  std::span<const std::unique_ptr<GpioBlock>> gpio, const Claims& claims);
  ~PeripheralGuard();
  PeripheralGuard(const PeripheralGuard&) = delete;
  PeripheralGuard& operator=(const PeripheralGuard&) = delete;

 private:
  /// Stands before a block that is not claimed.
  class ForeignBlock;

  void guard_blocks(Bus& bus, const Claims& claims);
  void guard_pins(std::span<const std::unique_ptr<GpioBlock>> gpio, const Claims& claims);
  void name_pin(unsigned pin);
  std::uint64_t& name(std::string_view what, std::string_view line);

  DeviceContext context_;
  std::vector<std::unique_ptr<ForeignBlock>> blocks_;
  /// How often a pin was named; nullptr before the first time. Firmware that drives one comes here
  /// for ever: the words are made once.
  std::array<std::uint64_t*, kPins> named_pins_{};
};

}  // namespace armillary::soc
