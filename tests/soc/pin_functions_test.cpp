// SPDX-License-Identifier: GPL-2.0-or-later
// A pin belongs to one function of one core.
#include <gmock/gmock.h>

#include "chip.h"
#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Step {
  std::uint32_t address, value;
};
using Steps = std::vector<Step>;
const Steps kGpio8{{0x3803'0024, 1}}, kPwm8{{0x3803'1104, 0x1'0001}, {0x3803'1100, 0x113}},
    kEint8{{0x2100'0020, 0x100}}, kCounter8{{0x3803'0110, 1}}, kGpio26{{0x3807'0024, 1}},
    kGpio28{{0x3807'0024, 4}}, kUart0{{0x3807'050C, 3}}, kGpio42{{0x3800'0024, 2}},
    kAdc1{{0x3800'0100, 2U << 16 | 1}}, kGpio9{{0x3803'0024, 2}}, kGpio27{{0x3807'0024, 2}},
    kPwmMode8{{0x3001'0024, 1}}, kI2c0{{0x3807'0244, 1}}, kSpi0{{0x3807'0308, 1}},
    kI2s0{{0x380D'0004, 0}}, kGpio56{{0x380D'0124, 1}};

class FunctionsTest : public testing::Test {
 protected:
  void play(const Steps& steps, unsigned core = 0) {
    for (const Step& step : steps) {
      EXPECT_TRUE(chip.io(core).bus().write(step.address, 4, step.value));
    }
  }
  std::vector<std::string> warnings(unsigned core = 0) {
    std::vector<std::string> texts;
    for (const auto& [key, count] : chip.domain(core).journal().warnings()) {
      texts.push_back(key.second);
    }
    return texts;
  }
  static std::string fight(unsigned pin, std::string_view first, std::string_view second) {
    return fmt::format(
        "GPIO{} is used for {} and for {} at once; a pin has one function: turn one off, or choose "
        "in the pin multiplexer",
        pin, first, second);
  }
  Chip chip;
};

TEST_F(FunctionsTest, TwoFunctionsOfOnePinGetOneWarning) {
  struct Fight {
    Steps first, second;
    unsigned pin;
    std::string_view first_name, second_name;
  };
  for (const Fight& f :
       {Fight{kGpio8, kPwm8, 8, "GPIO output", "PWM"},
        Fight{kPwm8, kGpio8, 8, "GPIO output", "PWM"},
        Fight{kGpio8, kEint8, 8, "GPIO output", "EINT"},
        Fight{kGpio8, kCounter8, 8, "GPIO output", "GPIO counter"},
        Fight{kPwm8, kEint8, 8, "PWM", "EINT"}, Fight{kCounter8, kPwm8, 8, "PWM", "GPIO counter"},
        Fight{kEint8, kCounter8, 8, "EINT", "GPIO counter"},
        Fight{kUart0, kGpio26, 26, "GPIO output", "UART"},
        Fight{kGpio28, kUart0, 28, "GPIO output", "UART"}, Fight{kUart0, kI2c0, 28, "UART", "I2C"},
        Fight{kSpi0, kI2c0, 27, "I2C", "SPI"}, Fight{kSpi0, kUart0, 26, "UART", "SPI"},
        Fight{kI2c0, kGpio28, 28, "GPIO output", "I2C"},
        Fight{kI2s0, kGpio56, 56, "GPIO output", "I2S"},
        Fight{kGpio42, kAdc1, 42, "GPIO output", "ADC"},
        Fight{kAdc1, kGpio42, 42, "GPIO output", "ADC"}}) {
    Chip fresh;
    for (const Steps* steps : {&f.first, &f.second, &f.first, &f.second}) {
      for (const Step& step : *steps) fresh.io(0).bus().write(step.address, 4, step.value);
    }
    const auto& found = fresh.domain(0).journal().warnings();
    ASSERT_EQ(found.size(), 1U) << f.first_name << " and " << f.second_name;
    EXPECT_EQ(found.begin()->first.second, fight(f.pin, f.first_name, f.second_name));
  }
}

TEST_F(FunctionsTest, OtherPinsOfABlockAreFree) {
  play(kGpio9);
  play(kPwm8);
  play(kEint8);  // one fight: with the PWM
  play(kUart0);
  play(kGpio27);  // RTS, which a UART of two wires leaves
  play(kAdc1);
  play({{0x3800'0024, 1}});
  EXPECT_THAT(warnings(), ElementsAre(fight(8, "PWM", "EINT")));
}

TEST_F(FunctionsTest, TheMultiplexerSettlesIt) {
  play(kPwmMode8);
  play(kPwm8);
  play(kGpio8);
  EXPECT_THAT(warnings(), IsEmpty());
}

TEST_F(FunctionsTest, OneAfterTheOtherIsNoFight) {
  play(kGpio8);
  play({{0x3803'0028, 1}});
  play(kPwm8);
  play({{0x3803'1100, 0}});
  play(kGpio8);
  play(kUart0);
  play({{0x3807'0000, 0x7F00}, {0x3807'0000, 0x7F01}});  // the ISU is reset
  play(kGpio26);
  play({{0x3807'0028, 1}});
  play(kUart0);
  play(kAdc1);
  play({{0x3800'0100, 0}});
  play(kGpio42);
  EXPECT_THAT(warnings(), IsEmpty());
}

TEST_F(FunctionsTest, InputsAndReadsAreNoUse) {
  play(kEint8);
  play({{0x3803'0028, 1}, {0x3803'0064, 1}});
  chip.io(0).bus().read(0x3803'0004, 4);
  play(kGpio26);
  for (std::uint32_t offset = 0; offset < 0x80; offset += 4) {
    chip.io(0).bus().read(0x3807'0500 + offset, 4);
  }
  EXPECT_THAT(warnings(), testing::Each(testing::HasSubstr("not modelled")));
}

TEST_F(FunctionsTest, TwoCoresThatDriveOnePinGetOneWarning) {
  play(kGpio8, 1);
  chip.run_for(20us);
  play(kGpio8, 0);
  play({{0x3803'0014, 1}}, 0);
  chip.run_for(20us);
  play({{0x3803'0014, 1}, {0x3803'0018, 1}}, 1);
  chip.run_for(20us);
  EXPECT_THAT(
      warnings(0),
      ElementsAre("GPIO8 is driven by m4-0 and m4-1 at once; a pin belongs to one core, and "
                  "here each sees its own level"));
  EXPECT_THAT(warnings(1), IsEmpty());
}

TEST_F(FunctionsTest, APinHandedOverIsNoFight) {
  play(kGpio8, 1);
  chip.run_for(20us);
  play({{0x3803'0028, 1}}, 1);
  chip.run_for(20us);
  play(kGpio8, 0);
  chip.run_for(20us);
  EXPECT_THAT(warnings(0), IsEmpty());
  EXPECT_THAT(warnings(1), IsEmpty());
}

TEST_F(FunctionsTest, TwoCoresThatUseOneBlockGetOneWarning) {
  play(kUart0, 0);
  play(kAdc1, 1);
  chip.run_for(20us);
  EXPECT_THAT(warnings(0), IsEmpty());
  play(kUart0, 1);
  play(kAdc1, 0);
  chip.run_for(20us);
  play(kUart0, 0);
  play({{0x3808'050C, 3}}, 1);  // another ISU
  chip.run_for(20us);
  EXPECT_THAT(warnings(1),
              ElementsAre("ISU0 is used by m4-1 (UART) and m4-0 (UART) at once; it belongs to one "
                          "core, and here each has one of its own"));
  EXPECT_THAT(warnings(0),
              ElementsAre("the ADC is used by m4-0 (ADC) and m4-1 (ADC) at once; it belongs to one "
                          "core, and here each has one of its own"));
}

}  // namespace
}  // namespace armillary::soc
