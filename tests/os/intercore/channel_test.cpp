// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/intercore/channel.h"

#include <gtest/gtest.h>

namespace armillary::os {
namespace {

using soc::MailboxEnd;

class ChannelTest : public testing::Test {
 protected:
  void exchange() {
    shared_.collect();
    link_.collect();
    shared_.deliver(sim::kPowerOn);
    link_.deliver(sim::kPowerOn);
  }
  sim::Domain a7_{"a7", 0}, m4_{"m4-0", 1};
  MailboxEnd a7_end_{{a7_}, "mailbox", 0x31010000, "m4-0", MailboxEnd::Owner::a7};
  MailboxEnd m4_end_{{m4_}, "mailbox", 0x21050000, "a7", MailboxEnd::Owner::m4};
  soc::SharedMemoryView a7_memory_{a7_}, m4_memory_{m4_};
  soc::SharedMemory shared_{{&a7_memory_, &m4_memory_}};
  soc::MailboxLink link_{a7_end_, m4_end_};
  Guid firmware_ = *Guid::parse("005180bc-402f-4cb3-a662-72937dbcde47");
  Guid app_ = *Guid::parse("25025d2c-66da-4448-bae1-ac26fcdd3627");
  IntercoreChannel channel_{a7_, a7_end_, a7_memory_, 0x3000, "m4-0", firmware_};
};

TEST_F(ChannelTest, TheHandshakeTellsWhereTheBuffersAre) {
  channel_.start();
  exchange();
  const auto first = m4_end_.accept(), second = m4_end_.accept(), third = m4_end_.accept();
  ASSERT_TRUE(first && second && third);
  EXPECT_EQ(first->command, 0xBA5E0001U);
  EXPECT_EQ(first->data, 0x8000300CU);
  EXPECT_EQ(second->command, 0xBA5E0002U);
  EXPECT_EQ(second->data, 0x8000400CU);
  EXPECT_EQ(third->command, 0xBA5E0003U);
}

TEST_F(ChannelTest, AMessageWaitsWhileTheRingIsFullAndABrokenRingHalts) {
  channel_.start();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(channel_.send(app_, std::vector<std::byte>(1024)));
  EXPECT_EQ(channel_.queued_bytes(), 2048U);
  exchange();
  const std::byte bad[4] = {std::byte{7}};
  m4_memory_.write_bytes(0x3000, bad);
  m4_end_.trigger(1);
  exchange();
  EXPECT_FALSE(channel_.running());
  EXPECT_FALSE(channel_.send(app_, {}));
}

}  // namespace
}  // namespace armillary::os
