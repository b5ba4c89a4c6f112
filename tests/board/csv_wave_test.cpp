// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/csv_wave.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "board/board_bench.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(CsvWave, ReadsNumbersUnitsHeadingsAndRemarks) {
  const auto wave = read_csv_wave(
      "time,volts,remark\r\n# warm-up\n0,0.5,cold\n\n 0.25 , 1.25\n500ms,1250mV,x\n2s,-1V");
  ASSERT_TRUE(wave) << wave.error();
  ASSERT_EQ(wave->points.size(), 4U);
  EXPECT_EQ(wave->points[0].microvolts, 500'000);
  EXPECT_EQ(wave->points[1].at_ns, 250'000'000);
  EXPECT_EQ(wave->points[1].microvolts, 1'250'000);
  EXPECT_EQ(wave->points[2].at_ns, 500'000'000);
  EXPECT_EQ(wave->points[3].microvolts, -1'000'000);
}

TEST(CsvWave, NamesTheLineThatDoesNotFit) {
  const auto complaint = [](std::string_view text) {
    const auto wave = read_csv_wave(text);
    return wave ? std::string("(accepted)") : wave.error();
  };
  EXPECT_THAT(complaint(""), HasSubstr("has no line with a time and a value"));
  EXPECT_THAT(complaint("t,v\n"), HasSubstr("has no line"));
  EXPECT_THAT(complaint("0,1\n1\n"), HasSubstr("has \"1\" in line 2; expected a time and a"));
  EXPECT_THAT(complaint("t,v\nu,w\n"), HasSubstr("in line 2"));
  EXPECT_THAT(complaint("0,1\n-1,1\n"), HasSubstr("in line 2"));
  EXPECT_THAT(complaint("0,1\n1,2000000\n"), HasSubstr("in line 2"));
  EXPECT_THAT(complaint("0,1\n0,1\n"), HasSubstr("not later than the one before it"));
  EXPECT_THAT(complaint(std::string("0,1\n\0,1\n", 8)), HasSubstr("in line 2"));
}

TEST(CsvWave, StartsAgainWhenItRepeats) {
  auto wave = read_csv_wave("1,0\n3,2\n").value();
  const auto at = [&](sim::Duration t) { return microvolts_at(wave, sim::kPowerOn + t); };
  EXPECT_EQ(at(0s), 0);
  EXPECT_EQ(at(2s), 1'000'000);
  EXPECT_EQ(at(9s), 2'000'000);
  wave.repeat = true;
  EXPECT_EQ(at(2s), 1'000'000);
  EXPECT_EQ(at(4s), 1'000'000);
  EXPECT_EQ(at(9s), 0);
}

using CsvPart = BoardBench;

TEST_F(CsvPart, ReachesItsChannel) {
  const auto file = std::make_shared<const std::string>("0,0\n1,2.5\n");
  build({{"pot",
          "analogue",
          {{"channel", 2}, {"csv", PartValues{{"file", InputFile{"pot.csv", file}}}}}}});
  scheduler.run_until(sim::kPowerOn + 500ms);
  EXPECT_NEAR(peripherals.adc().convert(2), 2048, 1);
}

TEST(CsvFile, ThatDoesNotFitIsNamed) {
  DeviceConfig config;
  const auto file = std::make_shared<const std::string>("0,0\nx\n");
  config.parts = {{"pot",
                   "analogue",
                   {{"channel", 2}, {"csv", PartValues{{"file", InputFile{"a/pot.csv", file}}}}}}};
  const auto parts = parts_of(config);
  ASSERT_FALSE(parts);
  EXPECT_THAT(parts.error().message, HasSubstr("its csv names \"pot.csv\", which has \"x\" in"));
  config.parts[0].values.set("csv", PartValues{{"file", InputFile{"/nowhere.csv", nullptr}}});
  EXPECT_THAT(parts_of(config).error().message, HasSubstr("/nowhere.csv: the input file of a part "
                                                          "does not exist"));
}

}  // namespace
}  // namespace armillary::board
