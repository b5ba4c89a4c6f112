// SPDX-License-Identifier: GPL-2.0-or-later
// The worked example of docs/write-a-part.md works, and the page shows it as it is.
#include "board/example_part.h"

#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>

#include "board/board_bench.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using Kind = soc::PinDrive::Kind;

struct Tank : BoardSide {
  Tank() {
    build({}, "none");
    PartValues values{{"pump", 7}, {"channel", 2}, {"fills-in", 4'000'000'000}};
    EXPECT_FALSE(complete(kWaterTank, values));
    tank =
        kWaterTank.create({domain, pads, peripherals, &debug_uart, "tank", true}, values).value();
  }
  void run_to(sim::Duration time) { scheduler.run_until(sim::kPowerOn + time); }
  double volts() { return peripherals.adc().convert(2) * 2.5 / 4096; }
  void all(sim::Archive& archive) {
    serialize(archive);
    tank->serialize(archive);
  }
  std::unique_ptr<Part> tank;
};

TEST(ExamplePart, FillsWhileThePumpIsOnAndTellsWhenItIsFull) {
  Tank tank;
  EXPECT_NEAR(tank.volts(), 0, 0.01);
  tank.pads.set_gpio(7, {Kind::high});
  tank.run_to(1s);
  EXPECT_NEAR(tank.volts(), 0.625, 0.01);
  tank.pads.set_gpio(7, {Kind::low});
  tank.run_to(10s);
  EXPECT_NEAR(tank.volts(), 0.625, 0.01);
  tank.pads.set_gpio(7, {Kind::high});
  tank.run_to(20s);
  EXPECT_NEAR(tank.volts(), 2.5, 0.01);
  EXPECT_THAT(
      tank.sink.lines,
      testing::ElementsAre(R"({"t":13000000000,"src":"board.tank","type":"gpio","state":"full"})"));
}

TEST(ExamplePart, GoesOnFromASnapshot) {
  Tank tank;
  tank.pads.set_gpio(7, {Kind::high});
  tank.run_to(1s);
  sim::Archive saved;
  tank.all(saved);
  Tank copy;
  copy.run_to(1s);
  sim::Archive archive(saved.data());
  copy.all(archive);
  ASSERT_TRUE(archive.finish()) << archive.finish().error().message;
  copy.run_to(10s);
  ASSERT_EQ(copy.sink.lines.size(), 1U);
  EXPECT_THAT(copy.sink.lines[0], testing::StartsWith("{\"t\":4000000000,"));
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ExamplePart, StandsInThePage) {
  const std::string code = text_of(ARMILLARY_TESTS "/board/example_part.cpp");
  const std::string mark = "// [example]\n";
  const std::size_t begin = code.find(mark) + mark.size();
  const std::string example = code.substr(begin, code.find(mark, begin) - begin);
  ASSERT_GT(example.size(), 1'000U);
  EXPECT_THAT(text_of(ARMILLARY_DOCS "/write-a-part.md"), testing::HasSubstr(example))
      << "docs/write-a-part.md shows another example than tests/board/example_part.cpp";
}

}  // namespace
}  // namespace armillary::board
