// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/peripheral_guard.h"

#include <gmock/gmock.h>

#include "chip.h"
#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class GuardTest : public testing::Test {
 protected:
  void write(std::uint32_t address, std::uint32_t value) {
    EXPECT_TRUE(chip.io(0).bus().write(address, 4, value));
  }
  std::uint32_t read(std::uint32_t address) { return chip.io(0).bus().read(address, 4).value; }
  /// What was named since the last call, with how often it was counted by now.
  std::vector<std::string> named() {
    std::vector<std::string> texts;
    for (const auto& [key, count] : chip.domain(0).journal().warnings()) {
      if (!known.insert(key.second).second) continue;
      texts.push_back(key.second);
    }
    return texts;
  }
  std::uint64_t times(const std::string& text) {
    return chip.domain(0).journal().warnings().at({"m4-0", text});
  }
  static std::string text(std::string_view what, std::string_view line) {
    return fmt::format("m4-0 uses {}, which the app manifest does not list; add {} to Capabilities",
                       what, line);
  }

  Chip chip;
  std::set<std::string> known;
};

TEST_F(GuardTest, WithoutClaimsNothingIsNamed) {
  write(0x3801'0024, 1);
  write(0x3807'050C, 3);
  write(0x2100'0000, 0);
  EXPECT_THAT(named(), IsEmpty());
}

struct Access {
  std::string name;
  std::uint32_t address;
  std::string what, line;
  Claims claims;  ///< that make it right
};
void PrintTo(const Access& access, std::ostream* out) { *out << access.name; }

Claims with(auto set) {
  Claims claims;
  set(claims);
  return claims;
}

class GuardedAccess : public GuardTest, public testing::WithParamInterface<Access> {};
INSTANTIATE_TEST_SUITE_P(
    , GuardedAccess,
    testing::Values(Access{"uart", 0x3807'050C, "ISU0 UART", R"("Uart": ["ISU0"])",
                           with([](Claims& c) { c.uart.set(0); })},
                    Access{"uart4", 0x380B'050C, "ISU4 UART", R"("Uart": ["ISU4"])",
                           with([](Claims& c) { c.uart.set(4); })},
                    Access{"i2c", 0x3809'0244, "ISU2 I2C", R"("I2cMaster": ["ISU2"])",
                           with([](Claims& c) { c.i2c_master.set(2); })},
                    Access{"spi", 0x3808'0308, "ISU1 SPI", R"("SpiMaster": ["ISU1"])",
                           with([](Claims& c) { c.spi_master.set(1); })},
                    Access{"i2s", 0x380E'0004, "I2S1", R"("I2sSubordinate": ["I2S1"])",
                           with([](Claims& c) { c.i2s.set(1); })},
                    Access{"counter", 0x3804'0120, "the counter of GPIO12 to 15", R"("Gpio": [12])",
                           with([](Claims& c) { c.gpio.set(13); })},
                    Access{"adc", 0x3800'0104, "the ADC", R"("Adc": ["ADC-CONTROLLER-0"])",
                           with([](Claims& c) { c.adc = true; })},
                    Access{"pwm", 0x3803'1104, "PWM controller 2", R"("Pwm": ["PWM-CONTROLLER-2"])",
                           with([](Claims& c) { c.pwm.set(2); })},
                    Access{"eint", 0x2100'0030, "EINT12", R"("ExternalInterrupt": ["EINT12"])",
                           with([](Claims& c) { c.eint.set(12); })},
                    Access{"direction", 0x3803'0024, "GPIO8", R"("Gpio": [8])",
                           with([](Claims& c) { c.gpio.set(8); })},
                    Access{"level", 0x3803'0014, "GPIO8", R"("Gpio": [8])",
                           with([](Claims& c) { c.gpio.set(8); })},
                    Access{"low", 0x3803'0018, "GPIO8", R"("Gpio": [8])",
                           with([](Claims& c) { c.gpio.set(8); })},
                    Access{"dout", 0x3803'0010, "GPIO8", R"("Gpio": [8])",
                           with([](Claims& c) { c.gpio.set(8); })},
                    Access{"isu pin", 0x3807'0014, "GPIO26", R"("Gpio": [26])",
                           with([](Claims& c) { c.gpio.set(26); })},
                    Access{"isu pin of the app's ISU", 0x3807'0014, "GPIO26", R"("Gpio": [26])",
                           with([](Claims& c) { c.spi_master.set(0); })},
                    Access{"adc pin", 0x3800'0024, "GPIO41", R"("Gpio": [41])",
                           with([](Claims& c) { c.gpio.set(41); })},
                    Access{"i2s pin", 0x380D'0114, "GPIO56", R"("Gpio": [56])",
                           with([](Claims& c) { c.i2s.set(0); })},
                    Access{"ca7 pin", 0x3002'0034, "GPIO24", R"("Gpio": [24])",
                           with([](Claims& c) { c.gpio.set(24); })}),
    [](const auto& access) {
      std::string name = access.param.name;
      std::erase_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
      return name;
    });

TEST_P(GuardedAccess, IsNamedOnceAndCountedAndWorks) {
  chip.io(0).guard({});
  const Access& access = GetParam();
  write(access.address, 1);
  const std::string expected = text(access.what, access.line);
  EXPECT_THAT(named(), ElementsAre(expected));
  const std::uint64_t before = times(expected);
  write(access.address, 0);  // takes back what is no "set" register
  write(access.address, 1);
  EXPECT_GT(times(expected), before);
  EXPECT_THAT(named(), IsEmpty());
  // Another core is another app.
  EXPECT_TRUE(chip.io(1).bus().write(access.address, 4, 1));
  EXPECT_TRUE(chip.domain(1).journal().warnings().empty());
}

TEST_P(GuardedAccess, IsRightWithTheClaim) {
  chip.io(0).guard(GetParam().claims);
  write(GetParam().address, 1);
  EXPECT_THAT(named(), IsEmpty());
}

TEST_F(GuardTest, AForeignBlockBehavesAsAnother) {
  chip.io(0).guard({});
  write(0x3807'050C, 0x1B);
  EXPECT_EQ(read(0x3807'050C), 0x1BU);
  EXPECT_EQ(chip.io(0).bus().describe(0x3807'050C), "ISU0 UART.LCR");
  EXPECT_EQ(chip.io(0).bus().peek(0x3807'050C), 0x1BU);
  EXPECT_EQ(times(text("ISU0 UART", R"("Uart": ["ISU0"])")), 2U) << "a look is no use";
}

TEST_F(GuardTest, AModeOfAnIsuIsOneClaim) {
  Claims claims;
  claims.spi_master.set(0);
  chip.io(0).guard(claims);
  write(0x3807'050C, 3);
  EXPECT_THAT(named(), ElementsAre(text("ISU0 UART", R"("Uart": ["ISU0"])")));
}

TEST_F(GuardTest, LevelsMayBeReadInABlockOfWhichOnePinIsTheApps) {
  Claims claims;
  claims.gpio.set(9);
  chip.io(0).guard(claims);
  read(0x3803'0004);
  EXPECT_THAT(named(), IsEmpty());
  read(0x3804'0004);
  EXPECT_THAT(named(), ElementsAre(text("GPIO12", R"("Gpio": [12])")));
  // Neighbours are not to be driven.
  write(0x3803'0024, 0xA);
  EXPECT_THAT(named(), ElementsAre(text("GPIO11", R"("Gpio": [11])")));
}

TEST_F(GuardTest, WhatEveryDriverTouchesIsNotNamed) {
  Claims claims;
  claims.uart.set(0);
  chip.io(0).guard(claims);
  // MediaTek: clocks, resets and the multiplexer; pulls of all groups are switched to software.
  for (const std::uint32_t address : {0x3003'0120U, 0x3003'0208U, 0x3003'0210U, 0x3001'0020U}) {
    write(address, read(address));
  }
  for (unsigned group = 0; group < kGpioGroups; ++group) {
    write(gpio_group_base(group) + 0x30, 0x8000'0000);
    write(gpio_group_base(group) + 0x40, 0x8000'0000);
  }
  write(0x3807'0000, 0x6000);
  write(0x3807'0000, 0x6001);
  write(0x3807'00A0, 6);
  write(0x3807'0070, 1);
  // A pin that becomes an input, by read, modify and write of what reads 0.
  write(0x3803'0028, read(0x3803'0028) | 1U);
  write(0x3803'0064, 1);
  write(0x3803'0010, read(0x3803'0010));
  // Private blocks.
  for (const std::uint32_t base : {kCirqBase + 0x200, kRguBase, kWdtBase + 0x38, kGptBase,
                                   kDebugUartBase + 0x0C, kMailboxA7Base, kMailboxM4Base}) {
    read(base);
  }
  EXPECT_THAT(named(), IsEmpty());
}

TEST(PinBlocks, AreOfFourFiveAndEight) {
  for (unsigned pin = 0; pin < kPins; ++pin) {
    const PinRange block = pin_block(pin);
    EXPECT_TRUE(block.bits().test(pin)) << pin;
    const bool alone = pin == 24 || pin == 25 || (pin >= 49 && pin <= 55) || pin >= 81;
    const unsigned size = alone ? 1U : pin < 24 ? 4U : pin >= 41 && pin <= 48 ? 8U : 5U;
    EXPECT_EQ(block.count, size) << pin;
    for (unsigned other = block.first; other < block.first + block.count; ++other) {
      EXPECT_EQ(pin_block(other).first, block.first);
    }
  }
}

}  // namespace
}  // namespace armillary::soc
