// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/gpio_lines.h"

#include <array>

#include <gtest/gtest.h>

#include "os/abi/gpio.h"

namespace armillary::os {
namespace {

using Kind = soc::PinDrive::Kind;

class GpioLinesTest : public testing::Test {
 protected:
  SysResult take(std::uint32_t number, std::uint32_t flags, std::uint8_t value = 0) {
    const std::array numbers{number};
    const std::array values{value};
    return lines.take(numbers, flags, values, "test");
  }
  void release(std::uint32_t number) {
    const std::array numbers{number};
    lines.release(numbers);
  }
  void outside(std::uint32_t number, bool high) {
    soc::PinDrive drive;
    drive.kind = high ? Kind::high : Kind::low;
    pads.set_outside(number, drive, soc::Pull::none);
  }
  sim::Domain domain{"a7", 0};
  soc::Pads pads{domain};
  GpioLines lines{pads};
};

TEST_F(GpioLinesTest, AnOutputStartsWithItsFirstValueAndDrivesThePin) {
  ASSERT_EQ(take(8, kGpioRequestOutput, 1), 0);
  EXPECT_EQ(pads.own(8).kind, Kind::high);
  EXPECT_TRUE(lines.value(8));
  lines.set_value(8, false);
  EXPECT_EQ(pads.own(8).kind, Kind::low);
  EXPECT_FALSE(lines.value(8));
}

TEST_F(GpioLinesTest, AnInputLetsGoOfThePinAndTellsWhatIsThere) {
  ASSERT_EQ(take(12, kGpioRequestOutput, 1), 0);
  release(12);
  ASSERT_EQ(take(12, kGpioRequestInput), 0);
  EXPECT_EQ(pads.own(12).kind, Kind::released);
  outside(12, true);
  EXPECT_TRUE(lines.value(12));
  outside(12, false);
  EXPECT_FALSE(lines.value(12));
}

TEST_F(GpioLinesTest, ALineIsTakenOnceAndCanBeTakenAgainWhenItWasGivenBack) {
  ASSERT_EQ(take(5, kGpioRequestInput), 0);
  EXPECT_EQ(take(5, kGpioRequestOutput, 1), -kEBUSY);
  EXPECT_EQ(pads.own(5).kind, Kind::released) << "a refused request has no effect";
  release(5);
  EXPECT_EQ(take(5, kGpioRequestOutput, 1), 0);
}

TEST_F(GpioLinesTest, ARequestForSeveralTakesAllOrNone) {
  ASSERT_EQ(take(2, kGpioRequestInput), 0);
  const std::array<std::uint32_t, 3> numbers{0, 1, 2};
  const std::array<std::uint8_t, 3> values{1, 1, 1};
  EXPECT_EQ(lines.take(numbers, kGpioRequestOutput, values, "many"), -kEBUSY);
  EXPECT_FALSE(lines.line(0).taken);
  EXPECT_FALSE(lines.line(1).taken);
  EXPECT_TRUE(lines.line(2).taken);
  EXPECT_EQ(pads.own(0).kind, Kind::released);
  const std::array<std::uint32_t, 2> twice{7, 7};
  EXPECT_EQ(lines.take(twice, kGpioRequestInput, values, "twice"), -kEBUSY);
  EXPECT_FALSE(lines.line(7).taken);
}

TEST_F(GpioLinesTest, AnOpenDrainOnlyPullsDown) {
  ASSERT_EQ(take(3, kGpioRequestOutput | kGpioRequestOpenDrain, 1), 0);
  EXPECT_EQ(pads.own(3).kind, Kind::released);
  outside(3, true);
  EXPECT_TRUE(lines.value(3));
  outside(3, false);
  EXPECT_FALSE(lines.value(3)) << "somebody else pulls the wire down";
  outside(3, true);
  lines.set_value(3, false);
  EXPECT_EQ(pads.own(3).kind, Kind::low);
}

TEST_F(GpioLinesTest, AnOpenSourceOnlyPullsUp) {
  ASSERT_EQ(take(3, kGpioRequestOutput | kGpioRequestOpenSource, 0), 0);
  EXPECT_EQ(pads.own(3).kind, Kind::released);
  lines.set_value(3, true);
  EXPECT_EQ(pads.own(3).kind, Kind::high);
}

TEST_F(GpioLinesTest, ActiveLowTurnsValuesAround) {
  ASSERT_EQ(take(8, kGpioRequestOutput | kGpioRequestActiveLow, 1), 0);
  EXPECT_EQ(pads.own(8).kind, Kind::low);
  EXPECT_TRUE(lines.value(8));
}

TEST_F(GpioLinesTest, ALineThatIsGivenBackKeepsItsLevel) {
  ASSERT_EQ(take(8, kGpioRequestOutput, 1), 0);
  release(8);
  EXPECT_EQ(pads.own(8).kind, Kind::high);
  ASSERT_EQ(take(8, 0), 0) << "as it is";
  EXPECT_TRUE(lines.line(8).output);
  EXPECT_EQ(pads.own(8).kind, Kind::high);
}

TEST_F(GpioLinesTest, APullIsSetAtThePin) {
  ASSERT_EQ(take(4, kGpioRequestInput | kGpioRequestPullUp), 0);
  EXPECT_TRUE(lines.value(4));
  release(4);
  ASSERT_EQ(take(4, kGpioRequestInput | kGpioRequestPullDown), 0);
  EXPECT_FALSE(lines.value(4));
}

TEST_F(GpioLinesTest, FlagsThatDoNotGoTogetherAreRefused) {
  for (const std::uint32_t good :
       {0U, kGpioRequestInput, kGpioRequestOutput, kGpioRequestOutput | kGpioRequestOpenDrain,
        kGpioRequestInput | kGpioRequestActiveLow | kGpioRequestPullUp}) {
    EXPECT_EQ(GpioLines::check_flags(good), 0) << good;
  }
  for (const std::uint32_t bad :
       {kGpioRequestInput | kGpioRequestOutput, kGpioRequestInput | kGpioRequestOpenDrain,
        kGpioRequestOpenSource, kGpioRequestPullUp,
        kGpioRequestOutput | kGpioRequestOpenDrain | kGpioRequestOpenSource,
        kGpioRequestInput | kGpioRequestPullUp | kGpioRequestPullDown, 1U << 8, ~0U}) {
    EXPECT_EQ(GpioLines::check_flags(bad), -kEINVAL) << bad;
  }
}

}  // namespace
}  // namespace armillary::os
