// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/i2c_bus.h"

namespace armillary::soc {

bool I2cBus::start(std::uint8_t address, bool read) {
  for (std::uint32_t index = 0; index < targets_.size(); ++index) {
    if (!targets_[index]->start(address, read)) continue;
    if (addressed_ != kNobody && addressed_ != index) targets_[addressed_]->stop();
    addressed_ = index;
    return true;
  }
  stop();
  return false;
}

bool I2cBus::write(std::uint8_t byte) {
  return addressed_ != kNobody && targets_[addressed_]->write(byte);
}

std::uint8_t I2cBus::read() { return addressed_ == kNobody ? 0xFF : targets_[addressed_]->read(); }

void I2cBus::stop() {
  if (addressed_ == kNobody) return;
  const std::uint32_t index = addressed_;
  addressed_ = kNobody;
  targets_[index]->stop();
}

void I2cBus::serialize(sim::Archive& archive) {
  archive.value(addressed_);
  if (addressed_ == kNobody || addressed_ < targets_.size()) return;
  archive.fail("an I2C target that is not there");
  addressed_ = kNobody;
}

}  // namespace armillary::soc
