// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "soc/i2c_bus.h"
#include "soc/spi_bus.h"

namespace armillary::soc {
namespace {

/// Writes down what happens on the wires; answers 0x50 + its number.
class I2cProbe final : public I2cTarget {
 public:
  explicit I2cProbe(std::uint8_t address) : address_(address) {}
  bool start(std::uint8_t address, bool read) override {
    if (address != address_) return false;
    log += read ? "S+r " : "S+w ";
    return true;
  }
  bool write(std::uint8_t byte) override {
    log += fmt::format("{:02x} ", byte);
    return byte != 0xEE;
  }
  std::uint8_t read() override {
    log += "r ";
    return static_cast<std::uint8_t>(0x50 + address_);
  }
  void stop() override { log += "P "; }

  std::string log;

 private:
  std::uint8_t address_;
};

TEST(I2cBus, LeadsATransferToTheTargetWithTheAddress) {
  I2cBus bus;
  I2cProbe first(1), second(2);
  bus.attach(first);
  bus.attach(second);
  EXPECT_TRUE(bus.start(2, false));
  EXPECT_TRUE(bus.write(0x0F));
  EXPECT_FALSE(bus.write(0xEE));
  EXPECT_TRUE(bus.start(2, true));
  EXPECT_EQ(bus.read(), 0x52);
  bus.stop();
  EXPECT_EQ(second.log, "S+w 0f ee S+r r P ");
  EXPECT_EQ(first.log, "");
}

TEST(I2cBus, ARepeatedStartForAnotherTargetEndsTheFirstTransfer) {
  I2cBus bus;
  I2cProbe first(1), second(2);
  bus.attach(first);
  bus.attach(second);
  bus.start(1, false);
  bus.start(2, true);
  EXPECT_EQ(first.log, "S+w P ");
  EXPECT_EQ(second.log, "S+r ");
}

TEST(I2cBus, NobodyAnswersAtAnAddressWithoutATarget) {
  I2cBus bus;
  I2cProbe first(1);
  bus.attach(first);
  bus.start(1, false);
  EXPECT_FALSE(bus.start(9, true));
  EXPECT_EQ(first.log, "S+w P ");
  EXPECT_FALSE(bus.write(0));
  EXPECT_EQ(bus.read(), 0xFF);
}

class SpiProbe final : public SpiTarget {
 public:
  explicit SpiProbe(std::uint8_t answer) : answer_(answer) {}
  void select(bool selected) override { log += selected ? "( " : ") "; }
  std::uint8_t exchange(std::uint8_t out, unsigned bits) override {
    log += fmt::format("{:02x}/{} ", out, bits);
    return answer_;
  }

  std::string log;

 private:
  std::uint8_t answer_;
};

TEST(SpiBus, OnlyTheSelectedTargetTakesPart) {
  SpiBus bus;
  SpiProbe a(0xA0), b(0xB0), by_gpio(0x0F);
  bus.attach(a, SpiBus::ChipSelect::csa);
  bus.attach(b, SpiBus::ChipSelect::csb);
  bus.attach(by_gpio);
  bus.set_chip_select(SpiBus::ChipSelect::csa, true);
  EXPECT_EQ(bus.exchange(0x12, 8), 0xA0);
  bus.set_chip_select(SpiBus::ChipSelect::csa, false);
  bus.set_selected(by_gpio, true);
  EXPECT_EQ(bus.exchange(0xFF, 3), 0x07);
  EXPECT_EQ(a.log, "( 12/8 ) ");
  EXPECT_EQ(b.log, "");
  EXPECT_EQ(by_gpio.log, "( 07/3 ");
}

TEST(SpiBus, AZeroOfAnyTargetWins) {
  SpiBus bus;
  SpiProbe a(0xF3), b(0x3F);
  bus.attach(a, SpiBus::ChipSelect::csa);
  bus.attach(b, SpiBus::ChipSelect::csb);
  bus.set_chip_select(SpiBus::ChipSelect::csa, true);
  bus.set_chip_select(SpiBus::ChipSelect::csb, true);
  EXPECT_EQ(bus.exchange(0, 8), 0x33);
}

TEST(SpiBus, WithoutATargetMisoIsHighOrLoopedBack) {
  SpiBus bus;
  EXPECT_EQ(bus.exchange(0x5A, 8), 0xFF);
  bus.set_loopback(true);
  EXPECT_EQ(bus.exchange(0x5A, 8), 0x5A);
  EXPECT_EQ(bus.exchange(0x5A, 4), 0x0A);
}

}  // namespace
}  // namespace armillary::soc
