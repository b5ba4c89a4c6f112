// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

#include "sim/archive.h"
#include "soc/i2c_bus.h"

namespace armillary::board {

/// The sensor hub of an LSM6DSO (ST DS12140, sensor hub registers): a second register bank and an
/// I2C master that, triggered by the accelerometer, writes to or reads from up to four sensors
/// behind it.
class SensorHub {
 public:
  using Warn = std::function<void(std::string_view what)>;
  explicit SensorHub(Warn warn) : warn_(std::move(warn)) {}

  [[nodiscard]] soc::I2cBus& bus() { return bus_; }
  std::uint8_t read(std::uint8_t address) const;
  void write(std::uint8_t address, std::uint8_t value);
  void reset();
  /// STATUS_MASTER, which the main register page shows, too.
  [[nodiscard]] std::uint8_t status() const { return registers_[kStatus]; }
  /// MASTER_ON: samples trigger it.
  [[nodiscard]] bool running() const { return (registers_[kConfig] & kMasterOn) != 0; }
  /// The accelerometer has a new sample.
  void trigger();

  void serialize(sim::Archive& archive);

 private:
  static constexpr std::uint8_t kData = 0x02, kDataBytes = 18, kConfig = 0x14, kFirstSlave = 0x15,
                                kDataWrite = 0x21, kStatus = 0x22, kSize = 0x23;
  static constexpr std::uint8_t kMasterOn = 1U << 2, kPassThrough = 1U << 4, kStartByPin = 1U << 5,
                                kWriteOnce = 1U << 6, kResetRegisters = 1U << 7;
  static constexpr std::uint8_t kEndOfOperation = 1U << 0, kWriteOnceDone = 1U << 7;

  [[nodiscard]] bool write_to_sensor(std::uint8_t address, std::uint8_t reg);
  [[nodiscard]] bool read_from_sensor(std::uint8_t address, std::uint8_t reg, unsigned count,
                                      unsigned& place);

  Warn warn_;
  soc::I2cBus bus_;
  std::array<std::uint8_t, kSize> registers_{};
};

}  // namespace armillary::board
