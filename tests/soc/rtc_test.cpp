// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/rtc.h"

#include <array>
#include <ctime>

#include <gmock/gmock.h>

#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RtcTest : public testing::Test {
 protected:
  using Parts = std::array<std::uint32_t, 7>;
  Parts time() {
    Parts parts{};
    for (std::uint32_t i = 0; i < parts.size(); ++i) parts[i] = read32(rtc, 0x40 + 4 * i);
    return parts;
  }
  void set_alarm(const Parts& parts) {
    for (std::uint32_t i = 0; i < parts.size(); ++i) write32(rtc, 0x60 + 4 * i, parts[i]);
    write32(rtc, 0x7C, 1);
  }

  Bench bench;
  Rtc rtc{bench.context, "RTC", 0x3009'0000};
  WireLog alarm{bench, rtc.alarm()};
};

TEST_F(RtcTest, CountsFromTheStartTime) {
  rtc.set_start(1'767'225'600);  // Thursday, 2026-01-01
  EXPECT_EQ(time(), (Parts{26, 1, 1, 4, 0, 0, 0}));
  bench.run_to(86'399s + 999ms);
  EXPECT_EQ(time(), (Parts{26, 1, 1, 4, 23, 59, 59}));
  bench.run_for(1ms);
  EXPECT_EQ(time(), (Parts{26, 1, 2, 5, 0, 0, 0}));
}

TEST_F(RtcTest, EveryDayIsWhatTheHostsCalendarSays) {
  for (std::int64_t seconds = Rtc::kFirst + 12'345; seconds <= Rtc::kLast; seconds += 86'400) {
    rtc.set_start(seconds);
    const auto when = static_cast<std::time_t>(seconds);
    std::tm host{};
    ASSERT_NE(gmtime_r(&when, &host), nullptr);
    const Parts wanted{
        static_cast<std::uint32_t>(host.tm_year - 100), static_cast<std::uint32_t>(host.tm_mon + 1),
        static_cast<std::uint32_t>(host.tm_mday),       static_cast<std::uint32_t>(host.tm_wday),
        static_cast<std::uint32_t>(host.tm_hour),       static_cast<std::uint32_t>(host.tm_min),
        static_cast<std::uint32_t>(host.tm_sec)};
    ASSERT_EQ(time(), wanted) << seconds;
  }
}

TEST_F(RtcTest, AWriteSetsOnePart) {
  rtc.set_start(1'767'225'600);
  bench.run_to(10s);
  play(rtc, {{0x40, 28}, {0x44, 2}, {0x48, 29}, {0x50, 23}, {0x54, 59}});
  EXPECT_EQ(time(), (Parts{28, 2, 29, 2, 23, 59, 10}));
  bench.run_for(50s);
  EXPECT_EQ(time(), (Parts{28, 3, 1, 3, 0, 0, 0}));
  rtc.reset();
  EXPECT_EQ(time(), (Parts{28, 3, 1, 3, 0, 0, 0})) << "a reset keeps the time";
}

TEST_F(RtcTest, AnyWriteGivesATimeThatExists) {
  for (std::uint32_t i = 0; i < 200; ++i) {
    write32(rtc, 0x40 + 4 * (i * 5 % 7), i * 0x9E37'79B9U >> 24);
    const Parts now = time();
    EXPECT_LT(now[0], 100U);
    EXPECT_TRUE(now[1] >= 1 && now[1] <= 12 && now[2] >= 1 && now[2] <= 31);
    EXPECT_TRUE(now[3] < 7 && now[4] < 24 && now[5] < 60 && now[6] < 60);
  }
}

TEST_F(RtcTest, TheAlarmComesAtItsSecondAndStaysUntilItIsCleared) {
  set_alarm({0, 1, 1, 3, 0, 1, 30});  // its day of the week does not count
  bench.run_to(89s);
  EXPECT_EQ(read32(rtc, 0x30), 0U);
  bench.run_to(100s);
  EXPECT_EQ(read32(rtc, 0x30), 0x10U);
  EXPECT_THAT(alarm.rises(), ElementsAre(90s));
  write32(rtc, 0x30, 0x10);
  EXPECT_FALSE(rtc.alarm().level());
  bench.run_to(300s);
  EXPECT_EQ(read32(rtc, 0x30), 0U);
}

TEST_F(RtcTest, TheAlarmFollowsATimeThatIsSet) {
  set_alarm({0, 1, 1, 6, 5, 0, 0});
  write32(rtc, 0x50, 4);
  bench.run_to(3'700s);
  EXPECT_THAT(alarm.rises(), ElementsAre(3'600s));
}

TEST_F(RtcTest, AnAlarmThatIsOffOrPastOrNoDateDoesNotCome) {
  set_alarm({0, 1, 1, 6, 0, 0, 30});
  write32(rtc, 0x7C, 0);
  bench.run_to(60s);
  set_alarm({0, 1, 1, 6, 0, 0, 30});
  set_alarm({0, 0, 0, 0, 0, 2, 0});
  set_alarm({0, 2, 30, 0, 0, 2, 0});
  set_alarm({127, 15, 31, 7, 31, 63, 63});
  bench.run_to(5'184'000s);
  EXPECT_THAT(alarm.changes(), IsEmpty());
}

}  // namespace
}  // namespace armillary::soc
