// SPDX-License-Identifier: GPL-2.0-or-later
//
// One test or more for each patch of tools/unicorn/, named after it.
#include <fmt/format.h>

#include "cpu/unicorn/guest.h"
#include "m4.guest.h"

namespace armillary::cpu::test {
namespace {

namespace m4 = guest::m4;

/// All that a slice length could show in.
struct Outcome {
  std::vector<std::uint32_t> registers;
  std::vector<DeviceAccess> accesses;
  std::vector<std::uint32_t> stored;
  std::uint64_t retired = 0;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome run_mixture(std::uint64_t slice, bool flush) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.device().next_value = 0x8000'1234;
  guest.start(m4::mixture);
  guest.r(0) = kDevice;
  guest.r(1) = kRam;
  Exit exit;
  do {
    exit = guest.core().run(slice);
    if (flush) guest.core().flush_translations();
  } while (exit.reason == ExitReason::budget);
  EXPECT_EQ(exit.reason, ExitReason::wfi);
  Outcome outcome;
  outcome.registers.assign(guest.core().gpr().begin(), guest.core().gpr().end());
  outcome.accesses = guest.device().log;
  for (std::uint32_t at = kRam; at < guest.r(1); at += 4) outcome.stored.push_back(guest.word(at));
  outcome.retired = guest.core().retired();
  return outcome;
}

class SliceLength : public testing::TestWithParam<std::uint64_t> {};

TEST_P(SliceLength, NoSliceLengthShowsInRegistersMemoryAccessesOrCount) {
  const Outcome whole = run_mixture(1'000'000, false);
  EXPECT_EQ(whole.accesses.size(), 200U);
  EXPECT_GT(whole.stored.size(), 10U);
  EXPECT_EQ(run_mixture(GetParam(), false), whole);
  EXPECT_EQ(run_mixture(GetParam(), true), whole) << "with a TLB flush after each slice";
}

INSTANTIATE_TEST_SUITE_P(Lengths, SliceLength, testing::Values(1, 2, 3, 7, 137, 1000, 1976));

TEST(P01RunExactlyN, EndsAtAnyInstructionAlsoInsideAnItBlock) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::it_stores);
  guest.r(0) = kRam;
  ASSERT_EQ(guest.core().run(3).reason, ExitReason::budget);
  EXPECT_EQ(guest.core().pc(), m4::it_store_second);
  EXPECT_EQ(guest.r(0), kRam + 4);
  EXPECT_NE(guest.core().m_state().xpsr & 0x0600'fc00U, 0U) << "the IT bits are visible";
  EXPECT_EQ(guest.core().run(0).reason, ExitReason::budget);
  ASSERT_EQ(guest.core().run(100).reason, ExitReason::wfi);
  EXPECT_EQ(guest.r(0), kRam + 8);
  EXPECT_EQ(guest.r(4), 3U);
  EXPECT_EQ(guest.core().retired(), 8U);
}

TEST(P01RunExactlyN, EndOfTheBudgetComesBeforeAFetchFault) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::even_branch);
  guest.r(0) = 0x9000'0001;
  EXPECT_EQ(guest.core().run(1).reason, ExitReason::budget);
  EXPECT_EQ(guest.core().pc(), 0x9000'0000U);
  const Exit exit = guest.core().run(1);
  EXPECT_EQ(exit.reason, ExitReason::bus_fault);
  EXPECT_EQ(exit.access, Access::fetch);
  EXPECT_EQ(exit.address, 0x9000'0000U);
  EXPECT_EQ(guest.core().retired(), 1U);
}

TEST(P03CountAndPcInDevice, ExactInsideAnItBlockAndForEveryWordOfAMultiple) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::it_stores);
  guest.r(0) = kDevice;
  ASSERT_EQ(guest.core().run(100).reason, ExitReason::wfi);
  ASSERT_EQ(guest.device().log.size(), 2U);
  EXPECT_EQ(guest.device().log[0].retired, 2U);
  EXPECT_EQ(guest.device().log[0].pc, m4::it_store_first);
  EXPECT_EQ(guest.device().log[1].retired, 3U);
  EXPECT_EQ(guest.device().log[1].pc, m4::it_store_second);
  guest.device().log.clear();
  guest.start(m4::load_multiple);
  guest.r(0) = kDevice;
  const std::uint64_t before = guest.core().retired();
  ASSERT_EQ(guest.core().run(100).reason, ExitReason::wfi);
  ASSERT_EQ(guest.device().log.size(), 4U);
  for (const DeviceAccess& access : guest.device().log) {
    EXPECT_EQ(access.retired, before + 1);
    EXPECT_EQ(access.pc, m4::load_multiple_ldm);
  }
}

TEST(P04TlbFill, AMissInsideAnItBlockDoesNotMakeLaterCodeConditional) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::it_stores);
  guest.r(0) = kRam + 0x8000;  // not touched before
  ASSERT_EQ(guest.core().run(100).reason, ExitReason::wfi);
  EXPECT_EQ(guest.r(4), 3U);
  EXPECT_EQ(guest.core().m_state().xpsr & 0x0600'fc00U, 0U);
}

TEST(P04TlbFill, ARefusedStoreInAnItBlockCommitsNothing) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::faulting_store);
  guest.r(0) = 0x6000'0124;
  const Exit exit = guest.core().run(100);
  EXPECT_EQ(exit.reason, ExitReason::bus_fault);
  EXPECT_EQ(exit.access, Access::store);
  EXPECT_EQ(exit.address, 0x6000'0124U);
  EXPECT_EQ(exit.size, 4U);
  EXPECT_EQ(guest.core().pc(), m4::faulting_store_at);
  EXPECT_EQ(guest.core().retired(), 2U);
  EXPECT_EQ(guest.r(0), 0x6000'0124U);
  EXPECT_EQ(guest.r(4), 1U);
}

struct ExceptionCase {
  const char* name;
  std::uint32_t start, pc;
  Exception exception;
  std::uint32_t immediate;
  std::uint64_t retired;
};

class Exceptions : public testing::TestWithParam<ExceptionCase> {};

TEST_P(Exceptions, EndTheRunAsData) {
  const ExceptionCase& c = GetParam();
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(c.start);
  guest.r(0) = kCode;  // even: no Thumb state
  if (c.exception == Exception::exception_return) {
    MState state = guest.core().m_state();
    state.xpsr |= 15;  // in a handler
    guest.core().set_m_state(state);
    guest.r(14) = 0xffff'fff9;
  }
  if (c.exception == Exception::no_coprocessor) guest.core().set_m_controls(0, 0, 0);
  if (c.exception == Exception::divide_by_zero) guest.core().set_m_controls(0x10, 0, 0);
  const Exit exit = guest.core().run(100);
  EXPECT_EQ(exit.reason, ExitReason::exception);
  EXPECT_EQ(exit.exception, c.exception);
  EXPECT_EQ(exit.immediate, c.immediate);
  EXPECT_EQ(guest.core().pc(), c.pc);
  EXPECT_EQ(guest.core().retired(), c.retired);
}

INSTANTIATE_TEST_SUITE_P(
    P05, Exceptions,
    testing::Values(
        ExceptionCase{"Svc", m4::supervisor_call, m4::after_svc, Exception::svc, 0x5a, 2},
        ExceptionCase{"Bkpt", m4::break_point, m4::break_point, Exception::breakpoint, 0x21, 1},
        ExceptionCase{"Undefined", m4::undefined_one, m4::undefined_one, Exception::undefined, 0,
                      1},
        ExceptionCase{"EvenBranch", m4::even_branch, kCode, Exception::invalid_state, 0, 1},
        ExceptionCase{"Return", m4::exc_return_branch, 0xffff'fff8, Exception::exception_return,
                      0xffff'fff9, 1},
        ExceptionCase{"NoFpu", m4::fp_add, m4::fp_add, Exception::no_coprocessor, 0, 0},
        ExceptionCase{"Divide", m4::divide, m4::divide, Exception::divide_by_zero, 0, 0}),
    [](const auto& c) { return c.param.name; });

TEST(P05ExitsAsData, SevSetsTheEventRegisterAndWfeConsumesIt) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::wait_event);
  EXPECT_EQ(guest.core().run(100).reason, ExitReason::wfe);
  EXPECT_EQ(guest.core().pc(), m4::after_wfe);
  EXPECT_EQ(guest.core().retired(), 1U);
  EXPECT_EQ(guest.core().run(100).reason, ExitReason::wfe) << "SEV lets the next WFE pass";
  EXPECT_EQ(guest.core().pc(), m4::after_wfe_3);
  EXPECT_FALSE(guest.core().event_register());
}

TEST(P06BusErrors, ADeviceRefusesALoadAndTheInstructionCanStartAgain) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::load_multiple);
  guest.r(0) = kDevice + 0x10;
  guest.device().on_access = [](const DeviceAccess& access) {
    return access.address != kDevice + 0x18;
  };
  const Exit exit = guest.core().run(100);
  EXPECT_EQ(exit.reason, ExitReason::bus_fault);
  EXPECT_EQ(exit.address, kDevice + 0x18);
  EXPECT_EQ(exit.access, Access::load);
  EXPECT_EQ(guest.core().pc(), m4::load_multiple_ldm);
  EXPECT_EQ(guest.r(0), kDevice + 0x10);
  EXPECT_EQ(guest.core().retired(), 1U);
  guest.device().on_access = nullptr;
  EXPECT_EQ(guest.core().run(100).reason, ExitReason::wfi);
  EXPECT_EQ(guest.r(0), kDevice + 0x20);
}

/// end_run_after(limit) in the access number `which`: each access happens once, and the run ends
/// exactly there.
void expect_limit(std::uint32_t start, std::size_t which, std::uint64_t limit, std::size_t accesses,
                  std::uint64_t until_access) {
  SCOPED_TRACE(fmt::format("access {} limit {}", which, limit));
  Guest plain(Model::cortex_m4f, m4::kImage);
  plain.start(start);
  plain.r(0) = kDevice;
  ASSERT_EQ(plain.core().run(1000).reason, ExitReason::wfi);

  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(start);
  guest.r(0) = kDevice;
  guest.device().on_access = [&](const DeviceAccess&) {
    if (guest.device().log.size() == which + 1) guest.core().end_run_after(limit);
    return true;
  };
  ASSERT_EQ(guest.core().run(1000).reason, ExitReason::budget);
  EXPECT_EQ(guest.core().retired(), until_access + 1 + limit);
  guest.device().on_access = nullptr;
  ASSERT_EQ(guest.core().run(1000).reason, ExitReason::wfi);
  EXPECT_EQ(guest.device().log.size(), accesses);
  EXPECT_EQ(guest.device().log, plain.device().log);
  EXPECT_TRUE(std::ranges::equal(guest.core().gpr(), plain.core().gpr()));
  EXPECT_EQ(guest.core().retired(), plain.core().retired());
}

TEST(P07Limit, EachAccessHappensOnceAndTheRunEndsExactly) {
  for (std::uint64_t limit = 0; limit < 3; ++limit) {
    expect_limit(m4::it_stores, 0, limit, 2, 2);
    expect_limit(m4::it_stores, 1, limit, 2, 3);
    for (std::size_t which = 0; which < 4; ++which) {
      expect_limit(m4::load_multiple, which, limit > 1 ? 1 : limit, 4, 1);
    }
  }
  for (std::size_t which = 0; which < 32; ++which) {
    expect_limit(m4::load_fp_multiple, which, 0, 32, 1);
  }
}

TEST(P07Limit, ALimitInEveryWordOfOneInstructionStillRepeatsNothing) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::load_fp_multiple);
  guest.r(0) = kDevice;
  guest.device().on_access = [&](const DeviceAccess&) {
    guest.core().end_run_after(guest.device().log.size() % 2);
    return true;
  };
  ASSERT_EQ(guest.core().run(1000).reason, ExitReason::budget);
  EXPECT_EQ(guest.core().retired(), 2U);
  EXPECT_EQ(guest.device().log.size(), 32U);
  FpState fp;
  guest.core().read_fp(fp);
  for (std::uint32_t i = 0; i < 32; ++i) EXPECT_EQ(fp.words[i], 0x1000 + i);
}

TEST(P22FixedPoint, RoundsToNearestAndLeavesTheMode) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::fp_from_fixed);
  ASSERT_EQ(guest.core().run(1000).reason, ExitReason::wfi);
  FpState fp;
  guest.core().read_fp(fp);
  EXPECT_EQ(fp.words[0], 0x4F000000U);  // 2^31, up from 2^31 - 0.5
  EXPECT_EQ(fp.words[1], 0x4F7FFFFFU);  // below 2^32
  EXPECT_EQ(guest.r(2), 0x00C00010U);   // the mode as it was; inexact
}

TEST(P07Limit, TheLogOfAnEarlierRunIsNotReplayed) {
  // The same block with the same budget: only that it is another run tells the accesses apart.
  Guest guest(Model::cortex_m4f, m4::kImage);
  for (std::uint32_t round = 0; round < 10; ++round) {
    guest.device().on_access = [&guest, round](const DeviceAccess&) {
      if (round % 2 == 1) guest.core().end_run_after(0);
      return true;
    };
    guest.start(m4::load_multiple);
    guest.r(0) = kDevice;
    ASSERT_EQ(guest.core().run(4).reason, ExitReason::budget);
    EXPECT_EQ(guest.r(1), 0x1000 + round * 4);
    EXPECT_EQ(guest.r(5), 0x1003 + round * 4);
  }
}

struct MaskCase {
  const char* name;
  std::uint32_t start, pc;
  int priority;
  std::uint64_t retired;
};

class Masks : public testing::TestWithParam<MaskCase> {};

TEST_P(Masks, DeliverAsSoonAsTheyLetThePendingExceptionThrough) {
  const MaskCase& c = GetParam();
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(c.start);
  guest.r(0) = 0x40;
  guest.r(1) = 0x80;
  ASSERT_EQ(guest.core().run(1).reason, ExitReason::budget);
  guest.core().set_pending_priority(c.priority);
  EXPECT_EQ(guest.core().run(100).reason, ExitReason::interrupt);
  EXPECT_EQ(guest.core().pc(), c.pc);
  EXPECT_EQ(guest.core().retired(), c.retired);
  EXPECT_EQ(guest.core().run(0).reason, ExitReason::interrupt) << "until it is withdrawn";
  guest.core().set_pending_priority(Core::kNothingPending);
  EXPECT_EQ(guest.core().run(100).reason, ExitReason::wfi);
}

INSTANTIATE_TEST_SUITE_P(
    P08, Masks,
    testing::Values(
        MaskCase{"Primask", m4::mask_primask, m4::unmasked_primask, 0x20, 4},
        MaskCase{"PrimaskLetsHardFaultThrough", m4::mask_primask, m4::mask_primask + 2, -1, 1},
        MaskCase{"Faultmask", m4::mask_faultmask, m4::unmasked_faultmask, -1, 3},
        MaskCase{"FaultmaskLetsNmiThrough", m4::mask_faultmask, m4::mask_faultmask + 2, -2, 1},
        MaskCase{"Basepri", m4::mask_basepri, m4::unmasked_basepri, 0x60, 3},
        MaskCase{"BasepriLetsHigherThrough", m4::mask_basepri, m4::mask_basepri + 4, 0x20, 1}),
    [](const auto& c) { return c.param.name; });

TEST(P08InterruptLine, RaisedByADeviceEndsTheRunAfterTheAccess) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::store_then_count);
  guest.r(0) = kDevice;
  guest.device().on_access = [&](const DeviceAccess&) {
    guest.core().set_pending_priority(0x20);
    return true;
  };
  EXPECT_EQ(guest.core().run(100).reason, ExitReason::interrupt);
  EXPECT_EQ(guest.core().pc(), m4::after_store);
  EXPECT_EQ(guest.core().retired(), 1U);
  EXPECT_EQ(guest.device().log.size(), 1U);
}

TEST(P08InterruptLine, WithdrawnInTheSameAccessTheRunGoesOnForItsWholeLength) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::store_then_count);
  guest.r(0) = kDevice;
  guest.device().on_access = [&](const DeviceAccess&) {
    guest.core().set_pending_priority(0x20);
    guest.core().set_pending_priority(Core::kNothingPending);
    return true;
  };
  EXPECT_EQ(guest.core().run(3).reason, ExitReason::budget);
  EXPECT_EQ(guest.core().retired(), 3U);
  EXPECT_EQ(guest.r(4), 2U);
}

TEST(P09DirtyTracking, GuestAndHostCanReplaceCode) {
  for (const bool by_host : {false, true}) {
    Guest guest(Model::cortex_m4f, m4::kImage);
    guest.start(m4::self_modify);
    guest.r(0) = by_host ? kRam : m4::patched;
    guest.r(1) = 0x2407;  // movs r4, #7
    if (by_host) {
      ASSERT_EQ(guest.core().run(3).reason, ExitReason::budget);
      guest.set_word(m4::patched, (guest.word(m4::patched) & 0xffff'0000U) | 0x2407U);
      guest.core().invalidate_code(m4::patched, 2);
    }
    ASSERT_EQ(guest.core().run(100).reason, ExitReason::wfi);
    EXPECT_EQ(guest.r(4), 7U);
  }
}

TEST(P12Registers, StackPointersAndMasksAreReachableWhenUnprivileged) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::control_switch);
  guest.r(0) = 3;  // unprivileged, PSP
  ASSERT_EQ(guest.core().run(100).reason, ExitReason::wfi);
  EXPECT_EQ(guest.r(1), kRam + kRamSize / 2);
  EXPECT_EQ(guest.r(2), 0U) << "MRS PSP reads as zero for unprivileged code";
  MState state = guest.core().m_state();
  EXPECT_EQ(state.control, 3U);
  EXPECT_EQ(state.msp, kRam + kRamSize);
  EXPECT_EQ(state.psp, kRam + kRamSize / 2);
  state.psp -= 32;
  state.basepri = 0x40;
  state.primask = 1;
  guest.core().set_m_state(state);
  EXPECT_EQ(guest.r(13), kRam + kRamSize / 2 - 32);
  state.xpsr |= 3;  // HardFault handler: the main stack, whatever SPSEL says
  guest.core().set_m_state(state);
  EXPECT_EQ(guest.r(13), kRam + kRamSize);
  EXPECT_EQ(guest.core().m_state().basepri, 0x40U);
  EXPECT_EQ(guest.core().m_state().psp, kRam + kRamSize / 2 - 32);
}

TEST(P12Registers, ClearExclusiveMakesTheStoreFail) {
  for (const bool clear : {false, true}) {
    Guest guest(Model::cortex_m4f, m4::kImage);
    guest.start(m4::exclusive);
    guest.r(0) = kRam;
    ASSERT_EQ(guest.core().run(1).reason, ExitReason::budget);
    if (clear) guest.core().clear_exclusive();
    ASSERT_EQ(guest.core().run(10).reason, ExitReason::wfi);
    EXPECT_EQ(guest.r(2), clear ? 1U : 0U);
  }
}

class Alignment : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Alignment, MisalignedAccessesThatAlwaysTrap) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(GetParam());
  guest.r(0) = kRam + 2;
  const Exit exit = guest.core().run(10);
  EXPECT_EQ(exit.exception, Exception::unaligned);
  EXPECT_EQ(exit.address, kRam + 2);
  EXPECT_EQ(guest.core().pc(), GetParam());
  EXPECT_EQ(guest.core().retired(), 0U);
  guest.start(GetParam());
  guest.r(0) = kRam + 4;
  EXPECT_EQ(guest.core().run(10).reason, ExitReason::wfi) << "a word is aligned enough";
}

INSTANTIATE_TEST_SUITE_P(P13, Alignment,
                         testing::Values(m4::unaligned_ldrd, m4::unaligned_ldm, m4::unaligned_vldr,
                                         m4::unaligned_vldr_double, m4::unaligned_vpush));

TEST(P13Traps, UnalignTrpIsAChoice) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::unaligned_word);
  guest.r(0) = kRam + 2;
  EXPECT_EQ(guest.core().run(10).reason, ExitReason::wfi);
  guest.core().set_m_controls(8, 0xfU << 20, 0);
  guest.start(m4::unaligned_word);
  EXPECT_EQ(guest.core().run(10).exception, Exception::unaligned);
}

TEST(P23UnalignedIo, ADeviceSeesTheAccessWholeAndOnce) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  for (const std::uint32_t offset : {1U, 2U, 3U, 0xFFBU}) {
    guest.device().log.clear();
    guest.start(m4::unaligned_io);
    const std::uint32_t at = kDevice + offset;
    const std::uint64_t begin = guest.core().retired();
    guest.r(0) = at;
    guest.r(3) = 0xDDCC'BBAA;
    ASSERT_EQ(guest.core().run(10).reason, ExitReason::wfi);
    const auto& log = guest.device().log;
    ASSERT_EQ(log.size(), 4U);
    EXPECT_EQ(log[0], (DeviceAccess{false, at, 4, guest.r(1), begin, m4::unaligned_io}));
    EXPECT_EQ(log[1], (DeviceAccess{false, at, 2, guest.r(2), begin + 1, m4::unaligned_io + 2}));
    EXPECT_EQ(log[2], (DeviceAccess{true, at, 4, 0xDDCC'BBAA, begin + 2, m4::unaligned_io + 4}));
    EXPECT_EQ(log[3], (DeviceAccess{true, at, 2, 0xBBAA, begin + 3, m4::unaligned_io + 6}));
  }
}

TEST(P23UnalignedIo, AcrossAPageItComesInAlignedPieces) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::unaligned_io);
  guest.r(0) = kDevice + 0xFFE;
  guest.r(3) = 0xDDCC'BBAA;
  ASSERT_EQ(guest.core().run(10).reason, ExitReason::wfi);
  for (const DeviceAccess& access : guest.device().log) {
    EXPECT_EQ(access.address % access.size, 0U) << access;
  }
  // Two words; a half-word; four bytes; a half-word.
  EXPECT_EQ(guest.device().log.size(), 8U);
}

TEST(P23UnalignedIo, ARefusalLeavesTheRegisters) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::unaligned_io);
  guest.r(0) = kDevice + 1;
  guest.r(1) = 77;
  guest.device().on_access = [](const DeviceAccess&) { return false; };
  const Exit exit = guest.core().run(10);
  EXPECT_EQ(exit.reason, ExitReason::bus_fault);
  EXPECT_EQ(exit.address, kDevice + 1);
  EXPECT_EQ(guest.r(1), 77U);
  EXPECT_EQ(guest.core().retired(), 0U);
}

TEST(P14Changes, ADeviceThatSetsATrapIsObeyedAtTheNextInstruction) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::store_then_load);
  guest.r(0) = kDevice;
  guest.r(3) = kRam + 2;
  guest.device().on_access = [&guest](const DeviceAccess& access) {
    guest.core().set_m_controls(0x18, 0xfU << 20, 0);
    guest.core().flush_translations();
    EXPECT_EQ(guest.core().pc(), access.pc) << "still exact after the change";
    EXPECT_EQ(guest.core().retired(), access.retired);
    return true;
  };
  EXPECT_EQ(guest.core().run(100).exception, Exception::unaligned);
  EXPECT_EQ(guest.core().pc(), m4::load_after_store);
  EXPECT_EQ(guest.core().retired(), 2U);
  EXPECT_EQ(guest.device().log.size(), 1U);
}

}  // namespace
}  // namespace armillary::cpu::test
