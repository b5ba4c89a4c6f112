// SPDX-License-Identifier: GPL-2.0-or-later
#include <gmock/gmock.h>

#include "board/board_bench.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using Kind = soc::PinDrive::Kind;

class RgbLed : public BoardBench {
 protected:
  void SetUp() override {
    build({{"lamp", "rgb-led", {{"red", 1}, {"green", 2}, {"blue", 3}, {"active", "high"}}}},
          "none");
  }
  void run_to(sim::Duration time) { scheduler.run_until(sim::kPowerOn + time); }
};

TEST_F(RgbLed, TellsOneColourForWhatHappensAtOneInstant) {
  pads.set_gpio(1, {Kind::high});
  pads.set_gpio(2, {Kind::high});
  run_to(1ms);
  pads.set_gpio(2, {Kind::low});
  pads.set_gpio(3, {Kind::low});  // it was dark already
  run_to(2ms);
  pads.set_gpio(1, {});
  run_to(3ms);
  const auto line = [](const char* t, const char* state, const char* colour) {
    return std::string("{\"t\":") + t + R"(,"src":"board.lamp","type":"gpio","state":")" + state +
           R"(","colour":")" + colour + "\"}";
  };
  EXPECT_THAT(sink.lines, ElementsAre(line("0", "on", "#ffff00"), line("1000000", "on", "#ff0000"),
                                      line("2000000", "off", "#000000")));
}

TEST_F(RgbLed, TellsTheDutyOfAPwm) {
  soc::PinDrive drive{Kind::pwm};
  drive.wave.s0_on = 20;
  drive.wave.s0_off = 60;
  pads.set_pwm(3, drive);
  run_to(1ms);
  ASSERT_EQ(sink.lines.size(), 1U);
  EXPECT_THAT(sink.lines[0], testing::HasSubstr("\"#00003f\""));
}

TEST_F(RgbLed, BeginsDarkAndSaysNothingOfIt) {
  EXPECT_FALSE(pads.level(1));
  pads.set_gpio(1, {Kind::low});
  run_to(1ms);
  EXPECT_TRUE(sink.lines.empty());
}

}  // namespace
}  // namespace armillary::board
