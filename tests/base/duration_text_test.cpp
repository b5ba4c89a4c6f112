// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/duration_text.h"

#include <gtest/gtest.h>

namespace armillary {
namespace {

TEST(DurationText, ReadsEveryUnit) {
  EXPECT_EQ(parse_duration("7ns").value(), 7);
  EXPECT_EQ(parse_duration("500us").value(), 500'000);
  EXPECT_EQ(parse_duration("250ms").value(), 250'000'000);
  EXPECT_EQ(parse_duration("10s").value(), 10'000'000'000);
  EXPECT_EQ(parse_duration("2m").value(), 120'000'000'000);
  EXPECT_EQ(parse_duration("1h").value(), 3'600'000'000'000);
  EXPECT_EQ(parse_duration("0s").value(), 0);
}

TEST(DurationText, ReadsDecimalsExactly) {
  EXPECT_EQ(parse_duration("1.5s").value(), 1'500'000'000);
  EXPECT_EQ(parse_duration("0.000000001s").value(), 1);
  EXPECT_EQ(parse_duration("1.250us").value(), 1'250);
  EXPECT_EQ(parse_duration("1.50m").value(), 90'000'000'000);
}

TEST(DurationText, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "s", "10", "10 s", "10sec", "-1s", "1.s", "1e3s", "0.5ns", "9999999999h",
        "99999999999999999999s", "1.0000000001s", "0x10s", "+1s"}) {
    const auto parsed = parse_duration(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_FALSE(parsed.error().message.empty());
  }
}

TEST(DurationText, SaysWhatIsWrong) {
  EXPECT_EQ(parse_duration("10").error().message,
            "\"10\" has no unit; units are ns, us, ms, s, m and h, as in 250ms");
  EXPECT_EQ(
      parse_duration("10sec").error().message,
      "\"10sec\" has the unknown unit \"sec\"; units are ns, us, ms, s, m and h, as in 250ms");
}

TEST(DurationText, DescribesWithAReadableUnit) {
  EXPECT_EQ(describe_duration(0), "0 s");
  EXPECT_EQ(describe_duration(12), "12 ns");
  EXPECT_EQ(describe_duration(20'000'000), "20 ms");
  EXPECT_EQ(describe_duration(1'500'000'000), "1.500 s");
  EXPECT_EQ(describe_duration(10'000'000'000), "10 s");
}

}  // namespace
}  // namespace armillary
