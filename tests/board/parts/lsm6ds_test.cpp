// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/lsm6ds.h"

#include <gmock/gmock.h>

#include "board/parts/bus_talk.h"
#include "board/parts/lps22hh.h"
#include "soc/test_bench.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Model = Lsm6ds::Model;

Quantity constant(std::int64_t micro) {
  return [micro](sim::Time) { return micro; };
}
/// One millionth more every microsecond: tells when a sample was taken.
Quantity clock_ramp() {
  return [](sim::Time t) { return sim::nanoseconds(t) / 1'000; };
}

class Lsm6dsTest : public testing::Test {
 protected:
  explicit Lsm6dsTest(Model model = Model::lsm6ds3)
      : sensor(bench.context, "imu", model, motion()) {}
  static Lsm6ds::Motion motion() {
    return {{constant(-250'000), constant(500'000), constant(1'000'000)},
            {constant(0), constant(-100'000'000), constant(35'000'000)},
            constant(31'000'000)};
  }
  soc::Bench bench;
  Lsm6ds sensor;
  I2cRegisterPort port{sensor, 0x6A};
  SpiRegisterPort spi_port{sensor};
  I2cTalk i2c{port, 0x6A};
  SpiTalk spi{spi_port};
};
class Lsm6dsoTest : public Lsm6dsTest {
 protected:
  Lsm6dsoTest() : Lsm6dsTest(Model::lsm6dso) {}
};

TEST_F(Lsm6dsTest, SaysWhoItIsOnBothBuses) {
  EXPECT_EQ(i2c.read(0x0F), 0x69);
  EXPECT_THAT(spi.transfer({0x8F}, 1), ElementsAre(0x69));
}

TEST_F(Lsm6dsoTest, SaysWhoItIs) { EXPECT_EQ(i2c.read(0x0F), 0x6C); }

TEST_F(Lsm6dsTest, AnswersAtItsAddressOnly) {
  EXPECT_FALSE(i2c.bus().start(0x6B, false));
  EXPECT_TRUE(i2c.bus().start(0x6A, false));
}

// DocID026899, CTRL3_C: SW_RESET, "cleared automatically".
TEST_F(Lsm6dsTest, ASoftwareResetClearsItselfAndTheRegisters) {
  i2c.write({0x10, 0x48});
  i2c.write({0x12, 0x01});
  EXPECT_EQ(i2c.read(0x12), 0x05);
  EXPECT_EQ(i2c.read(0x10), 0x00);
  bench.run_for(50us);
  EXPECT_EQ(i2c.read(0x12), 0x04);
}

TEST_F(Lsm6dsTest, DataBecomesReadyAtTheOutputDataRate) {
  EXPECT_EQ(i2c.read(0x1E), 0);
  i2c.write({0x10, 0x10});  // 12.5 Hz
  bench.run_for(80ms - 1ns);
  EXPECT_EQ(i2c.read(0x1E) & 1, 0);
  bench.run_for(1ns);
  EXPECT_EQ(i2c.read(0x1E) & 1, 1);
  i2c.read16(0x28);
  EXPECT_EQ(i2c.read(0x1E) & 1, 0);
  bench.run_for(80ms);
  EXPECT_EQ(i2c.read(0x1E) & 1, 1);
}

TEST_F(Lsm6dsTest, TheLowByteAloneLeavesTheDataReady) {
  i2c.write({0x10, 0x40});
  bench.run_for(10ms);
  i2c.read(0x28);
  EXPECT_EQ(i2c.read(0x1E) & 1, 1);
  i2c.read(0x29);
  EXPECT_EQ(i2c.read(0x1E) & 1, 0);
}

// Sensitivities: 0.061, 0.122, 0.244 and 0.488 mg; the codes are 0 = 2 g, 2 = 4 g, 3 = 8 g, 1 = 16
// g.
TEST_F(Lsm6dsTest, AccelerationComesInTheSelectedScale) {
  const std::pair<int, int> scales[] = {
      {0x40, 16'393}, {0x48, 8'197}, {0x4C, 4'098}, {0x44, 2'049}};
  for (const auto& [control, one_g] : scales) {
    i2c.write({0x10, static_cast<std::uint8_t>(control)});
    bench.run_for(20ms);
    EXPECT_EQ(i2c.read16(0x2C), one_g);
  }
  EXPECT_EQ(i2c.read16(0x28), -512);  // -0.25 g at 16 g
}

// Sensitivities: 4.375, 8.75, 17.5, 35 and 70 mdps.
TEST_F(Lsm6dsTest, RotationComesInTheSelectedScale) {
  const std::pair<int, int> scales[] = {
      {0x42, 8'000}, {0x40, 4'000}, {0x44, 2'000}, {0x48, 1'000}, {0x4C, 500}};
  for (const auto& [control, expected] : scales) {
    i2c.write({0x11, static_cast<std::uint8_t>(control)});
    bench.run_for(20ms);
    EXPECT_EQ(i2c.read16(0x26), expected);
  }
  EXPECT_EQ(i2c.read16(0x24), -1'429);
}

TEST_F(Lsm6dsTest, WhatIsBeyondTheScaleIsHeldAtItsEnd) {
  Lsm6ds shaken(bench.context, "shaken", Model::lsm6ds3,
                {{constant(5'000'000), constant(-5'000'000), nullptr}, {}, nullptr});
  I2cRegisterPort shaken_port{shaken, 0x6B};
  I2cTalk talk{shaken_port, 0x6B};
  talk.write({0x10, 0x40});
  bench.run_for(20ms);
  EXPECT_EQ(talk.read16(0x28), 32'767);
  EXPECT_EQ(talk.read16(0x2A), -32'768);
  EXPECT_EQ(talk.read16(0x2C), 0);
}

TEST_F(Lsm6dsTest, TemperatureHasSixteenStepsADegreeFrom25) {
  i2c.write({0x10, 0x40});
  bench.run_for(20ms);
  EXPECT_EQ(i2c.read(0x1E) & 4, 4);
  EXPECT_EQ(i2c.read16(0x20), 96);
}

TEST_F(Lsm6dsoTest, TemperatureHas256StepsADegreeFrom25) {
  i2c.write({0x11, 0x40});
  bench.run_for(20ms);
  EXPECT_EQ(i2c.read16(0x20), 1'536);
}

TEST_F(Lsm6dsTest, ABurstGoesOnOrStaysAsIfIncSays) {
  i2c.write({0x10, 0x40});
  i2c.write({0x11, 0x40});
  bench.run_for(20ms);
  EXPECT_THAT(i2c.read({0x22}, 12),
              ElementsAre(0, 0, 0x5B, 0xD3, 0xA0, 0x0F, 0xFE, 0xEF, 5, 0x20, 9, 0x40));
  i2c.write({0x12, 0x00});
  EXPECT_THAT(i2c.read({0x0F}, 3), ElementsAre(0x69, 0x69, 0x69));
}

TEST_F(Lsm6dsTest, BlockDataUpdateKeepsTheTwoBytesOfASample) {
  Lsm6ds moving(bench.context, "moving", Model::lsm6ds3, {{clock_ramp()}, {}, {}});
  I2cRegisterPort moving_port{moving, 0x6B};
  I2cTalk talk{moving_port, 0x6B};
  talk.write({0x12, 0x44});
  talk.write({0x10, 0x40});  // 104 Hz: a sample of 0.0096 g, of 0.0192 g, ...
  bench.run_for(10ms);
  const std::uint8_t low = talk.read(0x28);
  bench.run_for(90ms);
  const std::uint8_t high = talk.read(0x29);
  EXPECT_EQ(high << 8 | low, 158);
  EXPECT_EQ(talk.read16(0x28), 1'576);  // sample 10, 96.2 ms
}

TEST_F(Lsm6dsTest, SwitchedOffAxesReadZero) {
  i2c.write({0x10, 0x40});
  i2c.write({0x18, 0x18});  // CTRL9_XL: X and Y
  bench.run_for(20ms);
  EXPECT_NE(i2c.read16(0x28), 0);
  EXPECT_EQ(i2c.read16(0x2C), 0);
}

TEST_F(Lsm6dsTest, Int1FollowsDataReadyAtItsInstant) {
  std::vector<std::pair<sim::Duration, bool>> log;
  sensor.on_int1([&](bool level) { log.emplace_back(bench.elapsed(), level); });
  i2c.write({0x0D, 0x01});
  i2c.write({0x10, 0x10});
  bench.run_for(100ms);
  i2c.read16(0x28);
  bench.run_for(100ms);
  EXPECT_THAT(log, ElementsAre(std::pair{0ns, false}, std::pair<sim::Duration, bool>{80ms, true},
                               std::pair<sim::Duration, bool>{100ms, false},
                               std::pair<sim::Duration, bool>{160ms, true}));
}

TEST_F(Lsm6dsTest, WhatIsNotModelledIsNamedOnce) {
  i2c.write({0x0A, 0x26});
  i2c.write({0x0A, 0x26});
  i2c.write({0x0F, 0x11});
  EXPECT_EQ(i2c.read(0x0A), 0x26);
  EXPECT_EQ(i2c.read(0x0F), 0x69);
  EXPECT_THAT(bench.warnings(),
              ElementsAre(HasSubstr("FIFO_CTRL5 (0x0a)"), HasSubstr("register 0x0f")));
}

TEST_F(Lsm6dsTest, AnOrdinaryDriverMeetsNoWarning) {
  for (const Bytes& step : {Bytes{0x12, 0x01}, Bytes{0x12, 0x44}, Bytes{0x10, 0x18},
                            Bytes{0x11, 0x14}, Bytes{0x18, 0x38}, Bytes{0x0D, 0x03}}) {
    EXPECT_TRUE(i2c.write(step));
    bench.run_for(1ms);
  }
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(Lsm6dsTest, ASnapshotGoesOnWithTheNextSample) {
  i2c.write({0x0D, 0x01});
  i2c.write({0x10, 0x1C});
  bench.run_for(85ms);
  soc::Bench later;
  later.run_for(85ms);
  Lsm6ds copy(later.context, "imu", Model::lsm6ds3, motion());
  bool int1 = false;
  copy.on_int1([&](bool level) { int1 = level; });
  copy_state(sensor, copy);
  I2cRegisterPort copy_port{copy, 0x6A};
  I2cTalk talk{copy_port, 0x6A};
  EXPECT_EQ(talk.read(0x1E), i2c.read(0x1E));
  EXPECT_EQ(talk.read16(0x2C), 4'098);
  EXPECT_FALSE(int1);
  later.run_for(80ms);
  EXPECT_EQ(talk.read(0x1E) & 1, 1);
}

// The sequence of ST's driver for a sensor behind the hub (AN5192, sensor hub).
TEST_F(Lsm6dsoTest, TheSensorHubReadsAndWritesTheSensorBehindIt) {
  Lps22hh barometer(bench.context, "barometer", constant(1'013'250'000), constant(21'500'000));
  I2cRegisterPort barometer_port{barometer, 0x5C};
  sensor.auxiliary_bus().attach(barometer_port);
  const auto hub = [&](const Bytes& step) {
    i2c.write({0x01, 0x40});
    i2c.write(step);
    i2c.write({0x01, 0x00});
  };
  const auto run_once = [&] {
    hub({0x14, 0x04});  // MASTER_ON
    i2c.write({0x10, 0x40});
    bench.run_for(20ms);
    EXPECT_EQ(i2c.read(0x1E) & 1, 1);
    i2c.write({0x10, 0x00});
  };
  hub({0x15, 0xB9, 0x0F, 0x01});  // slave 0: read one byte of WHO_AM_I at 0x5C
  run_once();
  i2c.write({0x01, 0x40});
  EXPECT_EQ(i2c.read(0x22), 0x01);
  EXPECT_EQ(i2c.read(0x02), 0xB3);
  i2c.write({0x01, 0x00});
  EXPECT_EQ(i2c.read(0x39), 0x01);

  hub({0x14, 0x00});
  hub({0x21, 0x20});              // DATAWRITE_SLV0: 10 Hz
  hub({0x15, 0xB8, 0x10, 0x00});  // slave 0: write CTRL_REG1
  hub({0x14, 0x40});              // WRITE_ONCE
  run_once();
  hub({0x14, 0x00});
  bench.run_for(100ms);
  hub({0x15, 0xB9, 0x28, 0x05});
  run_once();
  i2c.write({0x01, 0x40});
  EXPECT_THAT(i2c.read({0x02}, 5), ElementsAre(0x00, 0x54, 0x3F, 0x66, 0x08));
}

TEST_F(Lsm6dsoTest, TheSensorHubTellsThatNobodyAnswered) {
  i2c.write({0x01, 0x40});
  i2c.write({0x15, 0xB9, 0x0F, 0x01});
  i2c.write({0x14, 0x04});
  i2c.write({0x01, 0x00});
  i2c.write({0x10, 0x40});
  bench.run_for(20ms);
  EXPECT_EQ(i2c.read(0x39), 0x09);
}

}  // namespace
}  // namespace armillary::board
