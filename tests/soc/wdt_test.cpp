// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/wdt.h"

#include <gmock/gmock.h>

#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WdtTest : public testing::Test {
 protected:
  WdtTest() {
    wdt.on_bite([this](Wdt::Cause) { bites.push_back(bench.elapsed()); });
  }
  static constexpr std::uint32_t seconds(std::uint32_t s) { return ((32 * s - 1) << 5) | 0x08U; }

  Bench bench;
  Wdt wdt{bench.context, "WDT", 0x2102'0000};
  WireLog irq{bench, wdt.interrupt()};
  std::vector<sim::Duration> bites;
};

TEST_F(WdtTest, MediaTeksSampleLivesItsLife) {
  play(wdt, {{0x34, seconds(10)}, {0x30, 0x2209}});
  for (int i = 0; i < 10; ++i) {
    bench.run_for(1s);
    write32(wdt, 0x38, 0x1971);
  }
  bench.run_for(11s);
  EXPECT_THAT(irq.rises(), ElementsAre(20s));
  EXPECT_THAT(bites, IsEmpty());
  // Its handler: the shortest time, reset instead of interrupt.
  const sim::Duration handler = bench.elapsed();
  play(wdt, {{0x34, (1U << 5) | 0x08U}, {0x30, 0x2201}});
  bench.run_for(8s);
  EXPECT_THAT(bites, ElementsAre(handler + 62'500us));
  EXPECT_EQ(read32(wdt, 0x3C), 0x8000U);
  write32(wdt, 0x44, 0x1209);
  EXPECT_EQ(bites.size(), 2U);
  EXPECT_EQ(read32(wdt, 0x3C), 0x4000U) << "the new cause replaces the old one";
}

TEST_F(WdtTest, WithoutTheKeyNothingHappensAndItIsSaid) {
  play(wdt, {{0x30, 0x0001}, {0x34, 0x0020}, {0x38, 1}, {0x44, 1}});
  bench.run_to(100s);
  EXPECT_THAT(bites, IsEmpty());
  EXPECT_EQ(read32(wdt, 0x30), 0U);
  EXPECT_EQ(read32(wdt, 0x34), 0xFFE0U);
  EXPECT_EQ(bench.warnings().size(), 4U);
}

TEST_F(WdtTest, DisabledItDoesNotBite) {
  play(wdt, {{0x34, seconds(1)}, {0x30, 0x2201}, {0x30, 0x2200}});
  bench.run_to(100s);
  EXPECT_THAT(bites, IsEmpty());
}

}  // namespace
}  // namespace armillary::soc
