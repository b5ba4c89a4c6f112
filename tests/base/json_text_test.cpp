// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/json_text.h"

#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace armillary {
namespace {

TEST(JsonText, NumbersStandAsPeopleWriteThem) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"21.5", "21.5"},
      {"2.15e1", "21.5"},
      {"21.0", "21.0"},
      {"21", "21"},
      {"-0.25", "-0.25"},
      {"100000.0", "100000.0"},
      {"0.1", "0.1"},
      {"0.0001", "0.0001"},
      {"1e22", "1e+22"},
      {"1e-7", "1e-07"},
      {"-0.0", "-0.0"},
      {"9007199254740993", "9007199254740993"},
      {"18446744073709551615", "18446744073709551615"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"[1,2.5,[],{},null,true,false]", "[1,2.5,[],{},null,true,false]"},
      {R"({"t":{"c":21.5},"s":"a"})", R"({"t":{"c":21.5},"s":"a"})"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(json_text(boost::json::parse({text.data(), text.size()})), expected);
  }
}

TEST(JsonText, ReadsBackAsTheSameNumber) {
  for (const double number : {0.1 + 0.2, 1.0 / 3, 5e-324, 1.7976931348623157e308, 123456.789}) {
    const boost::json::value again = boost::json::parse(json_text(number));
    ASSERT_TRUE(again.is_double()) << json_text(number);
    EXPECT_EQ(std::strtod(json_text(number).c_str(), nullptr), number);
  }
  EXPECT_EQ(json_text(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(json_text(std::numeric_limits<double>::quiet_NaN()), "null");
}

TEST(JsonText, EscapesWhatAStringMayNotHold) {
  const std::string all("a\"\\\b\f\n\r\t\x01\x1f\x7f/\xc3\xa9\0z", 16);
  const std::string text = json_text(boost::json::value(boost::json::string(all)));
  EXPECT_EQ(text, "\"a\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\x7f/\xc3\xa9\\u0000z\"");
  EXPECT_EQ(boost::json::parse(text).as_string(), all);
}

}  // namespace
}  // namespace armillary
