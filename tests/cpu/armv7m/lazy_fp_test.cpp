// SPDX-License-Identifier: GPL-2.0-or-later
//
// Lazy context save of the FPU's registers: ARM ARM B1.5.7, B3.2.21 (FPCCR), B3.2.22 (FPCAR).
#include "cpu/armv7m/workbench.h"
#include "lazy_fp.guest.h"

namespace armillary::cpu::test {
namespace {

namespace prog = guest::lazy_fp;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::uint32_t kEnabled = fpccr::kAspEn | fpccr::kLspEn;
/// FPCCR while a privileged thread's registers wait, faults without handlers.
constexpr std::uint32_t kWaiting = kEnabled | fpccr::kLspAct | fpccr::kThread | fpccr::kHfRdy;
constexpr std::uint32_t kSaved = kWaiting & ~fpccr::kLspAct;
constexpr std::uint32_t kFaultsReady = fpccr::kMmRdy | fpccr::kBfRdy;
constexpr std::uint32_t kEmpty = 0xEEEEEEEE, kFpscr = 0x10000000;

class LazyFp : public testing::Test {
 protected:
  std::vector<std::uint32_t> run(std::uint32_t program) {
    bench.start(program);
    bench.run();
    return bench.values();
  }
  Workbench bench{prog::kImage};
};

TEST_F(LazyFp, AHandlerWithoutFpInstructionsSavesNothing) {
  bench.vector(kSvCall, prog::never_uses_it);
  EXPECT_THAT(run(prog::one_exception),
              ElementsAre(kWaiting, 0x48, kEmpty, kEmpty, kEmpty, kEmpty,  // the handler
                          0x1000, 0x100F, 0x101F, kFpscr, kSaved));
  EXPECT_EQ(bench.fault_text(), "");
}

TEST_F(LazyFp, TheFirstFpInstructionFillsTheFrame) {
  bench.vector(kSvCall, prog::uses_it);
  EXPECT_THAT(run(prog::one_exception),
              ElementsAre(kWaiting, kSaved, 0x1000, 0x100F, kFpscr, kEmpty, 4,  // the handler
                          0x1000, 0x100F, 0x101F, kFpscr, kSaved));
  EXPECT_EQ(bench.fault_text(), "");
}

TEST_F(LazyFp, ANestedHandlerFillsTheOuterFrame) {
  bench.vector(kFirstExternal, prog::nested_outer);
  bench.vector(kFirstExternal + 1, prog::nested_inner);
  EXPECT_THAT(run(prog::nested), ElementsAre(0xFFFFFFE9, 0xFFFFFFF1, kWaiting, kSaved, kSaved,  //
                                             0x1000, 0x100F, kFpscr, kEmpty,                    //
                                             0x1000, 0x100F, 0x101F, kFpscr, kSaved));
  EXPECT_EQ(bench.fault_text(), "");
}

TEST_F(LazyFp, FpccrTellsWhoWasInterrupted) {
  bench.vector(kSvCall, prog::tell_fpccr);
  EXPECT_THAT(run(prog::status_of_user),
              testing::Each(kWaiting | fpccr::kUser | kFaultsReady | fpccr::kMonRdy));
  EXPECT_EQ(bench.stores.size(), 2U);
}

TEST_F(LazyFp, FpccrTellsWhichFaultsCouldPreemptAHandler) {
  bench.vector(kFirstExternal, prog::handler_uses_it);
  bench.vector(kNmi, prog::tell_fpccr);
  // MemManage at 0 is more urgent than the handler at 0x20, BusFault at 0x40 is not.
  EXPECT_THAT(run(prog::status_in_a_handler),
              ElementsAre(kEnabled | fpccr::kLspAct | fpccr::kHfRdy | fpccr::kMmRdy));
}

TEST_F(LazyFp, FpccrTellsThatNoFaultCouldPreemptFaultmask) {
  bench.vector(kNmi, prog::tell_fpccr);
  EXPECT_THAT(run(prog::status_under_faultmask),
              ElementsAre(kEnabled | fpccr::kLspAct | fpccr::kThread));
}

TEST_F(LazyFp, WithoutLspenTheFrameIsFilledAtEntry) {
  bench.vector(kSvCall, prog::tell_at_once);
  EXPECT_THAT(run(prog::at_once),
              ElementsAre(fpccr::kAspEn, 0x12345678, 0x1000, 0x100F, kFpscr, kEmpty, 0x1000, 0x100F,
                          0x101F, kFpscr, fpccr::kAspEn));
}

TEST_F(LazyFp, ClearingLspactGivesTheRegistersUp) {
  bench.vector(kSvCall, prog::gives_up);
  EXPECT_THAT(run(prog::given_up), ElementsAre(kEmpty, kEmpty, kEmpty, kEmpty,  //
                                               0x4444, 0x100F, 0x101F, 0, kEnabled));
}

TEST_F(LazyFp, TheRegistersGoWhereFpcarSays) {
  bench.vector(kSvCall, prog::moves_it);
  EXPECT_THAT(run(prog::moved), ElementsAre(0x20002000, 0x1000, 0, 0));
}

TEST_F(LazyFp, AFrameByHandWithoutAspenIsLazyToo) {
  bench.vector(kSvCall, prog::tell_without_aspen);
  const std::uint32_t waiting = kWaiting & ~fpccr::kAspEn;
  const std::uint32_t saved = kSaved & ~fpccr::kAspEn;
  EXPECT_THAT(run(prog::without_aspen),
              ElementsAre(0, 0xFFFFFFE9, waiting, kFpscr, 0x1000, 0x100F, kFpscr, kEmpty, 0,  //
                          0x1000, 0x100F, 0x101F, kFpscr, saved));
}

TEST_F(LazyFp, AnFpuThatIsOffIsNocpAndTheRegistersWaitOn) {
  bench.vector(kSvCall, prog::switches_off);
  bench.vector(kUsageFault, prog::switches_on);
  const std::uint32_t saved = kSaved | kFaultsReady;
  EXPECT_THAT(run(prog::refused_in_the_handler),
              ElementsAre(cfsr::kNoCp, kWaiting | kFaultsReady, prog::at_refused & ~1U, saved,  //
                          0x1000, 0x100F, 0x101F, kFpscr, saved));
}

TEST_F(LazyFp, AnFpuThatIsOffAtEntryIsNocpInsteadOfTheHandler) {
  bench.vector(kSvCall, prog::tell_svc);
  bench.vector(kUsageFault, prog::tell_refused_entry);
  EXPECT_THAT(run(prog::refused_on_entry),
              ElementsAre(0xFFFFFFE9, cfsr::kNoCp, kEmpty, kEmpty, kEmpty, kEmpty, kSvCall, 0xE));
  EXPECT_THAT(bench.steps(), ElementsAre("enter UsageFault", "chain SVCall", "leave SVCall"));
}

TEST_F(LazyFp, AnFpuThatIsOffAtTheReturnIsNocpOnTheSameFrame) {
  bench.vector(kSvCall, prog::leaves_without_it);
  bench.vector(kUsageFault, prog::tell_refused_entry);
  EXPECT_THAT(run(prog::refused_on_return),
              ElementsAre(0xF0000000 | 0xFFFFFFE9, cfsr::kNoCp, 0x1000, 0x100F, kFpscr, kEmpty,  //
                          0x1000, 0x100F, 0x101F, kFpscr, kSaved | kFaultsReady));
  EXPECT_THAT(bench.steps(), ElementsAre("enter SVCall", "chain UsageFault", "leave UsageFault"));
}

TEST_F(LazyFp, AnotherCoprocessorSavesNothing) {
  bench.vector(kSvCall, prog::asks_coprocessor_7);
  bench.vector(kHardFault, prog::skip_it);
  EXPECT_THAT(run(prog::other_coprocessor),
              ElementsAre(cfsr::kNoCp, kWaiting | kFaultsReady,  //
                          0x1000, 0x100F, 0x101F, kFpscr, kSaved | kFaultsReady));
}

TEST_F(LazyFp, ASaveThatFailsIsABusFaultAndTheInstructionRunsAgain) {
  bench.vector(kSvCall, prog::first_use);
  bench.vector(kBusFault, prog::mends_fpcar);
  EXPECT_THAT(run(prog::save_fails),
              ElementsAre(kBusFault, cfsr::kLspErr, 0, kWaiting | kFaultsReady,
                          prog::at_first_use & ~1U, kSaved | kFaultsReady, 0x1000));
}

TEST_F(LazyFp, ASaveThatFailsUnderALessUrgentBusFaultIsToldLater) {
  bench.vector(kSvCall, prog::uses_and_tells);
  bench.vector(kBusFault, prog::tell_late_fault);
  EXPECT_THAT(run(prog::save_fails_later),
              ElementsAre(kSaved | kFaultsReady, cfsr::kLspErr, kBusFault, cfsr::kLspErr));
  EXPECT_THAT(bench.steps(), ElementsAre("enter SVCall", "chain BusFault"));
}

TEST_F(LazyFp, ASaveThatFailsWithoutBusFaultIsAHardFault) {
  bench.vector(kSvCall, prog::uses_and_tells);
  bench.vector(kHardFault, prog::tell_late_fault);
  EXPECT_THAT(run(prog::save_fails_forced), ElementsAre(kHardFault, cfsr::kLspErr));
  EXPECT_THAT(bench.steps(), ElementsAre("enter SVCall", "enter HardFault"));
}

TEST_F(LazyFp, ASaveThatFailsWhereNoFaultHasAHandlerIsALockup) {
  bench.vector(kNmi, prog::uses_and_tells);
  run(prog::save_fails_in_nmi);
  ASSERT_EQ(bench.reports.size(), 1U);
  EXPECT_EQ(bench.reports[0].kind, "lockup");
  EXPECT_THAT(bench.reports[0].text(), HasSubstr("LSPERR"));
}

TEST(LazyFpSlices, NoSliceLengthShows) {
  for (const std::uint64_t quantum : {1U, 2U, 3U, 7U}) {
    Workbench whole(prog::kImage);
    Workbench sliced(prog::kImage, Workbench::Options{quantum});
    for (Workbench* bench : {&whole, &sliced}) {
      bench->vector(kFirstExternal, prog::nested_outer);
      bench->vector(kFirstExternal + 1, prog::nested_inner);
      bench->start(prog::nested);
      bench->run();
    }
    EXPECT_EQ(sliced.stores, whole.stores) << "quantum " << quantum;
    EXPECT_EQ(sliced.trace, whole.trace) << "quantum " << quantum;
  }
}

}  // namespace
}  // namespace armillary::cpu::test
