// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/line_splitter.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace armillary::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class LineSplitterTest : public testing::Test {
 protected:
  static Time at_ms(int ms) { return kPowerOn + std::chrono::milliseconds{ms}; }
  void put_at(int ms, std::string_view text) {
    domain_.run_window(at_ms(ms));
    domain_.enter_boundary(at_ms(ms));
    splitter_.put(text);
  }
  Domain domain_{"a7", 0};
  std::vector<std::pair<std::int64_t, std::string>> lines_;
  LineSplitter splitter_{domain_, "stdout", [this](std::string_view line) {
                           lines_.emplace_back(nanoseconds(domain_.now()) / 1'000'000, line);
                         }};
};

TEST_F(LineSplitterTest, ALineComesWithItsNewlineAtTheTimeOfItsLastByte) {
  put_at(1, "sensor ");
  EXPECT_THAT(lines_, IsEmpty());
  put_at(5, "ready\nnext\nop");
  EXPECT_THAT(lines_, ElementsAre(Pair(5, "sensor ready\n"), Pair(5, "next\n")));
  EXPECT_EQ(splitter_.open_line(), "op");
}

TEST_F(LineSplitterTest, AnOpenLineIsFlushedAfter100MillisecondsWithoutAByte) {
  put_at(1, "a");
  put_at(100, "b");
  domain_.run_window(at_ms(1000));
  EXPECT_THAT(lines_, ElementsAre(Pair(200, "ab")));
}

TEST_F(LineSplitterTest, AClosedLineLeavesNoFlushBehind) {
  put_at(1, "a");
  put_at(2, "\n");
  EXPECT_TRUE(domain_.events().empty());
  splitter_.flush();
  EXPECT_THAT(lines_, ElementsAre(Pair(2, "a\n")));
}

TEST_F(LineSplitterTest, TheEndFlushes) {
  put_at(1, "no newline");
  splitter_.flush();
  EXPECT_THAT(lines_, ElementsAre(Pair(1, "no newline")));
  EXPECT_TRUE(domain_.events().empty());
}

TEST_F(LineSplitterTest, AnEndlessLineIsCutAt4096Bytes) {
  put_at(1, std::string(10'000, 'x'));
  ASSERT_EQ(lines_.size(), 2U);
  EXPECT_EQ(lines_[0].second.size(), 4096U);
  EXPECT_EQ(splitter_.open_line().size(), 10'000U - 8192U);
}

TEST(ToUtf8, KeepsValidTextAndReplacesEveryOtherByte) {
  EXPECT_EQ(to_utf8("21 \xC2\xB0"
                    "C \xF0\x9F\x98\x80"),
            "21 \xC2\xB0"
            "C \xF0\x9F\x98\x80");
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(to_utf8("a\xFFz"), "a" + bad + "z");
  EXPECT_EQ(to_utf8("\xC0\xAF"), bad + bad);                      // overlong
  EXPECT_EQ(to_utf8("\xED\xA0\x80"), bad + bad + bad);            // surrogate
  EXPECT_EQ(to_utf8("\xE2\x82"), bad + bad);                      // cut short
  EXPECT_EQ(to_utf8("\xF4\x90\x80\x80"), bad + bad + bad + bad);  // past U+10FFFF
}

}  // namespace
}  // namespace armillary::sim
