// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/suggest.h"

#include <array>

#include <gtest/gtest.h>

namespace armillary {
namespace {

constexpr std::array<std::string_view, 4> kWords = {"image", "latency", "hub", "m4-0"};

TEST(NearestWord, FindsTypingErrors) {
  EXPECT_EQ(nearest_word("imgae", kWords), "image");
  EXPECT_EQ(nearest_word("latancy", kWords), "latency");
  EXPECT_EQ(nearest_word("HUB", kWords), "hub");
  EXPECT_EQ(nearest_word("m40", kWords), "m4-0");
}

TEST(NearestWord, FindsNothingForAnotherWord) {
  EXPECT_EQ(nearest_word("temperature", kWords), "");
  EXPECT_EQ(nearest_word("", kWords), "");
  EXPECT_EQ(nearest_word(std::string(100'000, 'x'), kWords), "");
}

TEST(InQuotes, IsSafeForATerminal) {
  EXPECT_EQ(in_quotes("plain"), "\"plain\"");
  EXPECT_EQ(in_quotes("a\x1b[31m\"\n"), "\"a\\x1b[31m\\\"\\x0a\"");
  EXPECT_EQ(in_quotes(std::string(100, 'x'), 4), "\"xxxx...\"");
}

}  // namespace
}  // namespace armillary
