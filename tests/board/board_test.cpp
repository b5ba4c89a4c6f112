// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/board.h"

#include <gmock/gmock.h>

#include "board/board_bench.h"
#include "board/part_list.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using Kind = soc::PinDrive::Kind;

using BoardTest = BoardBench;

TEST_F(BoardTest, AnActiveLowLightGoesOnWhenThePinGoesLow) {
  build({});
  EXPECT_TRUE(pads.level(8));  // dark until somebody drives it
  pads.set_gpio(8, {Kind::low});
  scheduler.run_until(sim::kPowerOn + 1ms);
  pads.set_gpio(8, {Kind::high});
  scheduler.run_until(sim::kPowerOn + 2ms);
  EXPECT_THAT(
      sink.lines,
      ElementsAre(
          R"({"t":0,"src":"board.led1-red","type":"gpio","pin":8,"level":0,"state":"on"})",
          R"({"t":1000000,"src":"board.led1-red","type":"gpio","pin":8,"level":1,"state":"off"})"));
}

TEST_F(BoardTest, AButtonIsPressedAtItsTime) {
  build({{"button-a",
          "button",
          {{"presses", PartList{PartValues{{"at", 5'000'000}, {"for", 1'000'000}}}}}}});
  EXPECT_TRUE(pads.level(12));
  scheduler.run_until(sim::kPowerOn + 5500us);
  EXPECT_FALSE(pads.level(12));
  scheduler.run_until(sim::kPowerOn + 7ms);
  EXPECT_TRUE(pads.level(12));
  EXPECT_EQ(sink.lines.size(), 2U);
}

TEST_F(BoardTest, AMeterTellsFrequencyAndDuty) {
  build({{"fan", "pwm-meter", {{"pin", 0}}}});
  soc::PinDrive drive{Kind::pwm};
  drive.wave.tick = sim::Rate{2'000'000};
  drive.wave.s0_on = 20;
  drive.wave.s0_off = 60;
  pads.set_pwm(0, drive);
  scheduler.run_until(sim::kPowerOn + 1ms);
  EXPECT_THAT(sink.lines, ElementsAre(R"({"t":0,"src":"board.fan","type":"gpio","pin":0,)"
                                      R"("frequency_hz":25000,"duty_permille":250})"));
}

TEST_F(BoardTest, AnAnalogueSourceReachesItsChannel) {
  build({{"sensor", "analogue", {{"channel", 3}, {"constant", 1'250'000}}}});
  EXPECT_NEAR(peripherals.adc().convert(3), 2048, 1);
  EXPECT_EQ(peripherals.adc().convert(0), 0U);
}

/// A core's side of the board with a part of each simple type, driven by a script.
struct World : BoardSide {
  World() {
    const PartList presses{PartValues{{"at", 2'000'000}, {"for", 3'000'000}},
                           PartValues{{"at", 9'000'000}, {"for", 500'000}}};
    const PartList texts{PartValues{{"at", 1'000'000}, {"text", "one"}},
                         PartValues{{"at", 9'000'000}, {"text", "two"}}};
    build({{"button-a", "button", {{"presses", presses}}},
           {"fan", "pwm-meter", {{"pin", 0}}},
           {"lamp", "rgb-led", {{"red", 1}, {"green", 2}, {"blue", 3}}},
           {"jumper", "wire", {{"from", 8}, {"to", 60}}},
           {"keys", "console", {{"uart", "isu1"}, {"loopback", true}, {"send", texts}}},
           {"pot", "analogue", {{"channel", 1}, {"constant", 1'000'000}}}});
  }
  void blink(sim::Duration until) {
    for (int i = 0; scheduler.now() - sim::kPowerOn < until; ++i) {
      pads.set_gpio(8, {i % 2 == 0 ? Kind::low : Kind::high});
      pads.set_gpio(0, {i % 3 == 0 ? Kind::low : Kind::high});
      pads.set_gpio(2, {i % 5 < 2 ? Kind::low : Kind::high});
      EXPECT_EQ(pads.level(60), pads.level(8));
      scheduler.run_until(scheduler.now() + 700us);
    }
  }
};

TEST(BoardSnapshot, AFreshBoardGoesOnWhereTheOtherWas) {
  for (const sim::Duration place : {0us, 2100us, 4000us, 7000us, 9100us, 12000us}) {
    World original;
    original.blink(place);
    original.scheduler.run_until(original.scheduler.now() + 10us);
    sim::Archive saved;
    original.serialize(saved);

    World copy;
    copy.scheduler.run_until(original.scheduler.now());
    copy.sink.lines.clear();
    sim::Archive archive(saved.data());
    copy.serialize(archive);
    ASSERT_TRUE(archive.finish());
    sim::Archive again;
    copy.serialize(again);
    EXPECT_EQ(again.data(), saved.data());

    original.sink.lines.clear();
    original.blink(15ms);
    copy.blink(15ms);
    EXPECT_FALSE(original.sink.lines.empty());
    EXPECT_EQ(copy.sink.lines, original.sink.lines);
  }
}

TEST(BoardSnapshot, OneOfAnotherDeviceIsRefused) {
  World original;
  sim::Archive saved;
  original.serialize(saved);
  std::vector<std::byte> bytes = saved.data();
  bytes.resize(bytes.size() - 5);
  World copy;
  sim::Archive archive(bytes);
  copy.serialize(archive);
  const auto result = archive.finish();
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, testing::HasSubstr("'board."));
}

TEST(Parts, AnUnknownBoardIsRefused) {
  DeviceConfig config;
  config.board = "mt3621";
  const auto parts = parts_of(config);
  ASSERT_FALSE(parts);
  EXPECT_EQ(parts.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(parts.error().message, testing::HasSubstr("mt3620-rdb"));
}

TEST(Parts, AnOwnPartReplacesTheBoardsAtThatPin) {
  DeviceConfig config;
  config.parts.push_back({"heater", "led", {{"pin", 8}}});
  const auto parts = parts_of(config);
  ASSERT_TRUE(parts);
  for (const PartConfig& part : *parts) EXPECT_NE(part.name, "led1-red");
}

}  // namespace
}  // namespace armillary::board
