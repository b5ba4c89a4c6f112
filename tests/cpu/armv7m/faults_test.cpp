// SPDX-License-Identifier: GPL-2.0-or-later
//
// Every fault that firmware can cause, with the status that the architecture gives it: ARM ARM
// B1.5.14 (fault behaviour), B1.5.15 (unrecoverable exceptions), B3.2.15 to B3.2.18 (status).
#include "cpu/armv7m/workbench.h"
#include "faults.guest.h"

namespace armillary::cpu::test {
namespace {

namespace prog = guest::faults;
using testing::ElementsAre;
using testing::HasSubstr;

void all_faults(Workbench& bench, std::uint32_t handler) {
  for (unsigned exception = kHardFault; exception <= kUsageFault; ++exception) {
    bench.vector(exception, handler);
  }
}

struct Cause {
  const char* name;
  std::uint32_t program;
  unsigned exception;
  std::uint32_t cfsr;
  std::uint32_t pc;       ///< stacked
  std::uint32_t address;  ///< BFAR, when CFSR says that it is valid
};

class FaultCause : public testing::TestWithParam<Cause> {};

TEST_P(FaultCause, SetsItsBitsAndStacksItsPc) {
  const Cause& cause = GetParam();
  Workbench bench(prog::kImage);
  all_faults(bench, prog::tell_fault);
  bench.on_read = [](std::uint32_t) { return IoResult::bus_error(); };
  bench.start(cause.program);
  bench.run();
  ASSERT_EQ(bench.reports.size(), 1U);  // the handler ends in a loop
  EXPECT_EQ(bench.reports[0].fault.cfsr, cause.cfsr);
  EXPECT_EQ(bench.reports[0].fault.gpr[15], cause.pc & ~1U);
  const auto values = bench.values();
  ASSERT_EQ(values.size(), 7U);
  EXPECT_EQ(values[0], cause.exception);
  EXPECT_EQ(values[1], cause.cfsr);
  EXPECT_EQ(values[2], cause.exception == kHardFault ? hfsr::kForced : 0U);
  if ((cause.cfsr & cfsr::kBfarValid) != 0) {
    EXPECT_EQ(values[4], cause.address);
  }
  EXPECT_EQ(values[5], cause.pc & ~1U);
  // T is clear after a branch to an even address only.
  EXPECT_EQ((values[6] >> 24) & 1, cause.cfsr == cfsr::kInvState ? 0U : 1U);
}

constexpr std::uint32_t kPrecise = cfsr::kPrecisErr | cfsr::kBfarValid;
const Cause kCauses[] = {
    {"Undefined", prog::undefined, kUsageFault, cfsr::kUndefInstr, prog::at_undefined, 0},
    {"UndefinedWide", prog::undefined_wide, kUsageFault, cfsr::kUndefInstr, prog::at_undefined_wide,
     0},
    {"Coprocessor", prog::coprocessor, kUsageFault, cfsr::kNoCp, prog::at_coprocessor, 0},
    {"SystemCoprocessor", prog::system_coprocessor, kUsageFault, cfsr::kNoCp,
     prog::at_system_coprocessor, 0},
    {"FpuOff", prog::fpu_off, kUsageFault, cfsr::kNoCp, prog::at_fpu_off, 0},
    {"FpuUnprivileged", prog::fpu_unprivileged, kUsageFault, cfsr::kNoCp, prog::at_fpu_unprivileged,
     0},
    {"EvenBranch", prog::even_branch, kUsageFault, cfsr::kInvState, prog::spot, 0},
    {"EvenPop", prog::even_pop, kUsageFault, cfsr::kInvState, prog::spot, 0},
    {"UnalignedWord", prog::unaligned_word, kUsageFault, cfsr::kUnaligned, prog::at_unaligned_word,
     0},
    {"UnalignedHalf", prog::unaligned_half, kUsageFault, cfsr::kUnaligned, prog::at_unaligned_half,
     0},
    {"UnalignedDouble", prog::unaligned_double, kUsageFault, cfsr::kUnaligned,
     prog::at_unaligned_double, 0},
    {"UnalignedMultiple", prog::unaligned_multiple, kUsageFault, cfsr::kUnaligned,
     prog::at_unaligned_multiple, 0},
    {"UnalignedExclusive", prog::unaligned_exclusive, kUsageFault, cfsr::kUnaligned,
     prog::at_unaligned_exclusive, 0},
    {"UnalignedFp", prog::unaligned_fp, kUsageFault, cfsr::kUnaligned, prog::at_unaligned_fp, 0},
    {"DivideSigned", prog::divide_signed, kUsageFault, cfsr::kDivByZero, prog::at_divide_signed, 0},
    {"DivideUnsigned", prog::divide_unsigned, kUsageFault, cfsr::kDivByZero,
     prog::at_divide_unsigned, 0},
    {"Load", prog::bad_load, kBusFault, kPrecise, prog::at_bad_load, 0x50000128},
    {"Store", prog::bad_store, kBusFault, kPrecise, prog::at_bad_store, 0x50000127},
    {"StoreToCode", prog::store_to_code, kBusFault, kPrecise, prog::at_store_to_code, 4},
    {"Device", prog::refused_by_device, kBusFault, kPrecise, prog::at_refused_by_device,
     kPort + 0x10},
    {"FetchNothing", prog::fetch_nothing, kBusFault, cfsr::kIBusErr, 0x00800000, 0},
    {"FetchDevice", prog::fetch_device, kMemManage, cfsr::kIaccViol, kPort, 0},
    {"FetchSystem", prog::fetch_system, kMemManage, cfsr::kIaccViol, 0xE000E000, 0},
    {"ReturnInThread", prog::return_in_thread, kMemManage, cfsr::kIaccViol, 0xFFFFFFF8, 0},
    {"DisabledHandler", prog::disabled_handler, kHardFault, cfsr::kUndefInstr,
     prog::at_disabled_handler, 0},
    {"HandlerNotUrgent", prog::handler_not_urgent, kHardFault, cfsr::kUndefInstr,
     prog::at_handler_not_urgent, 0},
    {"Masked", prog::masked_fault, kHardFault, cfsr::kUndefInstr, prog::at_masked_fault, 0},
};
INSTANTIATE_TEST_SUITE_P(All, FaultCause, testing::ValuesIn(kCauses),
                         [](const auto& cause) { return std::string(cause.param.name); });

class Faults : public testing::Test {
 protected:
  std::vector<std::uint32_t> run(std::uint32_t program) {
    bench.start(program);
    bench.run();
    return bench.values();
  }
  Workbench bench{prog::kImage};
};

TEST_F(Faults, WithoutTrapsUnalignedAccessesWorkAndDivisionByZeroGivesZero) {
  EXPECT_THAT(run(prog::without_traps),
              ElementsAre(0x04030201, 0x06050403, 0x0403, 0x0605, 0x33440100, 0x07061122, 0, 0));
}

TEST_F(Faults, AnEvenVectorFaultsInItsHandler) {
  all_faults(bench, prog::tell_fault);
  bench.start(prog::even_vector);
  bench.set_word(kBenchRam + 4 * kSvCall, prog::tell & ~1U);
  bench.run();
  const auto values = bench.values();
  ASSERT_EQ(values.size(), 7U);
  // SVCall runs at priority 0, as UsageFault would: HardFault.
  EXPECT_EQ(values[0], kHardFault);
  EXPECT_EQ(values[1], cfsr::kInvState);
  EXPECT_EQ(values[5], prog::tell & ~1U);
  EXPECT_EQ(values[6] & 0x1FF, kSvCall);
}

TEST_F(Faults, AReservedExcReturnIsAUsageFaultOnTheSameFrame) {
  all_faults(bench, prog::tell_fault);
  bench.vector(kSvCall, prog::wrong_return);
  const auto values = run(prog::wrong_exc_return);
  ASSERT_EQ(values.size(), 7U);
  EXPECT_EQ(values[0], kUsageFault);
  EXPECT_EQ(values[1], cfsr::kInvPc);
  EXPECT_EQ(bench.m4().peek(CoreRegister::lr), 0xFFFFFFF3U);
  EXPECT_EQ(bench.m4().peek(CoreRegister::msp), kMainStack - 0x20);
  // The report shows that frame: it leads to the handler that returned wrongly and its caller.
  ASSERT_EQ(bench.reports.size(), 1U);
  EXPECT_EQ(bench.reports[0].frame_address, kMainStack - 0x20);
  EXPECT_EQ(bench.reports[0].fault.during, kSvCall);
}

TEST_F(Faults, AReturnToThreadModeWhileAnotherIsActiveIsInvpc) {
  all_faults(bench, prog::tell_fault);
  bench.vector(kFirstExternal, prog::pend_second);
  bench.vector(kFirstExternal + 1, prog::return_to_thread);
  const auto values = run(prog::nested_to_thread);
  ASSERT_EQ(values.size(), 7U);
  EXPECT_EQ(values[0], kUsageFault);
  EXPECT_EQ(values[1], cfsr::kInvPc);
}

TEST_F(Faults, AStackedXpsrThatContradictsExcReturnIsInvpc) {
  all_faults(bench, prog::tell_fault);
  bench.vector(kSvCall, prog::spoil_xpsr);
  const auto values = run(prog::wrong_ipsr);
  ASSERT_EQ(values.size(), 7U);
  EXPECT_EQ(values[0], kUsageFault);
  EXPECT_EQ(values[1], cfsr::kInvPc);
}

TEST_F(Faults, AStackingErrorIsABusFaultOfItsOwn) {
  all_faults(bench, prog::tell_lr);
  bench.vector(kSvCall, prog::tell_fault);
  const auto values = run(prog::bad_entry_stack);
  ASSERT_GE(values.size(), 4U);
  EXPECT_EQ(values[0], kBusFault);
  EXPECT_EQ(values[1], 0xFFFFFFFDU);
  EXPECT_EQ(values[2], kSvCall);  // chained: what was to be entered
  EXPECT_EQ(values[3], cfsr::kStkErr);
}

TEST_F(Faults, ALessUrgentStackingErrorWaits) {
  all_faults(bench, prog::tell_fault);
  bench.vector(kSvCall, prog::tell);
  const auto values = run(prog::bad_entry_later);
  ASSERT_GE(values.size(), 4U);
  EXPECT_EQ(values[0], kSvCall);
  EXPECT_EQ(values[1], kBusFault);
  EXPECT_EQ(values[2], cfsr::kStkErr);
}

TEST_F(Faults, AnFpFrameOutsideMemoryIsAStackingError) {
  all_faults(bench, prog::tell_lr);
  bench.vector(kSvCall, prog::tell_fault);
  const auto values = run(prog::bad_fp_entry);
  ASSERT_GE(values.size(), 4U);
  EXPECT_EQ(values[0], kBusFault);
  EXPECT_EQ(values[1], 0xFFFFFFEDU);
  EXPECT_EQ(values[3], cfsr::kStkErr);
}

TEST_F(Faults, BfhfnmignSkipsWhatFailsUnderFaultmask) {
  EXPECT_THAT(run(prog::probe), ElementsAre(7, 0, 0x50000004, kPrecise, 0x50000005));
  ASSERT_EQ(bench.reports.size(), 1U);
  EXPECT_EQ(bench.reports[0].kind, "lockup");
}

TEST_F(Faults, UnprivilegedLoadsAndStoresOfPrivilegedCode) {
  bench.vector(kBusFault, prog::skip_wide);
  EXPECT_THAT(run(prog::as_unprivileged), ElementsAre(0x410FC241, kPrecise, prog::at_ldrt & ~1U,
                                                      kPrecise, prog::at_strbt & ~1U, 0x55));
}

TEST_F(Faults, AFaultThenAStackingErrorTellsBoth) {
  all_faults(bench, prog::tell_fault);
  const auto values = run(prog::bad_push);
  ASSERT_GE(values.size(), 2U);
  EXPECT_EQ(values[0], kBusFault);
  EXPECT_EQ(values[1], kPrecise | cfsr::kStkErr);
}

TEST_F(Faults, AnUnstackingErrorIsTakenBeforeTheReturn) {
  bench.vector(kBusFault, prog::mend_psp);
  bench.vector(kSvCall, prog::spoil_psp);
  EXPECT_THAT(run(prog::bad_return_stack),
              ElementsAre(kBusFault, 0xFFFFFFFD, cfsr::kUnstkErr, 0x200));
}

TEST_F(Faults, AVectorThatCannotBeReadIsAHardFault) {
  bench.vector(kHardFault, prog::tell_fault);
  const auto values = run(prog::vector_unreadable);
  ASSERT_EQ(values.size(), 7U);
  EXPECT_EQ(values[0], kHardFault);
  EXPECT_EQ(values[1], 0U);
  EXPECT_EQ(values[2], hfsr::kVectTbl);
}

TEST_F(Faults, BkptWithoutADebuggerIsAHardFault) {
  bench.vector(kHardFault, prog::tell_fault);
  const auto values = run(prog::breakpoint_hard);
  ASSERT_EQ(values.size(), 7U);
  EXPECT_EQ(values[0], kHardFault);
  EXPECT_EQ(values[1], 0U);
  EXPECT_EQ(values[2], hfsr::kDebugEvt);
  EXPECT_EQ(values[5], prog::at_breakpoint_hard & ~1U);
}

TEST_F(Faults, BkptGoesToDebugMonitorWhenItIsEnabled) {
  bench.vector(kDebugMonitor, prog::tell_monitor);
  EXPECT_THAT(run(prog::breakpoint_monitor),
              ElementsAre(kDebugMonitor, kDfsrBkpt, prog::at_breakpoint_monitor & ~1U));
}

TEST_F(Faults, DebugMonitorIsPendedByItsBit) {
  bench.vector(kDebugMonitor, prog::tell);
  EXPECT_THAT(run(prog::monitor_pended), ElementsAre(kDebugMonitor, 0x200));
}

TEST_F(Faults, AFaultInHardFaultLocksUpAndTellsBothFaults) {
  bench.vector(kHardFault, prog::fault_again);
  EXPECT_THAT(run(prog::lock_in_hard_fault), ElementsAre());
  EXPECT_TRUE(bench.m4().locked_up());
  ASSERT_EQ(bench.reports.size(), 1U);
  EXPECT_EQ(bench.reports[0].kind, "lockup");
  EXPECT_EQ(bench.reports[0].fault.gpr[15], prog::at_first & ~1U);
  ASSERT_TRUE(bench.reports[0].second);
  EXPECT_EQ(bench.reports[0].second->gpr[15], prog::at_second & ~1U);
  EXPECT_THAT(bench.fault_text(), HasSubstr("locked up"));
}

TEST_F(Faults, AFaultUnderFaultmaskLocksUp) {
  bench.vector(kHardFault, prog::tell_fault);
  EXPECT_THAT(run(prog::lock_under_faultmask), ElementsAre());
  ASSERT_EQ(bench.reports.size(), 1U);
  EXPECT_EQ(bench.reports[0].fault.gpr[15], prog::at_lock_under_faultmask & ~1U);
}

TEST_F(Faults, AFaultInNmiLocksUp) {
  bench.vector(kNmi, prog::fault_again);
  bench.vector(kHardFault, prog::tell_fault);
  EXPECT_THAT(run(prog::lock_in_nmi), ElementsAre());
  ASSERT_EQ(bench.reports.size(), 1U);
  EXPECT_EQ(bench.reports[0].fault.during, kNmi);
}

TEST_F(Faults, AnSvcInHardFaultLocksUp) {
  bench.vector(kHardFault, prog::svc_again);
  bench.vector(kSvCall, prog::tell);
  EXPECT_THAT(run(prog::lock_by_svc), ElementsAre());
  ASSERT_EQ(bench.reports.size(), 1U);
  EXPECT_EQ(bench.reports[0].kind, "lockup");
}

TEST_F(Faults, StatusBitsStayUntilAOneIsWritten) {
  all_faults(bench, prog::step_over);
  EXPECT_THAT(run(prog::status_bits),
              ElementsAre(cfsr::kUndefInstr | kPrecise, cfsr::kUndefInstr | kPrecise,
                          cfsr::kUndefInstr, 0, 0x50000000, 0));
}

TEST_F(Faults, ShcsrPendsTheFaultsAndSvcall) {
  for (unsigned exception = kMemManage; exception <= kSvCall; ++exception) {
    bench.vector(exception, prog::tell);
  }
  EXPECT_THAT(run(prog::pended_by_shcsr),
              ElementsAre(kMemManage, kBusFault, kSvCall, 0x200, 0x70000));
}

TEST_F(Faults, ALoadInAnItBlockIsRepairedAndTheBlockGoesOn) {
  bench.vector(kBusFault, prog::repair);
  EXPECT_THAT(run(prog::repaired), ElementsAre(2, 0x1234));
}

}  // namespace
}  // namespace armillary::cpu::test
