// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "soc/i2c_bus.h"
#include "soc/spi_bus.h"

namespace armillary::board {

using Bytes = std::vector<std::uint8_t>;

/// Transfers as a driver makes them on an I2C bus.
class I2cTalk {
 public:
  I2cTalk(soc::I2cTarget& target, std::uint8_t address) : address_(address) { bus_.attach(target); }

  /// All bytes in one transfer; false when one is not acknowledged.
  bool write(const Bytes& bytes) {
    bool acknowledged = bus_.start(address_, false);
    for (const std::uint8_t byte : bytes) acknowledged = acknowledged && bus_.write(byte);
    bus_.stop();
    return acknowledged;
  }
  Bytes read(const Bytes& command, std::size_t count) {
    EXPECT_TRUE(bus_.start(address_, false));
    for (const std::uint8_t byte : command) EXPECT_TRUE(bus_.write(byte));
    EXPECT_TRUE(bus_.start(address_, true));
    Bytes answer(count);
    for (std::uint8_t& byte : answer) byte = bus_.read();
    bus_.stop();
    return answer;
  }
  std::uint8_t read(std::uint8_t reg) { return read(Bytes{reg}, 1)[0]; }
  std::int16_t read16(std::uint8_t reg) {
    const Bytes two = read(Bytes{reg}, 2);
    return static_cast<std::int16_t>(two[0] | two[1] << 8);
  }
  soc::I2cBus& bus() { return bus_; }

 private:
  soc::I2cBus bus_;
  std::uint8_t address_;
};

/// Transfers on an SPI bus, with chip select around each.
class SpiTalk {
 public:
  explicit SpiTalk(soc::SpiTarget& target) { bus_.attach(target, soc::SpiBus::ChipSelect::csa); }

  /// Sends `out`, then clocks `count` bytes more with MOSI high. What came in during those.
  Bytes transfer(const Bytes& out, std::size_t count = 0) {
    select(true);
    for (const std::uint8_t byte : out) bus_.exchange(byte, 8);
    Bytes answer(count);
    for (std::uint8_t& byte : answer) byte = bus_.exchange(0xFF, 8);
    select(false);
    return answer;
  }
  void select(bool on) { bus_.set_chip_select(soc::SpiBus::ChipSelect::csa, on); }
  soc::SpiBus& bus() { return bus_; }

 private:
  soc::SpiBus bus_;
};

/// What `save` writes, loaded into another object of the same kind.
template <class From, class To>
void copy_state(From& from, To& to) {
  sim::Archive saved;
  from.serialize(saved);
  const std::vector<std::byte> bytes = saved.data();
  sim::Archive loaded{std::span<const std::byte>(bytes)};
  to.serialize(loaded);
  const auto result = loaded.finish();
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
}

}  // namespace armillary::board
