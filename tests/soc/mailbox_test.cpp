// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/mailbox.h"

#include <random>

#include <gmock/gmock.h>

#include "sim/scheduler.h"

namespace armillary::soc {
namespace {

using Owner = MailboxEnd::Owner;

/// An M4's end and the A7's, with their domains, and time that a test moves window by window.
class MailboxTest : public testing::Test {
 protected:
  MailboxTest() {
    scheduler.add(a7_domain);
    scheduler.add(m4_domain);
    scheduler.add(link);
  }
  void next_window() { scheduler.run_until(scheduler.now() + sim::Scheduler::kWindow); }
  std::uint32_t read(std::uint32_t offset) { return m4.read(offset, 4).value; }
  void write(std::uint32_t offset, std::uint32_t value) { EXPECT_TRUE(m4.write(offset, 4, value)); }

  sim::Domain a7_domain{"a7", 0}, m4_domain{"m4-0", 1};
  MailboxEnd a7{{a7_domain}, "mailbox IO0", 0x31010000, "m4-0", Owner::a7};
  MailboxEnd m4{{m4_domain}, "mailbox CA7", 0x21050000, "a7", Owner::m4};
  MailboxLink link{a7, m4};
  sim::Scheduler scheduler;
};

TEST_F(MailboxTest, ResetValues) {
  EXPECT_EQ(read(0x00), 0x36200000U);
  EXPECT_EQ(read(0x04), 0U);
  EXPECT_EQ(read(0x3C), 0x4U);  // not full
  EXPECT_EQ(read(0x48), 0U);
  EXPECT_EQ(read(0x58), 0U);
}

TEST_F(MailboxTest, AMessageArrivesAtTheEndOfTheWindow) {
  a7.post({0xBA5E0001, 0x8000000C});
  EXPECT_EQ(read(0x58), 0U);
  next_window();
  EXPECT_EQ(read(0x58), 1U);
  EXPECT_EQ(read(0x54), 0x8000000CU);  // DATA does not take it,
  EXPECT_EQ(read(0x54), 0x8000000CU);
  EXPECT_EQ(read(0x50), 0xBA5E0001U);  // CMD does
  EXPECT_EQ(read(0x58), 0U);
}

TEST_F(MailboxTest, AMessageWithoutDataHasTheDataOfTheOneBefore) {
  a7.post({0xBA5E0002, 0x8000100C});
  a7.post_command(0xBA5E0003);
  next_window();
  static_cast<void>(read(0x50));
  EXPECT_EQ(read(0x54), 0x8000100CU);
  EXPECT_EQ(read(0x50), 0xBA5E0003U);
}

TEST_F(MailboxTest, ThePosterSeesWhatIsUnread) {
  write(0x44, 7);
  write(0x40, 1);
  write(0x40, 2);
  EXPECT_EQ(read(0x48), 2U);
  next_window();
  EXPECT_EQ(a7.accept()->data, 7U);
  EXPECT_EQ(read(0x48), 2U);  // not yet
  next_window();
  EXPECT_EQ(read(0x48), 1U);
}

TEST_F(MailboxTest, AFullFifoLosesTheMessageAndSaysSoOnce) {
  for (unsigned i = 0; i < 17; ++i) write(0x40, i);
  EXPECT_EQ(read(0x48), 15U);
  EXPECT_EQ(m4_domain.journal().warnings().size(), 1U);
  EXPECT_EQ(m4_domain.journal().warnings().begin()->second, 2U);
  next_window();
  for (unsigned i = 0; i < 15; ++i) EXPECT_EQ(a7.accept()->command, i);
  EXPECT_FALSE(a7.accept());
}

TEST_F(MailboxTest, SoftwareInterruptsAreSetWhetherEnabledOrNot) {
  auto& line = m4.line(MailboxEnd::software);
  a7.trigger(0x3);
  next_window();
  EXPECT_EQ(read(0x1C), 0x3U);
  EXPECT_FALSE(line.level());
  write(0x18, 0x2);
  EXPECT_TRUE(line.level());
  write(0x1C, 0x2);
  EXPECT_FALSE(line.level());
  EXPECT_EQ(read(0x1C), 0x1U);
}

TEST_F(MailboxTest, TheM4sDoorbellReachesTheA7) {
  a7.enable_software_interrupts(0xFF);
  int rang = 0;
  a7.line(MailboxEnd::software).observe([&](bool level) { rang += level ? 1 : 0; });
  write(0x14, 0x1);
  EXPECT_EQ(rang, 0);
  next_window();
  EXPECT_EQ(rang, 1);
  EXPECT_EQ(a7.take_software_interrupts(), 0x1U);
  EXPECT_EQ(a7.take_software_interrupts(), 0U);
}

TEST_F(MailboxTest, FifoInterruptsInMediaTeksOrder) {
  write(0x38, 0xF);
  EXPECT_TRUE(m4.line(MailboxEnd::not_full).level());
  a7.post({1, 1});
  next_window();
  EXPECT_TRUE(m4.line(MailboxEnd::written_by_peer).level());
  EXPECT_TRUE(m4.line(MailboxEnd::not_empty).level());
  write(0x3C, 0x2);
  EXPECT_FALSE(m4.line(MailboxEnd::written_by_peer).level());
  static_cast<void>(read(0x50));
  EXPECT_FALSE(m4.line(MailboxEnd::not_empty).level());
  write(0x40, 9);
  next_window();
  EXPECT_TRUE(a7.accept());
  next_window();
  EXPECT_TRUE(m4.line(MailboxEnd::read_by_peer).level());
  EXPECT_EQ(read(0x3C) & 0x8, 0x8U);
}

TEST_F(MailboxTest, ThresholdsMoveTheLevels) {
  write(0x34, 1);  // more than one
  write(0x30, 14);
  write(0x38, 0x5);
  EXPECT_TRUE(m4.line(MailboxEnd::not_full).level());
  a7.post({1, 1});
  write(0x40, 1);
  next_window();
  EXPECT_FALSE(m4.line(MailboxEnd::not_empty).level());
  EXPECT_FALSE(m4.line(MailboxEnd::not_full).level());
  a7.post({2, 2});
  next_window();
  EXPECT_TRUE(m4.line(MailboxEnd::not_empty).level());
}

TEST_F(MailboxTest, ResettingMyselfKeepsWhatHasComeIn) {
  a7.post({0xBA5E0001, 1});
  write(0x40, 5);
  next_window();
  write(0x18, 0x2);
  write(0x04, 2);
  next_window();
  EXPECT_EQ(read(0x58), 1U);
  EXPECT_EQ(read(0x48), 0U);
  EXPECT_FALSE(a7.accept());
  EXPECT_EQ(read(0x18), 0x2U);
}

TEST_F(MailboxTest, ResettingBothEmptiesBothButKeepsTheDoorbell) {
  a7.post({1, 1});
  a7.trigger(0x2);
  next_window();
  write(0x18, 0x2);
  write(0x04, 1);
  EXPECT_EQ(read(0x58), 0U);
  EXPECT_TRUE(m4.line(MailboxEnd::software).level());
  next_window();
  EXPECT_EQ(a7.free_to_post(), MailboxEnd::kDepth);
}

TEST_F(MailboxTest, AMessageTakenBackWhileThePeerReadsItIsCountedOnce) {
  write(0x40, 1);
  next_window();
  EXPECT_TRUE(a7.accept());  // the news of this
  write(0x04, 2);            // crosses this
  write(0x40, 2);
  next_window();
  EXPECT_EQ(read(0x48), 1U) << "the second message waits";
  EXPECT_EQ(a7.accept()->command, 2U);
  next_window();
  EXPECT_EQ(read(0x48), 0U);
}

TEST_F(MailboxTest, TheCountsOfBothEndsAgreeWhateverCrosses) {
  std::mt19937 random(7);
  for (int round = 0; round < 2'000; ++round) {
    for (int i = 0; i < 6; ++i) {
      switch (random() % 8) {
        case 0:
          write(0x04, 1 + random() % 3);
          break;
        case 1:
          a7.discard_posts();
          break;
        case 2:
        case 3:
          if (read(0x48) < 15) write(0x40, random());
          break;
        case 4:
          if (a7.free_to_post() > 0) {
            EXPECT_TRUE(a7.post({static_cast<std::uint32_t>(round), 0}));
          }
          break;
        case 5:
          read(0x50);
          break;
        default:
          a7.accept();
      }
    }
    next_window();
    if (random() % 3 != 0) continue;
    next_window();
    EXPECT_EQ(read(0x58) + a7.free_to_post(), MailboxEnd::kDepth) << round;
    EXPECT_EQ(a7.read(0x58, 4).value, read(0x48)) << round;
  }
}

TEST_F(MailboxTest, AnOverflowPulsesTheErrorLine) {
  unsigned pulses = 0;
  m4.line(MailboxEnd::fifo_error).observe([&](bool level) { pulses += level ? 1 : 0; });
  for (unsigned i = 0; i < 15; ++i) write(0x40, i);
  EXPECT_EQ(pulses, 0U);
  write(0x40, 15);
  EXPECT_EQ(pulses, 1U);
  EXPECT_FALSE(m4.line(MailboxEnd::fifo_error).level());
}

TEST(MailboxBetweenTheM4s, HasNoSemaphoreAndSaysSo) {
  sim::Domain domain{"m4-1", 2};
  MailboxEnd end{{domain}, "mailbox to the other M4", 0x21060000, "m4-0", Owner::m4, false};
  EXPECT_EQ(end.read(0x60, 4).value, 0U);
  EXPECT_TRUE(end.write(0x60, 4, 0));
  ASSERT_EQ(domain.journal().warnings().size(), 1U);
  EXPECT_EQ(domain.journal().warnings().begin()->first.second,
            "mailbox to the other M4 (0x21060000): SEMAPHORE is of the A7's mailbox only; here it "
            "reads 0");
}

TEST_F(MailboxTest, TheSemaphoreHasOneOwner) {
  EXPECT_EQ(read(0x60), 0U);  // asks
  static_cast<void>(a7.read(0x60, 4));
  next_window();
  EXPECT_EQ(read(0x60), 2U);  // both asked: the A7's end comes first
  EXPECT_EQ(a7.read(0x60, 4).value, 2U);
  write(0x60, 0);  // not ours to release
  next_window();
  EXPECT_EQ(read(0x60), 2U);
  EXPECT_TRUE(a7.write(0x60, 4, 0));
  next_window();
  EXPECT_EQ(read(0x60), 0U);
  next_window();
  EXPECT_EQ(read(0x60), 1U);
}

TEST_F(MailboxTest, MessagesAreToldInTheEventLog) {
  write(0x44, 0x00000001);
  write(0x40, 0xAAAAAA01);
  const auto events = m4_domain.journal().take();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(to_json_line(events[0]),
            R"({"t":0,"src":"m4-0.mailbox","type":"mailbox","to":"a7","cmd":"0xaaaaaa01",)"
            R"("data":"0x00000001"})");
}

TEST_F(MailboxTest, StateComesBackFromAnArchive) {
  a7.post({1, 2});
  a7.trigger(1);
  next_window();
  write(0x40, 3);
  sim::Archive saved;
  m4.serialize(saved);
  sim::Domain fresh_domain{"m4-0", 1};
  MailboxEnd fresh{{fresh_domain}, "mailbox CA7", 0x21050000, "a7", Owner::m4};
  sim::Archive source(saved.data());
  fresh.serialize(source);
  ASSERT_TRUE(source.finish());
  for (std::uint32_t offset = 0; offset < 0x64; offset += 4) {
    EXPECT_EQ(fresh.peek(offset), m4.peek(offset)) << offset;
  }
}

}  // namespace
}  // namespace armillary::soc
