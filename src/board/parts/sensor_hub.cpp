// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/sensor_hub.h"

namespace armillary::board {

std::uint8_t SensorHub::read(std::uint8_t address) const {
  return address < kSize ? registers_[address] : std::uint8_t{0};
}

void SensorHub::write(std::uint8_t address, std::uint8_t value) {
  // What has been read from the sensors and the status are read-only.
  if (address < kConfig || address >= kStatus) return;
  if (address != kConfig) {
    registers_[address] = value;
    return;
  }
  if ((value & kResetRegisters) != 0) {
    // The bit resets the master's registers and must be written back to 0 (DS12140, MASTER_CONFIG).
    reset();
    registers_[kConfig] = kResetRegisters;
    return;
  }
  if ((value & kPassThrough) != 0) warn_("the sensor hub's pass-through mode is not modelled");
  if ((value & kStartByPin) != 0) warn_("the sensor hub's trigger by INT2 is not modelled");
  const bool was_running = running();
  registers_[kConfig] = value;
  // A new operation begins with a clear status; when the silicon clears it is not documented.
  if (running() && !was_running) registers_[kStatus] = 0;
}

void SensorHub::reset() { registers_.fill(0); }

void SensorHub::trigger() {
  if (!running()) return;
  std::uint8_t& status = registers_[kStatus];
  const unsigned slaves = 1U + (registers_[kConfig] & 3U);  // AUX_SENS_ON
  unsigned place = 0;
  for (unsigned slave = 0; slave < slaves; ++slave) {
    const std::uint8_t* setup = &registers_[kFirstSlave + slave * 3U];
    const auto address = static_cast<std::uint8_t>(setup[0] >> 1);
    // Only slave 0 can write; the others only read (DS12140, SLV0_ADD to SLV3_ADD).
    const bool reads = slave > 0 || (setup[0] & 1U) != 0;
    bool acknowledged = true;
    if (reads) {
      acknowledged = read_from_sensor(address, setup[1], setup[2] & 7U, place);
    } else if ((registers_[kConfig] & kWriteOnce) == 0 || (status & kWriteOnceDone) == 0) {
      acknowledged = write_to_sensor(address, setup[1]);
      status |= kWriteOnceDone;
    }
    const auto nack = static_cast<std::uint8_t>(1U << (3 + slave));
    status = static_cast<std::uint8_t>(acknowledged ? status & ~nack : status | nack);
  }
  status |= kEndOfOperation;
}

bool SensorHub::write_to_sensor(std::uint8_t address, std::uint8_t reg) {
  const bool acknowledged =
      bus_.start(address, false) && bus_.write(reg) && bus_.write(registers_[kDataWrite]);
  bus_.stop();
  return acknowledged;
}

bool SensorHub::read_from_sensor(std::uint8_t address, std::uint8_t reg, unsigned count,
                                 unsigned& place) {
  if (count == 0) return true;
  const bool acknowledged =
      bus_.start(address, false) && bus_.write(reg) && bus_.start(address, true);
  for (unsigned i = 0; acknowledged && i < count && place < kDataBytes; ++i, ++place) {
    registers_[kData + place] = bus_.read();
  }
  bus_.stop();
  return acknowledged;
}

void SensorHub::serialize(sim::Archive& archive) {
  archive.section("sensor hub");
  for (std::uint8_t& value : registers_) archive.value(value);
  bus_.serialize(archive);
}

}  // namespace armillary::board
