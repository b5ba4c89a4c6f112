// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/guid.h"

#include <gtest/gtest.h>

namespace armillary {
namespace {

constexpr const char* kText = "25025d2c-66da-4448-bae1-ac26fcdd3627";

TEST(Guid, IsStoredMixedEndian) {
  // mt3620.md 5.4 gives this id and its bytes.
  const std::array<std::uint8_t, 16> expected{0x2c, 0x5d, 0x02, 0x25, 0xda, 0x66, 0x48, 0x44,
                                              0xba, 0xe1, 0xac, 0x26, 0xfc, 0xdd, 0x36, 0x27};
  ASSERT_TRUE(Guid::parse(kText));
  EXPECT_EQ(Guid::parse(kText)->bytes(), expected);
}

TEST(Guid, TextRoundTripIsLowerCase) {
  EXPECT_EQ(Guid::parse("{25025D2C-66DA-4448-BAE1-AC26FCDD3627}")->to_string(), kText);
}

TEST(Guid, RefusesEverythingElse) {
  for (const char* text :
       {"", "25025d2c", "25025d2c-66da-4448-bae1-ac26fcdd362",
        "25025d2c-66da-4448-bae1-ac26fcdd36277", "25025d2c66da4448bae1ac26fcdd362700000",
        "g5025d2c-66da-4448-bae1-ac26fcdd3627", "{25025d2c-66da-4448-bae1-ac26fcdd3627",
        "25025d2c-66da-4448-bae1_ac26fcdd3627"}) {
    EXPECT_FALSE(Guid::parse(text)) << text;
  }
}

}  // namespace
}  // namespace armillary
