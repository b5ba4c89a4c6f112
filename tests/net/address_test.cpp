// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/address.h"

#include <gtest/gtest.h>

namespace armillary::net {
namespace {

TEST(Ipv4Address, ParsesWhatItPrints) {
  for (const char* text : {"0.0.0.0", "127.0.0.1", "192.168.1.20", "255.255.255.255", "1.2.3.4"}) {
    const auto address = Ipv4Address::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->to_string(), text);
  }
}

TEST(Ipv4Address, RefusesEverythingElse) {
  for (const char* text : {"", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", " 1.2.3.4",
                           "01.2.3.4", "1..2.3", "-1.2.3.4", "1.2.3.x", "0x1.2.3.4", "1.2.3."}) {
    EXPECT_FALSE(Ipv4Address::parse(text)) << text;
  }
}

TEST(Ipv4Address, KnowsItsKinds) {
  EXPECT_TRUE((Ipv4Address{127, 9, 9, 9}.is_loopback()));
  EXPECT_FALSE((Ipv4Address{128, 0, 0, 1}.is_loopback()));
  EXPECT_TRUE((Ipv4Address{224, 0, 0, 251}.is_multicast()));
  EXPECT_FALSE((Ipv4Address{223, 255, 255, 255}.is_multicast()));
  EXPECT_TRUE((Ipv4Address{255, 255, 255, 255}.is_broadcast()));
}

TEST(MacAddress, PrintsInLowerCaseHex) {
  EXPECT_EQ(to_string(MacAddress{0x02, 0, 0x5e, 0xff, 0, 1}), "02:00:5e:ff:00:01");
}

}  // namespace
}  // namespace armillary::net
