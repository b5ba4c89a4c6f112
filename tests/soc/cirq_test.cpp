// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/cirq.h"

#include <gmock/gmock.h>

#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RecordingSink final : public InterruptSink {
 public:
  void set_line(unsigned irq, bool level) override {
    calls.push_back((level ? "high " : "low ") + std::to_string(irq));
  }
  void pulse(unsigned irq) override { calls.push_back("pulse " + std::to_string(irq)); }
  std::vector<std::string> calls;
};

class CirqTest : public testing::Test {
 protected:
  Bench bench;
  RecordingSink sink;
  Cirq cirq{bench.context, "CIRQ", 0x2100'0000, sink};
  sim::Wire line{"line"};
  sim::Wire pin{"pin", true};  // a button with a pull-up
};

TEST_F(CirqTest, ALevelLineFollows) {
  cirq.connect(1, line);
  line.set(true);
  line.set(false);
  EXPECT_THAT(sink.calls, ElementsAre("high 1", "low 1"));
}

TEST_F(CirqTest, AnEdgeLinePulses) {
  write32(cirq, 0x200, 0);
  cirq.connect(8, line);
  line.set(true);
  line.set(false);
  EXPECT_THAT(sink.calls, ElementsAre("pulse 8"));
}

TEST_F(CirqTest, ABlockedLevelComesWhenItIsUnblocked) {
  cirq.connect(70, line);
  write32(cirq, 0x608, 1U << 6);
  line.set(true);
  EXPECT_THAT(sink.calls, IsEmpty());
  write32(cirq, 0x608, 0);
  EXPECT_THAT(sink.calls, ElementsAre("high 70"));
}

TEST_F(CirqTest, TheTestRegisterAssertsALine) {
  play(cirq, {{0x700, 1U << 3}, {0x720, 1}, {0x720, 0}});
  EXPECT_THAT(sink.calls, ElementsAre("high 3", "low 3"));
}

TEST_F(CirqTest, FallingEdgesOfAButton) {
  cirq.connect_eint(12, pin);
  write32(cirq, 0x30, 1U << 8);
  pin.set(false);
  pin.set(true);
  EXPECT_THAT(sink.calls, ElementsAre("pulse 32"));
}

TEST_F(CirqTest, BothEdgesOfAButton) {
  cirq.connect_eint(13, pin);
  write32(cirq, 0x34, 1U << 7);
  pin.set(false);
  pin.set(true);
  EXPECT_THAT(sink.calls, ElementsAre("pulse 33", "pulse 33"));
}

TEST_F(CirqTest, TheDebouncerWaitsUntilThePinIsQuiet) {
  cirq.connect_eint(12, pin);
  // MediaTek's driver for 16 ms: 128 counts of 8 kHz, halved four times: 8 counts of 500 Hz.
  write32(cirq, 0x30, (1U << 9) | (1U << 8) | (4U << 4) | 8U);
  pin.set(false);
  bench.run_to(5ms);
  pin.set(true);
  bench.run_to(6ms);
  pin.set(false);
  bench.run_to(22ms);
  EXPECT_THAT(sink.calls, IsEmpty());
  bench.run_to(22ms + 1ns);
  EXPECT_THAT(sink.calls, ElementsAre("pulse 32"));
}

TEST_F(CirqTest, ALevelSensitiveEintFollowsThePin) {
  cirq.connect_eint(12, pin);
  play(cirq, {{0x30, 1U << 8}, {0x204, 1U << 0}});
  pin.set(false);
  pin.set(true);
  EXPECT_THAT(sink.calls, ElementsAre("high 32", "low 32"));
}

TEST_F(CirqTest, WakeUpsAreLatchedUntilCleared) {
  cirq.connect(2, line);
  write32(cirq, 0x600, 0xFFFF'FFFF);
  line.pulse();
  EXPECT_THAT(sink.calls, IsEmpty());
  EXPECT_EQ(read32(cirq, 0x364), 1U << 2);
  write32(cirq, 0x344, 1);
  EXPECT_EQ(read32(cirq, 0x364), 0U);
  write32(cirq, 0x620, 1U << 2);
  line.pulse();
  EXPECT_EQ(read32(cirq, 0x364), 0U) << "disabled for wake-up";
}

}  // namespace
}  // namespace armillary::soc
