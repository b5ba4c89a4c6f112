// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/lps22hh.h"

#include <gmock/gmock.h>

#include "board/parts/bus_talk.h"
#include "soc/test_bench.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class Lps22hhTest : public testing::Test {
 protected:
  static constexpr std::int64_t kPressure = 1'013'250'000, kTemperature = -5'250'000;
  static Quantity constant(std::int64_t micro) {
    return [micro](sim::Time) { return micro; };
  }
  soc::Bench bench;
  Lps22hh sensor{bench.context, "barometer", constant(kPressure), constant(kTemperature)};
  I2cRegisterPort port{sensor, 0x5C};
  SpiRegisterPort spi_port{sensor};
  I2cTalk i2c{port, 0x5C};
  SpiTalk spi{spi_port};
};

TEST_F(Lps22hhTest, SaysWhoItIsOnBothBuses) {
  EXPECT_EQ(i2c.read(0x0F), 0xB3);
  EXPECT_THAT(spi.transfer({0x8F}, 1), ElementsAre(0xB3));
  EXPECT_EQ(i2c.read(0x11), 0x10);  // CTRL_REG2 after reset: IF_ADD_INC
}

TEST_F(Lps22hhTest, SamplesAtTheOutputDataRate) {
  i2c.write({0x10, 0x40});  // 50 Hz
  bench.run_for(20ms - 1ns);
  EXPECT_EQ(i2c.read(0x27), 0);
  bench.run_for(1ns);
  EXPECT_EQ(i2c.read(0x27), 0x03);
  // 1013.25 hPa * 4096 = 0x3F5400; -5.25 degrees * 100 = -525.
  EXPECT_THAT(i2c.read({0x28}, 5), ElementsAre(0x00, 0x54, 0x3F, 0xF3, 0xFD));
  EXPECT_EQ(i2c.read(0x27), 0);
  bench.run_for(40ms);
  EXPECT_EQ(i2c.read(0x27), 0x33);  // two samples: overrun
  i2c.read({0x28}, 3);
  EXPECT_EQ(i2c.read(0x27), 0x22);
}

TEST_F(Lps22hhTest, OneShotConvertsOnce) {
  i2c.write({0x11, 0x11});
  EXPECT_EQ(i2c.read(0x11), 0x11);
  bench.run_for(4699us);
  EXPECT_EQ(i2c.read(0x27), 0);
  bench.run_for(2us);
  EXPECT_EQ(i2c.read(0x11), 0x10);
  EXPECT_EQ(i2c.read(0x27), 0x03);
  EXPECT_THAT(i2c.read({0x28}, 3), ElementsAre(0x00, 0x54, 0x3F));
  bench.run_for(1s);
  EXPECT_EQ(i2c.read(0x27), 0x02);
}

TEST_F(Lps22hhTest, AResetClearsItselfAndTheRegisters) {
  i2c.write({0x10, 0x72});
  i2c.write({0x11, 0x14});
  EXPECT_EQ(i2c.read(0x10), 0);
  EXPECT_EQ(i2c.read(0x11), 0x10);
}

TEST_F(Lps22hhTest, ThePinFollowsDataReady) {
  std::vector<std::pair<sim::Duration, bool>> log;
  sensor.on_interrupt([&](bool level) { log.emplace_back(bench.elapsed(), level); });
  i2c.write({0x12, 0x04});
  i2c.write({0x10, 0x20});
  bench.run_for(150ms);
  i2c.read({0x28}, 3);
  EXPECT_THAT(log, ElementsAre(std::pair<sim::Duration, bool>{0ms, false},
                               std::pair<sim::Duration, bool>{100ms, true},
                               std::pair<sim::Duration, bool>{150ms, false}));
}

TEST_F(Lps22hhTest, WhatIsNotModelledIsNamed) {
  i2c.write({0x13, 0x02});
  EXPECT_EQ(i2c.read(0x13), 0x02);
  EXPECT_THAT(bench.warnings(), ElementsAre(HasSubstr("FIFO_CTRL (0x13)")));
}

TEST_F(Lps22hhTest, ASnapshotFinishesTheConversion) {
  i2c.write({0x11, 0x11});
  bench.run_for(2ms);
  soc::Bench later;
  later.run_for(2ms);
  Lps22hh copy{later.context, "barometer", constant(kPressure), constant(kTemperature)};
  copy_state(sensor, copy);
  I2cRegisterPort copy_port{copy, 0x5C};
  I2cTalk talk{copy_port, 0x5C};
  EXPECT_EQ(talk.read(0x27), 0);
  later.run_for(3ms);
  EXPECT_EQ(talk.read(0x27), 0x03);
}

}  // namespace
}  // namespace armillary::board
