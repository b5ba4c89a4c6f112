// SPDX-License-Identifier: GPL-2.0-or-later
// The worked example of docs/devices.md works, and the page shows it as it is.
#include "example_device.h"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "soc/bus.h"
#include "test_bench.h"

namespace armillary::soc {
namespace {

constexpr std::uint32_t kControl = 0x00, kTime = 0x04, kLeft = 0x08, kStatus = 0x0C, kVolume = 0x10;

class ExampleDevice : public testing::Test {
 protected:
  Bench bench;
  EggTimer timer{bench.context, "egg timer", 0x2107'0000};
};

TEST_F(ExampleDevice, RingsWhenTheTimeIsOver) {
  WireLog log(bench, timer.interrupt());
  play(timer, {{kTime, 5}, {kControl, 3}});
  bench.run_to(3500us);
  EXPECT_EQ(read32(timer, kLeft), 2U);
  bench.run_to(10ms);
  EXPECT_THAT(log.rises(), testing::ElementsAre(5ms));
  EXPECT_EQ(read32(timer, kControl), 2U);
  write32(timer, kStatus, 1);
  EXPECT_FALSE(timer.interrupt().level());
}

TEST_F(ExampleDevice, IsFoundOnABus) {
  Bus bus(bench.context);
  bus.map(timer);
  EXPECT_EQ(bus.read(0x2107'0004, 4).value, 180'000U);
  EXPECT_EQ(bus.describe(0x2107'0008), "egg timer.LEFT");
}

TEST_F(ExampleDevice, WhatIsMissingIsNamed) {
  write32(timer, kVolume, 11);
  EXPECT_THAT(bench.warnings(),
              testing::ElementsAre("egg timer (0x21070000): write of VOLUME is not modelled"));
}

TEST_F(ExampleDevice, GoesOnFromASnapshot) {
  play(timer, {{kTime, 5}, {kControl, 3}});
  bench.run_to(2ms);
  sim::Archive saved;
  timer.serialize(saved);

  Bench other;
  EggTimer copy(other.context, "egg timer", 0x2107'0000);
  other.domain.enter_boundary(bench.domain.now());
  sim::Archive archive(saved.data());
  copy.serialize(archive);
  ASSERT_TRUE(archive.finish());
  WireLog log(other, copy.interrupt());
  other.run_to(10ms);
  EXPECT_THAT(log.rises(), testing::ElementsAre(5ms));
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(DevicesPage, ShowsTheExampleAsItIs) {
  const std::string source = text_of(ARMILLARY_TESTS "/soc/example_device.h");
  const std::string_view begin = "// [example]\n", end = "// [/example]\n";
  const std::size_t from = source.find(begin), to = source.find(end);
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  const std::string code = source.substr(from + begin.size(), to - from - begin.size());
  EXPECT_NE(text_of(ARMILLARY_DOCS "/devices.md").find("```cpp\n" + code + "```\n"),
            std::string::npos)
      << "the code on the page is not that of tests/soc/example_device.h";
}

}  // namespace
}  // namespace armillary::soc
