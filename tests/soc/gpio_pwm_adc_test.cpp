// SPDX-License-Identifier: GPL-2.0-or-later
#include <gmock/gmock.h>

#include "soc/adc.h"
#include "soc/gpio_block.h"
#include "soc/pads.h"
#include "soc/pwm.h"
#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::ElementsAre;

class GpioTest : public testing::Test {
 protected:
  Bench bench;
  Pads pads{bench.domain};
  GpioBlock group{bench.context, GpioBlock::kGroup, "GPIO group 2", 0x3803'0000, 8, pads};
  GpioBlock ca7{bench.context, GpioBlock::kCa7, "CA7 GPIO", 0x3002'0000, 0, pads};
  Pwm pwm{bench.context, "PWM2", 0x3803'1000, 8, pads};
};

TEST_F(GpioTest, TheAzureSamplesBlinkAnLed) {
  WireLog led(bench, pads.wire(8));
  play(group, {{0x28, 1}, {0x68, 1}, {0x24, 1}});
  bench.run_to(1ms);
  write32(group, 0x14, 1);
  bench.run_to(2ms);
  write32(group, 0x18, 1);
  EXPECT_THAT(led.changes(), ElementsAre(WireLog::Change{1ms, true}, WireLog::Change{2ms, false}));
}

TEST_F(GpioTest, SetAndResetRegistersReadZeroSoThatReadModifyWriteIsHarmless) {
  write32(group, 0x20, 0xF);
  write32(group, 0x10, 0xF);
  write32(group, 0x18, read32(group, 0x18) | 2U);
  EXPECT_EQ(read32(group, 0x10), 0xDU);
  EXPECT_EQ(read32(group, 0x14), 0U);
}

TEST_F(GpioTest, EverySetAndResetRegisterActsOnItsOwnAndReadsZero) {
  // DOUT, OE, PU, PD, SR, IES, EA, RSEL; the CA7's block has no more than IES.
  for (const std::uint32_t offset : {0x10U, 0x20U, 0x30U, 0x40U, 0x50U, 0x60U, 0xA0U, 0xB0U}) {
    SCOPED_TRACE(testing::Message() << std::hex << offset);
    play(group, {{offset, 0x1}, {offset + 4, 0xE}, {offset + 8, 0x5}});
    EXPECT_EQ(read32(group, offset), 0xAU);
    EXPECT_EQ(read32(group, offset + 4), 0U);
    EXPECT_EQ(read32(group, offset + 8), 0U);
  }
  for (const std::uint32_t offset : {0x10U, 0x30U, 0x50U, 0x70U, 0x90U, 0xB0U}) {
    SCOPED_TRACE(testing::Message() << std::hex << offset);
    play(ca7, {{offset, 0x1}, {offset + 4, 0x20'000E}, {offset + 8, 0x5}});
    EXPECT_EQ(read32(ca7, offset), 0x20'000AU);
    EXPECT_EQ(read32(ca7, offset + 4), 0U);
  }
}

TEST_F(GpioTest, InputsShowThePinAndOutputsOnlyWithInputEnable) {
  pads.set_outside(9, {.kind = PinDrive::Kind::high}, Pull::none);
  EXPECT_EQ(read32(group, 0x04), 0x2U);
  write32(group, 0x04, 0xF);  // MediaTek's driver writes DIN back
  EXPECT_EQ(read32(group, 0x04), 0x2U);
  play(group, {{0x10, 0x1}, {0x20, 0x1}});
  EXPECT_EQ(read32(group, 0x04), 0x2U);
  write32(group, 0x64, 0x1);
  EXPECT_EQ(read32(group, 0x04), 0x3U);
}

TEST_F(GpioTest, PullsHoldAnOpenPin) {
  write32(group, 0x34, 0x4);
  EXPECT_EQ(read32(group, 0x04), 0x4U);
  play(group, {{0x38, 0x4}, {0x44, 0x4}});
  EXPECT_EQ(read32(group, 0x04), 0U);
}

TEST_F(GpioTest, TheCa7BlockHasItsOwnPinsAndOffsets) {
  play(ca7, {{0x34, 1U << 9}, {0x14, 1U << 9}, {0x34, 1U << 2}, {0x14, 1U << 2}});
  EXPECT_TRUE(pads.level(81));
  EXPECT_TRUE(pads.level(49));
  EXPECT_FALSE(pads.level(24));
}

TEST_F(GpioTest, AResetBitThatFallsIsTold) {
  std::uint32_t told = 0;
  group.on_reset_bits([&](std::uint32_t fallen) { told |= fallen; });
  write32(group, 0x00, 0x2);
  EXPECT_EQ(told, 0x4U);
}

TEST_F(GpioTest, APwmIsAWaveWithExactLevels) {
  // 2 MHz tick, 500 on, 1500 off: 1 kHz, a quarter.
  play(pwm, {{0x00, 0xE402}, {0x104, (1500U << 16) | 500U}, {0x100, 0x112}, {0x100, 0x113}});
  ASSERT_EQ(pads.own(8).kind, PinDrive::Kind::pwm);
  EXPECT_EQ(pads.own(8).wave.high_ticks(), 500U);
  EXPECT_EQ(pads.own(8).wave.pattern_ticks(), 2000U);
  EXPECT_TRUE(pads.level(8));
  bench.run_to(250us);
  EXPECT_FALSE(pads.level(8));
  bench.run_to(1ms);
  EXPECT_TRUE(pads.level(8));
  write32(pwm, 0x100, 0x000);
  EXPECT_EQ(pads.own(8).kind, PinDrive::Kind::released);
}

TEST_F(GpioTest, APwmPatternThatSiliconGetsStuckInIsNamed) {
  play(pwm, {{0x104, (1U << 16) | 1U}, {0x108, 0}, {0x100, 0x113}});
  EXPECT_TRUE(bench.warnings().empty()) << "no S1";
  play(pwm, {{0x108, 5}, {0x100, 0x0010'0113}});
  ASSERT_EQ(bench.warnings().size(), 1U);
  EXPECT_THAT(bench.warnings().front(), testing::HasSubstr("PWM0: S1 has no off time"));
}

TEST_F(GpioTest, AGpioOutputKeepsThePinFromThePwmUntilTheModeSaysPwm) {
  play(group, {{0x20, 1}});
  play(pwm, {{0x104, (1U << 16) | 1U}, {0x100, 0x113}});
  EXPECT_EQ(pads.own(8).kind, PinDrive::Kind::low);
  pads.set_mode(8, 1);
  EXPECT_EQ(pads.own(8).kind, PinDrive::Kind::pwm);
}

class AdcTest : public testing::Test {
 protected:
  AdcTest() {
    adc.connect(1, [](sim::Time) { return 1'250'000; });
    adc.connect(2, [](sim::Time t) { return sim::nanoseconds(t) / 1000; });  // 1 V per second
  }
  static constexpr std::uint32_t control(std::uint32_t channels) {
    return channels << 16 | 20U << 9 | 8U << 4 | 1U;
  }
  Bench bench;
  Adc adc{bench.context, "ADC", 0x3800'0000};
  WireLog irq{bench, adc.interrupt()};
};

TEST_F(AdcTest, OneShotScansInAscendingOrder) {
  play(adc, {{0x260, 2U << 2}, {0x204, 1}, {0x100, control(0x6)}});
  bench.run_to(1ms);
  // T_INIT 20, then twice T_CH 8 + one sample + 3, of 2 MHz.
  EXPECT_THAT(irq.rises(), ElementsAre(22us));
  EXPECT_EQ(read32(adc, 0x208), 4U);
  EXPECT_EQ(read32(adc, 0x2D4), 2U << 5);
  EXPECT_EQ(read32(adc, 0x200), 1U | 2048U << 4);
  EXPECT_EQ(read32(adc, 0x2D4), 1U | 2U << 5);
  EXPECT_EQ(read32(adc, 0x200) & 0xFU, 2U);
  EXPECT_FALSE(adc.interrupt().level());
  EXPECT_EQ(read32(adc, 0x214), 0U);
  bench.run_to(2ms);
  EXPECT_EQ(read32(adc, 0x214), 0U) << "one scan";
}

TEST_F(AdcTest, TheNextScanNeedsTheBitToFall) {
  play(adc, {{0x100, control(0x2)}});
  bench.run_to(1ms);
  play(adc, {{0x100, control(0x2)}});
  bench.run_to(2ms);
  EXPECT_EQ(read32(adc, 0x2D4), 1U << 5);
  play(adc, {{0x100, 0}, {0x100, control(0x2)}});
  bench.run_to(3ms);
  EXPECT_EQ(read32(adc, 0x2D4), 2U << 5);
}

TEST_F(AdcTest, PeriodicScansKeepTheirRateAndStop) {
  // A scan of 32 clocks and a pause of 1968: 1 kHz.
  play(adc, {{0x104, 1968}, {0x100, control(0x4) | 0x100U}});
  bench.run_to(10ms + 17us);
  EXPECT_EQ(read32(adc, 0x2D4) >> 5, 11U);
  write32(adc, 0x100, 0);
  bench.run_to(20ms);
  EXPECT_EQ(read32(adc, 0x2D4) >> 5, 11U);
}

TEST_F(AdcTest, TheReferenceScales) {
  write32(adc, 0x10C, 0x8000'0000);
  EXPECT_EQ(adc.convert(1), 2844U);
  adc.connect(1, [](sim::Time) { return 9'000'000; });
  EXPECT_EQ(adc.convert(1), 4095U) << "clamped";
  EXPECT_EQ(adc.convert(7), 0U) << "nothing connected";
}

TEST_F(AdcTest, AFullFifoLosesSamplesAndSaysSo) {
  play(adc, {{0x100, control(0x2) | 0x100U}});
  bench.run_to(10ms);
  EXPECT_EQ(bench.warnings().size(), 1U);
}

}  // namespace
}  // namespace armillary::soc
