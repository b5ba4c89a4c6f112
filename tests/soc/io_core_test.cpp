// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/io_core.h"

#include <algorithm>

#include <gmock/gmock.h>

#include "chip.h"
#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class IoCoreTest : public testing::Test {
 protected:
  void write(std::uint32_t address, std::uint32_t value, unsigned core = 0) {
    EXPECT_TRUE(chip.io(core).bus().write(address, 4, value)) << std::hex << address;
  }
  std::uint32_t read(std::uint32_t address, unsigned core = 0) {
    const ReadResult result = chip.io(core).bus().read(address, 4);
    EXPECT_TRUE(result.ok) << std::hex << address;
    return result.value;
  }
  /// The number of the only interrupt that has gone high or pulsed since the last call.
  unsigned interrupt(unsigned core = 0) {
    std::vector<std::string> rises;
    for (const std::string& text : std::exchange(chip.interrupts(core), {})) {
      if (!text.ends_with("low")) rises.push_back(text);
    }
    EXPECT_EQ(rises.size(), 1U) << testing::PrintToString(rises);
    return rises.empty() ? 999 : static_cast<unsigned>(std::stoul(rises.front().substr(4)));
  }
  Chip chip;
};

TEST_F(IoCoreTest, BlocksLieWhereTheDriversLookForThem) {
  Bus& bus = chip.io(0).bus();
  const std::vector<std::pair<std::uint32_t, std::string>> places{
      {0x2100'0200, "CIRQ.IRQ_SENS0"},
      {0x2101'000C, "RGU.HCLK_CKCTRL"},
      {0x2102'0030, "WDT.WDT_MODE"},
      {0x2103'0050, "GPT.GPT3_CTRL"},
      {0x2104'0014, "debug UART.LSR"},
      {0x2105'0058, "mailbox to the A7.ACPT_CNT"},
      {0x2106'0040, "mailbox to the other M4.CMD_POST"},
      {0x2108'0000, "DMA.CH0_SRC"},
      {0x2108'1D60, "DMA.CH29_FIXADDR"},
      {0x2108'4000, "DMA.GLBSTA0"},
      {0x3001'0020, "pin multiplexer.PINMUX0"},
      {0x3002'0030, "CA7 GPIO.OE"},
      {0x3003'0120, "TOPCFG.DEBUG_UART_CTRL"},
      {0x3009'0058, "RTC.RTC_TC_SEC"},
      {0x3800'0000, "ADC GPIO.ADC_GLOBAL_CTRL"},
      {0x3800'0200, "ADC.ADC_RBR"},
      {0x3801'0004, "GPIO group 0.DIN"},
      {0x3803'1000, "PWM2.GLO_CTRL"},
      {0x3806'0024, "GPIO group 5.OE_SET"},
      {0x3807'0500, "ISU0 UART.RBR/THR"},
      {0x380C'000C, "ISU5 GPIO.DIN"},
      {0x380D'0100, "I2S0 GPIO.DIN"},
      {0x8000'0010, "A7 SRAM+0x10"},
  };
  for (const auto& [address, name] : places) EXPECT_EQ(bus.describe(address), name);
  EXPECT_FALSE(bus.read(0x4000'0000, 4).ok);
}

TEST_F(IoCoreTest, WhatLiesBehindABlocksRegistersIsNamedAndNoBusError) {
  EXPECT_EQ(read(0x3801'0344), 0U);
  write(0x2103'0400, 1);
  write(0x2103'0404, 1);
  EXPECT_EQ(read(0x3807'0400), 0U);
  EXPECT_EQ(read(0x3807'0600), 0U);
  sim::Journal::WarningCounts wanted{
      {{"m4-0", "GPIO group 0 behind its registers (0x38010000): read is not modelled"}, 1},
      {{"m4-0", "GPT behind its registers (0x21030000): write is not modelled"}, 2},
      {{"m4-0", "ISU0 SPI slave (0x38070400): read is not modelled"}, 1},
      {{"m4-0", "ISU0 GPIO behind its registers (0x38070000): read is not modelled"}, 1}};
  EXPECT_EQ(chip.domain(0).journal().warnings(), wanted);
}

TEST_F(IoCoreTest, TheDebugUartIsInterrupt4AndTheIsusFrom47On) {
  write(0x2104'0004, 2);
  EXPECT_EQ(interrupt(), 4U);
  for (unsigned isu = 0; isu < kIsus; ++isu) {
    write(0x3807'0504 + isu * 0x1'0000, 2);
    EXPECT_EQ(interrupt(), 47 + 4 * isu);
  }
}

TEST_F(IoCoreTest, TheTimersAreInterrupts1And2) {
  write(0x2103'0004, 3);
  for (const std::uint32_t timer : {0U, 0x10U}) {
    write(0x2103'0014 + timer, 2);
    write(0x2103'0010 + timer, 5);
    chip.run_for(100us);
    EXPECT_EQ(interrupt(), 1U);
    write(0x2103'0000, 3);
  }
  chip.interrupts(0).clear();
  write(0x2103'005C, 7);
  write(0x2103'0050, 0x0019'0001);
  chip.run_for(100us);
  // A pulse on a level line: the controller latches it.
  EXPECT_EQ(interrupt(), 2U);
}

TEST_F(IoCoreTest, TheWatchdogIsInterrupt3) {
  write(0x2102'0080, 0x8000'0000);
  EXPECT_EQ(interrupt(), 3U);
}

TEST_F(IoCoreTest, TheConverterIsInterrupt70) {
  write(0x3800'0260, 1U << 2);
  write(0x3800'0204, 1);
  write(0x3800'0100, 1U << 16 | 1);
  chip.run_for(1ms);
  EXPECT_EQ(interrupt(), 70U);
}

TEST_F(IoCoreTest, TheCountersAreInterruptsFrom71OnAndRunByTheClockOfTopcfg) {
  for (unsigned group = 0; group < kGpioGroups; ++group) {
    const std::uint32_t base = 0x3801'0000 + group * 0x1'0000;
    write(base, 0x0F);
    write(base + 0x10C, 1U << 18 | 2U << 24);  // up and down, interrupt at the high limit
    write(base + 0x128, 1);
    write(base + 0x130, 2);
    write(base + 0x110, 3);
    chip.io(0).pads().set_outside(4 * group, {PinDrive::Kind::high}, Pull::none);
    auto& told = chip.interrupts(0);
    EXPECT_THAT(told, Contains(fmt::format("irq {} high", 71 + group)));
    told.clear();
  }
  write(0x3003'0210, 1);
  write(0x3801'0110, 3U | 1U << 17);
  write(0x3801'0110, 3);
  chip.run_for(1s);
  chip.io(0).pads().set_outside(0, {PinDrive::Kind::low}, Pull::none);
  chip.io(0).pads().set_outside(0, {PinDrive::Kind::high}, Pull::none);
  EXPECT_EQ(read(0x3801'0144), 32'768U);
}

TEST_F(IoCoreTest, TheMailboxesAreInterrupts6To17) {
  // To the A7: software interrupt, a message, a read.
  write(0x2105'0018, 0xFF);
  chip.a7_end(0).trigger(4);
  chip.run_for(20us);
  EXPECT_EQ(interrupt(), 11U);
  write(0x2105'0038, 2);
  ASSERT_TRUE(chip.a7_end(0).post({0xBA5E'0001, 5}));
  chip.run_for(20us);
  EXPECT_EQ(interrupt(), 8U);
  write(0x2105'0038, 1);
  EXPECT_EQ(interrupt(), 9U);
  write(0x2105'0038, 4);
  EXPECT_EQ(interrupt(), 7U);
  write(0x2105'0038, 8);
  write(0x2105'0040, 1);
  chip.run_for(20us);
  ASSERT_TRUE(chip.a7_end(0).accept());
  chip.run_for(20us);
  EXPECT_EQ(interrupt(), 6U);
  // To the other M4, both ways.
  write(0x2106'0018, 1, 1);
  write(0x2106'0014, 1);
  chip.run_for(20us);
  EXPECT_EQ(interrupt(1), 17U);
  EXPECT_EQ(read(0x2106'001C, 1), 1U);
  write(0x2106'0038, 1);
  write(0x2106'0044, 77, 1);
  write(0x2106'0040, 66, 1);
  chip.run_for(20us);
  EXPECT_EQ(interrupt(), 15U);
  EXPECT_EQ(read(0x2106'0054), 77U);
  EXPECT_EQ(read(0x2106'0050), 66U);
}

TEST_F(IoCoreTest, PinsAreExternalInterruptsFrom20On) {
  for (unsigned pin = 0; pin < kEints; ++pin) {
    chip.io(0).pads().set_outside(pin, {PinDrive::Kind::high}, Pull::none);
    EXPECT_EQ(interrupt(), 20 + pin);
  }
}

TEST_F(IoCoreTest, TheMultiplexerSetsTheCoresClockAndOnlyThat) {
  EXPECT_EQ(chip.clock(0).rate(), kCrystal);
  write(0x2101'000C, 0x200);
  EXPECT_EQ(chip.clock(0).rate(), sim::Rate{197'600'000});
  EXPECT_EQ(chip.clock(1).rate(), kCrystal);
  write(0x2101'000C, 0x100);
  EXPECT_EQ(chip.clock(0).rate(), sim::Rate{32'768});
}

TEST_F(IoCoreTest, DeepSleepLeavesInterruptsToTheWakeUpController) {
  // As MediaTek's os_hal_lp.c: only GPT3 may wake.
  write(0x2100'0620, ~(1U << 2));
  for (std::uint32_t word = 1; word < 4; ++word) write(0x2100'0620 + 4 * word, 0xFFFF'FFFF);
  write(0x2100'0340, 4);
  write(0x2100'0344, 1);
  write(0x2100'0344, 0);
  write(0x2101'0000, 3);
  chip.io(0).core_sleeps(true);
  write(0x2104'0004, 2);  // the debug UART's interrupt
  EXPECT_THAT(chip.interrupts(0), IsEmpty());
  write(0x2103'005C, 7);
  write(0x2103'0050, 0x0019'0001);
  chip.run_for(100us);
  EXPECT_THAT(chip.interrupts(0), Contains("irq 2 high"));
  EXPECT_EQ(read(0x2100'0364), 1U << 2);
  EXPECT_EQ(read(0x2100'03A0), 1U);
  EXPECT_EQ(read(0x2101'0004), 0U);
  chip.interrupts(0).clear();
  chip.io(0).core_wakes();
  EXPECT_EQ(interrupt(), 4U) << "what waited";
  EXPECT_EQ(read(0x2101'0004), 1U);
  write(0x2101'0004, 1);
  EXPECT_EQ(read(0x2101'0004), 0U);
}

TEST_F(IoCoreTest, SleepThatIsNotDeepPassesEveryInterrupt) {
  for (std::uint32_t word = 0; word < 4; ++word) write(0x2100'0620 + 4 * word, 0xFFFF'FFFF);
  write(0x2101'0000, 3);
  chip.io(0).core_sleeps(false);
  write(0x2104'0004, 2);
  EXPECT_EQ(interrupt(), 4U);
  chip.io(0).core_wakes();
  EXPECT_EQ(read(0x2101'0004), 0U);
  // SLEEPDEEP, and the RGU has not been told: CPU clock gating.
  write(0x2101'0000, 0);
  chip.io(0).core_sleeps(true);
  write(0x2104'0004, 0);
  write(0x2104'0004, 2);
  EXPECT_EQ(interrupt(), 4U);
  chip.io(0).core_wakes();
  EXPECT_EQ(read(0x2101'0004), 0U);
}

TEST_F(IoCoreTest, ResetBitsReachWhatHangsOnThem) {
  write(0x3807'050C, 0x1B);  // ISU0 UART
  write(0x3807'0000, 0x7F00);
  EXPECT_EQ(read(0x3807'050C), 0U);
  write(0x3808'050C, 0x1B);  // another ISU's
  write(0x3807'0000, 0x7F01);
  EXPECT_EQ(read(0x3808'050C), 0x1BU);

  write(0x2104'000C, 0x1B);  // the debug UART
  write(0x3003'0120, 0x6000);
  EXPECT_EQ(read(0x2104'000C), 0U);

  write(0x3800'0100, 0x0001'0010);  // the ADC
  write(0x3800'0000, 0);
  EXPECT_EQ(read(0x3800'0100), 0U);

  write(0x3801'1104, 0x0010'0010);  // PWM0
  write(0x3801'0000, 0x02);
  EXPECT_EQ(read(0x3801'1104), 0U);
}

TEST_F(IoCoreTest, WhatOneCoreDrivesTheOtherSeesFromTheWindowsEndOn) {
  write(0x3801'0064, 1, 1);  // pin 0 is an input of core 1
  write(0x3801'0014, 1);
  write(0x3801'0024, 1);
  EXPECT_EQ(read(0x3801'0004, 1) & 1U, 0U);
  chip.run_for(20us);
  EXPECT_EQ(read(0x3801'0004, 1) & 1U, 1U);
}

TEST_F(IoCoreTest, SharedMemoryIsSharedFromTheWindowsEndOn) {
  write(0x8000'0100, 0x1234'5678);
  EXPECT_EQ(read(0x8000'0100), 0x1234'5678U);
  EXPECT_EQ(read(0x8000'0100, 1), 0U);
  chip.run_for(20us);
  EXPECT_EQ(read(0x8000'0100, 1), 0x1234'5678U);
  EXPECT_EQ(chip.io(1).bus().read(0x8000'0102, 2).value, 0x1234U);
  EXPECT_FALSE(chip.io(0).bus().read(0x8040'0000, 4).ok);
}

TEST_F(IoCoreTest, NothingInterruptsAfterPowerOn) {
  chip.run_for(1s);
  EXPECT_THAT(chip.interrupts(0), IsEmpty());
  EXPECT_THAT(chip.interrupts(1), IsEmpty());
  EXPECT_THAT(chip.take_transcript(), testing::StrEq(""));
}

}  // namespace
}  // namespace armillary::soc
