// SPDX-License-Identifier: GPL-2.0-or-later
#include <gmock/gmock.h>

#include "board/board_bench.h"
#include "board/parts/wav.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

PartConfig source(const PartValues& wav) {
  return {"voice", "analogue", {{"channel", 4}, {"wav", wav}}};
}

InputFile file(std::string contents) {
  return {"voice.wav", std::make_shared<const std::string>(std::move(contents))};
}

using WavSource = BoardBench;

TEST_F(WavSource, IsOneChannelOfTheSound) {
  const std::string wav = write_wav({1'000, 2, {0, 0, 0, 16'384, 0, -32'768}});
  build({source({{"file", file(wav)}, {"channel", 1}})});
  const auto volts = [&](sim::Duration t) {
    scheduler.run_until(sim::kPowerOn + t);
    return peripherals.adc().convert(4) * 2.5 / 4096;
  };
  EXPECT_NEAR(volts(500us), 1.25, 0.001);
  EXPECT_NEAR(volts(1500us), 1.875, 0.001);
  EXPECT_NEAR(volts(2500us), 0, 0.001);
  EXPECT_NEAR(volts(1s), 0, 0.001);
}

TEST(WavFile, ThatDoesNotFitIsNamed) {
  const auto refusal = [](const PartValues& wav) {
    DeviceConfig config;
    config.parts = {source(wav)};
    return parts_of(config).error().message;
  };
  EXPECT_THAT(refusal({{"file", file("no sound")}}),
              HasSubstr("its wav names \"voice.wav\", which is no WAV file"));
  const std::string mono = write_wav({1'000, 1, {1, 2, 3}});
  EXPECT_THAT(refusal({{"file", file(mono)}, {"channel", 1}}), HasSubstr("has 1 channels"));
  EXPECT_THAT(refusal({{"file", file(write_wav({1'000, 1, {}}))}}), HasSubstr("which "));
}

}  // namespace
}  // namespace armillary::board
