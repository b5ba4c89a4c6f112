// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/gpt.h"

#include <gmock/gmock.h>

#include "soc/rgu.h"
#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class GptTest : public testing::Test {
 protected:
  Bench bench;
  sim::Clock clock{kCrystal};
  Rgu rgu{bench.context, "RGU", 0x2101'0000, clock};
  Gpt gpt{bench.context, "GPT", 0x2103'0000, clock};
  WireLog irq{bench, gpt.interrupt()};
  WireLog gpt3{bench, gpt.expiry()};
};

TEST_F(GptTest, ResetValues) {
  EXPECT_EQ(read32(gpt, 0x50), 0x0019'0000U);
  EXPECT_EQ(read32(gpt, 0x5C), 0xFFFF'FFFFU);
  for (const std::uint32_t offset : {0x00U, 0x04U, 0x10U, 0x14U, 0x20U, 0x24U, 0x30U, 0x34U, 0x40U,
                                     0x44U, 0x54U, 0x58U, 0x60U, 0x64U, 0x68U}) {
    EXPECT_EQ(read32(gpt, offset), 0U) << offset;
  }
}

TEST_F(GptTest, TheAzureOneShotTakes1000TicksOf993Hertz) {
  play(gpt, {{0x04, 1}, {0x14, 1000}, {0x10, 0x9}});
  EXPECT_EQ(read32(gpt, 0x10), 0x1U) << "restart reads 0";
  bench.run_to(2s);
  // 33000/32768 s, to the nanosecond.
  EXPECT_THAT(irq.rises(), ElementsAre(1'007'080'079ns));
  EXPECT_EQ(read32(gpt, 0x00), 1U);
  EXPECT_EQ(read32(gpt, 0x40), 0U);
  write32(gpt, 0x00, 1);
  EXPECT_FALSE(gpt.interrupt().level());
  bench.run_to(10s);
  EXPECT_EQ(irq.rises().size(), 1U) << "one-shot";
}

TEST_F(GptTest, ARepeatingTimerHasNoDrift) {
  play(gpt, {{0x04, 2}, {0x24, 3}, {0x20, 0x7}});
  gpt.interrupt().observe([this](bool level) {
    if (level) write32(gpt, 0x00, 2);
  });
  bench.run_to(10s + 1ns);
  // 327680 ticks of 32768 Hz in 10 s, a round each three of them.
  ASSERT_EQ(irq.rises().size(), 109'226U);
  EXPECT_EQ(irq.rises().front(), sim::Rate{32'768}.span_of(3));
  EXPECT_EQ(irq.rises().back(), sim::Rate{32'768}.span_of(327'678));
}

TEST_F(GptTest, TheCountGoesDownAndStaysWhenStopped) {
  play(gpt, {{0x14, 100}, {0x10, 0x5}});
  EXPECT_EQ(read32(gpt, 0x40), 100U);
  bench.run_to(sim::Rate{32'768}.span_of(40));
  EXPECT_EQ(read32(gpt, 0x40), 60U);
  write32(gpt, 0x10, 0x4);
  bench.run_to(1s);
  EXPECT_EQ(read32(gpt, 0x40), 60U);
  EXPECT_EQ(read32(gpt, 0x00), 0U) << "it did not expire";
}

TEST_F(GptTest, AMaskedExpirySetsTheStatusOnly) {
  play(gpt, {{0x14, 1}, {0x10, 0x5}});
  bench.run_to(1ms);
  EXPECT_EQ(read32(gpt, 0x00), 1U);
  EXPECT_THAT(irq.changes(), IsEmpty());
  write32(gpt, 0x04, 1);
  EXPECT_TRUE(gpt.interrupt().level()) << "enabled later";
}

TEST_F(GptTest, Gpt2CountsUpFromWhatWasWritten) {
  play(gpt, {{0x34, 0xFFFF'FFF0}, {0x30, 0x3}});
  bench.run_to(1s);
  EXPECT_EQ(read32(gpt, 0x34), 32'768U - 16U);
}

TEST_F(GptTest, Gpt3PollsAtOneMegahertzWithoutExpire) {
  play(gpt, {{0x54, 0}, {0x50, 0x0019'0001}});
  bench.run_to(1s);
  EXPECT_EQ(read32(gpt, 0x58), 1'000'000U);
  write32(gpt, 0x50, 0);
  EXPECT_THAT(gpt3.changes(), IsEmpty());
}

TEST_F(GptTest, Gpt3PulsesOnceAndStaysEnabled) {
  play(gpt, {{0x54, 0}, {0x5C, 100'000}, {0x50, 0x0019'0001}});
  bench.run_to(1s);
  EXPECT_THAT(gpt3.rises(), ElementsAre(100ms));
  EXPECT_EQ(read32(gpt, 0x50) & 1U, 1U);
  EXPECT_EQ(read32(gpt, 0x58), 1'000'000U);
  // MediaTek's interrupt handler restarts it by toggling EN.
  play(gpt, {{0x50, 0x0019'0000}, {0x50, 0x0019'0001}});
  bench.run_to(2s);
  EXPECT_THAT(gpt3.rises(), ElementsAre(100ms, 1100ms));
}

TEST_F(GptTest, Gpt4FollowsTheCpuClock) {
  play(gpt, {{0x64, 5}, {0x60, 0x3}});
  bench.run_to(1ms);
  EXPECT_EQ(read32(gpt, 0x68), 26'005U);
  write32(rgu, 0x0C, 0x200);
  EXPECT_EQ(clock.rate(), kPll);
  bench.run_to(2ms);
  EXPECT_EQ(read32(gpt, 0x68), 26'005U + 197'600U);
}

TEST_F(GptTest, WritingTheSameControlAgainDoesNotMoveTheTicks) {
  // Drivers read, modify and write: what did not change stays where it is between two ticks.
  play(gpt, {{0x30, 0x3}, {0x60, 0x1}, {0x50, 0x0019'0001}});
  for (unsigned i = 1; i <= 1000; ++i) {
    bench.run_to(i * 20us);
    play(gpt, {{0x30, 0x3}, {0x60, 0x1}, {0x50, 0x0019'0001}});
  }
  EXPECT_EQ(read32(gpt, 0x34), 655U) << "20 ms of 32768 Hz";
  EXPECT_EQ(read32(gpt, 0x68), 260'000U) << "20 ms of 13 MHz";
  EXPECT_EQ(read32(gpt, 0x58), 20'000U);
}

TEST_F(GptTest, AnExpireBehindTheCountComesRoundWhenTheCountWraps) {
  play(gpt, {{0x54, 0xFFFF'FF00}, {0x50, 0x0019'0001}});
  bench.run_to(100us);
  write32(gpt, 0x5C, 0xFFFF'FF00 + 50);  // 50 ticks ago
  bench.run_to(1s);
  EXPECT_THAT(gpt3.changes(), IsEmpty());
  bench.run_to(4295s + 1ms);
  // 2^32 ticks of 1 us after its first pass at 50 us.
  EXPECT_THAT(gpt3.rises(), ElementsAre(4'294'967'296us + 50us));
}

TEST_F(GptTest, ASourceThatDoesNotExistKeepsTheClock) {
  write32(rgu, 0x0C, 0x300);
  EXPECT_EQ(clock.rate(), kCrystal);
  EXPECT_EQ(read32(rgu, 0x0C), 0x300U) << "reads back";
  EXPECT_EQ(bench.warnings().size(), 1U);
}

}  // namespace
}  // namespace armillary::soc
