// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/quantity_text.h"

#include <gtest/gtest.h>

namespace armillary {
namespace {

TEST(QuantityText, ReadsANumberWithItsUnitInMillionths) {
  EXPECT_EQ(parse_quantity("1.5g", "g"), 1'500'000);
  EXPECT_EQ(parse_quantity("-250mg", "g"), -250'000);
  EXPECT_EQ(parse_quantity("3 ug", "g"), 3);
  EXPECT_EQ(parse_quantity("1013.25hPa", "hPa"), 1'013'250'000);
  EXPECT_EQ(parse_quantity("-5degC", "degC"), -5'000'000);
  EXPECT_EQ(parse_quantity("2500", ""), 2'500'000'000);
  EXPECT_EQ(parse_quantity("1000000000", ""), 1'000'000'000'000'000);
}

TEST(QuantityText, RefusesWhatItIsNot) {
  for (const char* text : {"", "g", "1", "1.5", "1.5 V", "1kg", "1gg", "0.0000001g", "1mmg"}) {
    EXPECT_FALSE(parse_quantity(text, "g")) << text;
  }
  EXPECT_FALSE(parse_quantity("1m", ""));
  EXPECT_FALSE(parse_quantity("1000000001", ""));
}

}  // namespace
}  // namespace armillary
