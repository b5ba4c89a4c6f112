// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which exception runs when: ARM ARM B1.5.4 (priorities and masks), B1.5.11, B1.5.12 (late arrival,
// tail-chaining).
#include "cpu/armv7m/workbench.h"
#include "priorities.guest.h"

namespace armillary::cpu::test {
namespace {

namespace prog = guest::priorities;
using testing::ElementsAre;

constexpr unsigned irq(unsigned n) { return kFirstExternal + n; }

class Priorities : public testing::Test {
 protected:
  void handlers(unsigned first, unsigned last, std::uint32_t handler) {
    for (unsigned exception = first; exception <= last; ++exception) {
      bench.vector(exception, handler);
    }
  }
  std::vector<std::uint32_t> run(std::uint32_t program) {
    bench.start(program);
    bench.run();
    EXPECT_EQ(bench.fault_text(), "");
    return bench.values();
  }

  Workbench bench{prog::kImage};
};

TEST_F(Priorities, TailChainingStacksOnceAndRestoresTheThread) {
  handlers(irq(0), irq(1), prog::tell_return);
  const std::uint32_t sp = kMainStack - 0x20;
  EXPECT_THAT(run(prog::tail_chain),
              ElementsAre(16, 0xFFFFFFF9, sp, 17, 0xFFFFFFF9, sp, 10 + 11 + 12 + 13 + 14));
  EXPECT_THAT(bench.steps(), ElementsAre("enter IRQ 0", "chain IRQ 1", "leave IRQ 1"));
}

TEST_F(Priorities, AMoreUrgentLateArrivalGoesFirst) {
  handlers(irq(5), irq(6), prog::tell);
  bench.on_write = [this](std::uint32_t address, std::uint32_t) {
    if (address == kPort + 8) {
      bench.m4().pulse(5);
      bench.m4().pulse(6);
    }
    return true;
  };
  EXPECT_THAT(run(prog::late_arrival), ElementsAre(22, 21, 0x200));
  EXPECT_THAT(bench.steps(), ElementsAre("enter IRQ 6", "chain IRQ 5", "leave IRQ 5"));
}

TEST_F(Priorities, SubprioritiesOrderButDoNotPreempt) {
  handlers(irq(0), irq(3), prog::tell);
  bench.vector(irq(0), prog::pend_1);
  bench.start(prog::grouped);
  bench.m4().poke(CoreRegister::r8, 6);  // one bit of group priority
  bench.run();
  EXPECT_THAT(bench.values(), ElementsAre(0xFA050600, 16, 0x100, 17, 0x200,  // IRQ 1 waits
                                          17, 19, 18, 0x300));  // one group first, then by number
}

TEST_F(Priorities, AHigherGroupPreempts) {
  handlers(irq(0), irq(3), prog::tell);
  bench.vector(irq(0), prog::pend_1);
  bench.start(prog::grouped);
  bench.m4().poke(CoreRegister::r8, 5);  // two bits
  bench.run();
  EXPECT_THAT(bench.values(), ElementsAre(0xFA050500, 16, 17, 0x100, 0x200, 17, 19, 18, 0x300));
}

TEST_F(Priorities, WithoutGroupBitsNothingConfigurablePreempts) {
  handlers(irq(0), irq(3), prog::tell);
  bench.vector(irq(0), prog::pend_1);
  bench.start(prog::grouped);
  bench.m4().poke(CoreRegister::r8, 7);
  bench.run();
  EXPECT_THAT(bench.values(), ElementsAre(0xFA050700, 16, 0x100, 17, 0x200, 17, 19, 18, 0x300));
}

TEST_F(Priorities, AHandlerDoesNotPreemptItself) {
  bench.vector(irq(0), prog::pend_itself_once);
  EXPECT_THAT(run(prog::itself), ElementsAre(16, 0x100, 16, 0x200));
  EXPECT_THAT(bench.steps(), ElementsAre("enter IRQ 0", "chain IRQ 0", "leave IRQ 0"));
}

TEST_F(Priorities, EqualPrioritiesGoByNumber) {
  handlers(kPendSv, irq(0), prog::tell);
  // ICSR: PENDSVSET, PENDSTSET, ISRPENDING, VECTPENDING 14.
  EXPECT_THAT(run(prog::system_order), ElementsAre(0x1440E000U | 1U << 11, 14, 15, 16, 0x200));
}

TEST_F(Priorities, APriorityThatIsRaisedWhileTheHandlerRunsHoldsAtOnce) {
  bench.vector(irq(0), prog::raise_own);
  bench.vector(irq(1), prog::tell);
  EXPECT_THAT(run(prog::own_priority), ElementsAre(16, 0x100, 17, 0x200));
}

TEST_F(Priorities, APriorityThatIsLoweredWhileTheHandlerRunsHoldsAtOnce) {
  bench.vector(irq(0), prog::lower_own);
  bench.vector(irq(1), prog::tell);
  EXPECT_THAT(run(prog::own_priority), ElementsAre(16, 17, 0x100, 0x200));
}

TEST_F(Priorities, BasepriHasThreeBitsAndMasksFromItsValueOn) {
  handlers(irq(0), irq(1), prog::tell);
  EXPECT_THAT(run(prog::basepri), ElementsAre(0xE0, 16, 0x201, 0xA0, 0x40, 17, 0x202, 0));
}

TEST_F(Priorities, BasepriMasksByGroup) {
  handlers(irq(0), irq(2), prog::tell);
  EXPECT_THAT(run(prog::basepri_groups), ElementsAre(16, 0x201, 0x202, 16, 17, 18, 0x203));
}

TEST_F(Priorities, PrimaskLetsNmiThrough) {
  handlers(kNmi, kNmi, prog::tell);
  handlers(irq(0), irq(0), prog::tell);
  EXPECT_THAT(run(prog::primask), ElementsAre(2, 0x201, 16, 0x202));
}

TEST_F(Priorities, FaultmaskLetsNmiThroughAndSurvivesIt) {
  bench.vector(kNmi, prog::nmi_masks);
  bench.vector(irq(0), prog::tell);
  EXPECT_THAT(run(prog::faultmask), ElementsAre(2, 1, 1, 16, 0x202));
}

TEST_F(Priorities, NmiCannotSetFaultmask) {
  bench.vector(kNmi, prog::nmi_masks);
  bench.vector(irq(0), prog::tell);
  EXPECT_THAT(run(prog::primask), ElementsAre(2, 0, 0x201, 16, 0x202));
}

TEST_F(Priorities, AReturnClearsFaultmask) {
  bench.vector(irq(0), prog::faultmask_in_handler);
  bench.vector(irq(1), prog::tell);
  EXPECT_THAT(run(prog::faultmask_cleared), ElementsAre(16, 0x100, 17, 0));
}

TEST_F(Priorities, OnlyNmiPreemptsHardFault) {
  bench.vector(kNmi, prog::tell);
  bench.vector(kHardFault, prog::hard_fault_nmi);
  bench.vector(irq(0), prog::tell);
  EXPECT_THAT(run(prog::nmi_in_hard_fault), ElementsAre(3, 2, 0x100, 16, 0x200));
}

TEST_F(Priorities, AMaskedSvcBecomesAHardFault) {
  bench.vector(kHardFault, prog::tell_hard);
  bench.vector(kSvCall, prog::tell);
  EXPECT_THAT(run(prog::svc_masked),
              ElementsAre(3, hfsr::kForced, prog::behind_masked_svc & ~1U, 0x200));
}

TEST_F(Priorities, AnSvcThatCannotPreemptBecomesAHardFault) {
  bench.vector(kHardFault, prog::tell_hard);
  bench.vector(kSvCall, prog::tell);
  bench.vector(irq(0), prog::svc_inside);
  EXPECT_THAT(run(prog::svc_in_handler),
              ElementsAre(16, 3, hfsr::kForced, testing::_, 0x100, 0x200));
}

TEST_F(Priorities, DisablingKeepsPendingAndIcprClearsIt) {
  bench.vector(irq(0), prog::tell);
  EXPECT_THAT(run(prog::disabled_while_pending), ElementsAre(0x201, 16, 0x202, 0x203));
}

TEST_F(Priorities, ALineThatStaysHighRunsItsHandlerAgain) {
  bench.vector(irq(4), prog::level_handler);
  int left = 3;
  bench.on_write = [&](std::uint32_t address, std::uint32_t) {
    if (address == kPort + 8) bench.m4().set_line(4, true);
    if (address == kPort + 12 && --left == 0) bench.m4().set_line(4, false);
    return true;
  };
  EXPECT_THAT(run(prog::level_line), ElementsAre(20, 20, 20, 0x200));
}

}  // namespace
}  // namespace armillary::cpu::test
