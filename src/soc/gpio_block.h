// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <functional>

#include "soc/device.h"
#include "soc/pads.h"

namespace armillary::soc {

/// GPIO registers: the same idea in six kinds of blocks that differ in the number of pins, the
/// place of DIN and what else lies in the first register.
class GpioBlock final : public Device {
 public:
  /// Pins 0..23, four a block; the blocks of groups 0..2 also hold a PWM controller's reset.
  static const BlockInfo kGroup;
  /// The five pins of an ISU, and the ISU's global control.
  static const BlockInfo kIsu;
  /// Pins 41..48, and the ADC's reset.
  static const BlockInfo kAdc;
  /// The five pins of an I2S block.
  static const BlockInfo kI2s;
  /// Pins 24, 25, 49..55 and 81..93, at other offsets.
  static const BlockInfo kCa7;

  /// `block` is one of the above. `pads` must outlive the device.
  GpioBlock(const DeviceContext& context, const BlockInfo& block, std::string name,
            std::uint32_t base, unsigned first_pin, Pads& pads);

  /// Pins outside `owned` that firmware drives or makes an output are told to `foreign`, and the
  /// first pin of a block without an owned pin when firmware reads its levels. Pulls and the first
  /// register are open to all: MediaTek's drivers write those of blocks that are not theirs.
  void guard(const std::bitset<kPins>& owned, std::function<void(unsigned pin)> foreign);

  /// The first register has been written or reset.
  void on_global_control(std::function<void(std::uint32_t value)> action) {
    global_ = std::move(action);
  }
  /// Bits of the first register that are active-low resets have fallen: what hangs on them is to
  /// reset itself. Called with those bits.
  void on_reset_bits(std::function<void(std::uint32_t fallen)> action) {
    reset_bits_ = std::move(action);
  }

 private:
  static constexpr unsigned kNoPin = kPins;
  struct Layout;
  static const Layout& layout_of(const BlockInfo& block);

  void reset_state() override;
  [[nodiscard]] unsigned pin_of(unsigned bit_number) const;
  template <std::uint32_t Layout::*Register>
  void set_bits(const Write& write);
  template <std::uint32_t Layout::*Register>
  void reset_bits(const Write& write);
  template <std::uint32_t Layout::*Register>
  void update(std::uint32_t bits);
  void write_drive(const Write& write);
  void write_enable(const Write& write);
  void write_pull(const Write& write);
  void write_global(const Write& write);
  [[nodiscard]] std::uint32_t input() const;
  void update_drive(std::uint32_t bits);
  void update_pull(std::uint32_t bits);
  void check_owned(std::uint32_t bits);
  void note_input() { foreign_(pin_of(0)); }

  const Layout& layout_;
  unsigned first_pin_;
  Pads& pads_;
  std::function<void(std::uint32_t)> reset_bits_, global_;
  std::uint32_t owned_ = kAllBits;  ///< a bit per pin
  std::function<void(unsigned)> foreign_;
};

}  // namespace armillary::soc
