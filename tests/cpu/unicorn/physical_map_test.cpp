// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/unicorn/physical_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace armillary::cpu {
namespace {

using testing::HasSubstr;

TEST(PhysicalMap, FindsTheRegionOfAnAddress) {
  PhysicalMap map;
  ASSERT_TRUE(map.add({0x2000'0000, 0x1000, kReadWrite}));
  ASSERT_TRUE(map.add({0x1'0000, 0x2000, kReadExecute}));
  ASSERT_TRUE(map.add({0x2000'1000, 0x1000, kReadExecute})) << "neighbours do not overlap";
  EXPECT_EQ(map.find(0xffff), nullptr);
  ASSERT_NE(map.find(0x1'0000), nullptr);
  EXPECT_EQ(map.find(0x1'1fff)->permissions, kReadExecute);
  EXPECT_EQ(map.find(0x1'2000), nullptr);
  EXPECT_EQ(map.find(0x2000'0fff)->permissions, kReadWrite);
  EXPECT_EQ(map.find(0x2000'1000)->permissions, kReadExecute);
  EXPECT_EQ(map.find(~std::uint64_t{0}), nullptr);
}

TEST(PhysicalMap, RefusesWhatCannotBeMapped) {
  PhysicalMap map;
  ASSERT_TRUE(map.add({0x2'0000, 0x2000, kReadWrite}));
  const auto refusal = [&map](std::uint64_t base, std::uint64_t size) {
    const auto added = map.add({base, size, kReadWrite});
    return added ? std::string() : added.error().message;
  };
  EXPECT_THAT(refusal(0x3'0000, 0), HasSubstr("multiples of 0x1000"));
  EXPECT_THAT(refusal(0x3'0400, 0x1000), HasSubstr("multiples of 0x1000"));
  EXPECT_THAT(refusal(0x3'0000, 0x1001), HasSubstr("multiples of 0x1000"));
  EXPECT_THAT(refusal(0xffff'ffff'ffff'f000, 0x2000), HasSubstr("end of the address space"));
  EXPECT_THAT(refusal(0x1'f000, 0x2000), HasSubstr("overlaps the region at 0x20000"));
  EXPECT_THAT(refusal(0x2'1000, 0x1000), HasSubstr("overlaps the region at 0x20000"));
  EXPECT_THAT(refusal(0x1'0000, 0x10'0000), HasSubstr("overlaps the region at 0x20000"));
  EXPECT_EQ(refusal(0xffff'ffff'ffff'f000, 0x1000), "");
}

}  // namespace
}  // namespace armillary::cpu
