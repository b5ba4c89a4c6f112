// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "board/parts/register_port.h"
#include "soc/device_context.h"

namespace armillary::board {

/// The registers of the audio codec MAX98090 (Maxim 19-6492): acknowledged and read back, with its
/// reset values, software reset and revision. It makes no sound: what an I2S block plays goes to a
/// speaker of the board, whatever the codec's volumes and switches say.
class Max98090 final : public ByteRegisters {
 public:
  Max98090(const soc::DeviceContext& context, std::string name)
      : context_(context), name_(std::move(name)) {
    reset();
  }
  void serialize(sim::Archive& archive) {
    archive.section(name_);
    serialize_pointer(archive);
    for (std::uint8_t& value : registers_) archive.value(value);
  }

 private:
  static constexpr std::uint8_t kSoftwareReset = 0x00, kInterruptMasks = 0x03, kQuickFirst = 0x04,
                                kQuickLast = 0x0B, kLast = 0xD1, kRevision = 0xFF;

  std::uint8_t read_register(std::uint8_t address) override { return registers_[address]; }
  void write_register(std::uint8_t address, std::uint8_t value) override {
    if (address == kSoftwareReset) {
      if ((value & 0x80) != 0) reset();
    } else if (address >= kQuickFirst && address <= kQuickLast) {
      // They set many registers at once and read 0.
      if (value != 0) warn("the quick setup registers (0x04 to 0x0b) are not modelled");
    } else if (address >= kInterruptMasks && address <= kLast) {
      registers_[address] = value;
    } else {
      warn("a write to a register that is read-only or reserved is ignored");
    }
  }
  [[nodiscard]] std::uint8_t next_register(std::uint8_t address) const override {
    return static_cast<std::uint8_t>(address + 1);
  }
  void reset() {
    constexpr std::array<std::pair<std::uint8_t, std::uint8_t>, 15> kResets{{{0x03, 0x04},
                                                                             {0x0E, 0x1B},
                                                                             {0x10, 0x14},
                                                                             {0x11, 0x14},
                                                                             {0x17, 0x03},
                                                                             {0x18, 0x03},
                                                                             {0x26, 0x80},
                                                                             {0x2C, 0x1A},
                                                                             {0x2D, 0x1A},
                                                                             {0x31, 0x2C},
                                                                             {0x32, 0x2C},
                                                                             {0x39, 0x15},
                                                                             {0x3C, 0x15},
                                                                             {0x44, 0x06},
                                                                             {kRevision, 0x43}}};
    registers_.fill(0);
    for (const auto& [address, value] : kResets) registers_[address] = value;
  }
  void warn(std::string_view what) { context_.journal().warn_once(name_, what); }

  soc::DeviceContext context_;
  std::string name_;
  std::array<std::uint8_t, 256> registers_{};
};

}  // namespace armillary::board
