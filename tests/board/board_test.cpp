// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/board.h"

#include <gmock/gmock.h>

#include "sim/scheduler.h"
#include "soc/pin_link.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using Kind = soc::PinDrive::Kind;

class Collector : public EventSink {
 public:
  void on_event(const Event& event) override { lines.push_back(to_json_line(event)); }
  std::vector<std::string> lines;
};

class BoardTest : public testing::Test {
 protected:
  void build(const DeviceConfig& config) {
    const auto parts = parts_of(config);
    ASSERT_TRUE(parts);
    board = std::make_unique<Board>(domain, pads, adc, *parts, true);
    link = std::make_unique<soc::PinLink>(
        std::vector<soc::Pads*>{&pads},
        [this](std::size_t, const soc::Pads::Change& change) { board->pin_changed(change); });
    scheduler.add(domain);
    scheduler.add(*link);
    scheduler.add(sink);
  }
  sim::Domain domain{"m4-0", 1};
  soc::Pads pads{domain};
  soc::Adc adc{{domain}, "ADC", 0x38000000};
  std::unique_ptr<Board> board;
  std::unique_ptr<soc::PinLink> link;
  Collector sink;
  sim::Scheduler scheduler;
};

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
  DeviceConfig config;
  config.parts.push_back({"button-a", ButtonConfig{12, true, {{5'000'000, 1'000'000}}}});
  build(config);
  EXPECT_TRUE(pads.level(12));
  scheduler.run_until(sim::kPowerOn + 5500us);
  EXPECT_FALSE(pads.level(12));
  scheduler.run_until(sim::kPowerOn + 7ms);
  EXPECT_TRUE(pads.level(12));
  EXPECT_EQ(sink.lines.size(), 2U);
}

TEST_F(BoardTest, AMeterTellsFrequencyAndDuty) {
  DeviceConfig config;
  config.parts.push_back({"fan", PwmMeterConfig{0}});
  build(config);
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
  DeviceConfig config;
  config.parts.push_back({"sensor", AnalogueSourceConfig{3, ConstantWave{1'250'000}}});
  build(config);
  EXPECT_NEAR(adc.convert(3), 2048, 1);
  EXPECT_EQ(adc.convert(0), 0U);
}

/// A core's side of the board with a button, a light and a meter, driven by a script.
struct World {
  World() {
    DeviceConfig config;
    config.parts.push_back(
        {"button-a", ButtonConfig{12, true, {{2'000'000, 3'000'000}, {9'000'000, 500'000}}}});
    config.parts.push_back({"fan", PwmMeterConfig{0}});
    board = std::make_unique<Board>(domain, pads, adc, parts_of(config).value(), true);
    link = std::make_unique<soc::PinLink>(
        std::vector<soc::Pads*>{&pads},
        [this](std::size_t, const soc::Pads::Change& change) { board->pin_changed(change); });
    scheduler.add(domain);
    scheduler.add(*link);
    scheduler.add(sink);
  }
  void serialize(sim::Archive& archive) {
    domain.events().serialize(archive);
    pads.serialize(archive);
    adc.serialize(archive);
    board->serialize(archive);
  }
  void blink(sim::Duration until) {
    for (int i = 0; scheduler.now() - sim::kPowerOn < until; ++i) {
      pads.set_gpio(8, {i % 2 == 0 ? Kind::low : Kind::high});
      pads.set_gpio(0, {i % 3 == 0 ? Kind::low : Kind::high});
      scheduler.run_until(scheduler.now() + 700us);
    }
  }
  sim::Domain domain{"m4-0", 1};
  soc::Pads pads{domain};
  soc::Adc adc{{domain}, "ADC", 0x38000000};
  std::unique_ptr<Board> board;
  std::unique_ptr<soc::PinLink> link;
  Collector sink;
  sim::Scheduler scheduler;
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
  EXPECT_THAT(result.error().message, testing::HasSubstr("'board'"));
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
  config.parts.push_back({"heater", LedConfig{8, false}});
  const auto parts = parts_of(config);
  ASSERT_TRUE(parts);
  for (const PartConfig& part : *parts) EXPECT_NE(part.name, "led1-red");
}

}  // namespace
}  // namespace armillary::board
