// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/archive.h"
#include "sim/domain.h"

namespace armillary::soc {

/// GPIO numbers 0..93.
inline constexpr unsigned kPins = 94;

/// What a core can use a pin for.
enum class PinFunction : std::uint8_t { gpio_output, pwm, eint, counter, uart, i2c, spi, adc, i2s };
inline constexpr unsigned kPinFunctions = 9;
/// "GPIO output", "UART".
std::string_view to_string(PinFunction function);

/// What a core uses its pins for. A pin has one function: two at once get one warning that names
/// the pin and both. Lives in one domain.
class PinFunctions {
 public:
  explicit PinFunctions(sim::Domain& domain) : domain_(domain) {}
  PinFunctions(const PinFunctions&) = delete;
  PinFunctions& operator=(const PinFunctions&) = delete;

  /// The core begins or ends to use `pins` for a function. `chosen` are pins for which the pin
  /// multiplexer names a function: it has the pin, and the others do not reach it.
  void use(const std::bitset<kPins>& pins, PinFunction function, bool used,
           const std::bitset<kPins>& chosen);
  [[nodiscard]] bool uses(unsigned pin, PinFunction function) const {
    return used_[static_cast<std::size_t>(function)].test(pin);
  }
  /// Which of the interface units', converter's and I2S blocks' functions has the pin.
  [[nodiscard]] const PinFunction* block_function(unsigned pin) const;
  /// Pins that such a function has got for the first time since the last call.
  std::vector<unsigned> take_new_block_pins() { return std::exchange(new_block_pins_, {}); }

  void serialize(sim::Archive& archive);

 private:
  sim::Domain& domain_;
  std::array<std::bitset<kPins>, kPinFunctions> used_{};
  std::bitset<kPins> announced_;
  std::vector<unsigned> new_block_pins_;
};

}  // namespace armillary::soc
