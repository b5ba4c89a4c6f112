// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "sim/archive.h"

namespace armillary::soc {

/// What answers on an I2C bus: a sensor of the board, or the slave side of another interface unit.
/// Sans-I/O: it is told what happens on the two wires, at the instant of its domain at which the
/// last bit of it has passed.
class I2cTarget {
 public:
  virtual ~I2cTarget() = default;
  /// A start or repeated start with a 7-bit address. True: it is mine, acknowledged; what follows
  /// up to the next start or stop is for this target alone.
  virtual bool start(std::uint8_t address, bool read) = 0;
  /// A byte from the controller; true: acknowledged.
  virtual bool write(std::uint8_t byte) = 0;
  /// The next byte for the controller, which acknowledges all but the last one of a transfer.
  virtual std::uint8_t read() = 0;
  /// The transfer is over: a stop condition, or a repeated start for another target.
  virtual void stop() = 0;
};

/// The wires SCL and SDA of one interface unit with the targets on them. One controller at a time
/// uses it. Not thread-safe: it lives in one Domain.
class I2cBus {
 public:
  I2cBus() = default;
  I2cBus(const I2cBus&) = delete;
  I2cBus& operator=(const I2cBus&) = delete;

  /// `target` must outlive the bus. Of several that acknowledge an address the first one counts.
  void attach(I2cTarget& target) { targets_.push_back(&target); }

  /// Address phase; false: nobody acknowledged (the controller then sends a stop).
  bool start(std::uint8_t address, bool read);
  /// False when not acknowledged, or when nobody is addressed.
  bool write(std::uint8_t byte);
  /// 0xFF, the level of the pulled-up wire, when nobody is addressed.
  std::uint8_t read();
  void stop();

  /// Which target is addressed; the targets' own state is their owners'.
  void serialize(sim::Archive& archive);

 private:
  static constexpr std::uint32_t kNobody = 0xFFFF'FFFF;
  std::vector<I2cTarget*> targets_;
  std::uint32_t addressed_ = kNobody;
};

}  // namespace armillary::soc
