// SPDX-License-Identifier: GPL-2.0-or-later
//
// Exception frames, the FPU's part of them, stacks and privilege (ARM ARM B1.4, B1.5.5 to B1.5.8).
#include "cpu/armv7m/workbench.h"
#include "fp_frames.guest.h"

namespace armillary::cpu::test {
namespace {

namespace fp = guest::fp_frames;
using testing::ElementsAre;

TEST(Frames, ABasicFrameHasEightWordsAndIsAlignedToEightBytes) {
  Workbench bench(fp::kImage);
  bench.vector(kSvCall, fp::tell_frame);
  bench.start(fp::basic_frame);
  bench.run();
  EXPECT_EQ(bench.fault_text(), "");
  const auto values = bench.values();
  ASSERT_EQ(values.size(), 14U);
  EXPECT_EQ(values[0], 0xFFFFFFF9U);
  EXPECT_EQ(values[1], 0x20U);
  EXPECT_EQ(values[2], 5U);                         // r12
  EXPECT_EQ(values[3], 6U);                         // lr
  EXPECT_EQ(values[5] & 0x010003FFU, 0x01000000U);  // xPSR: T, no padding, thread mode
  EXPECT_EQ(values[6], 1U);
  EXPECT_EQ(values[8], 0x24U);
  EXPECT_EQ(values[12] & 0x010003FFU, 0x01000200U);  // bit 9: a word of padding
  EXPECT_EQ(values[13], 1U);
}

TEST(Frames, WithoutStkalignOnlyAnFpFrameIsAligned) {
  Workbench bench(fp::kImage);
  bench.vector(kSvCall, fp::tell_frame);
  bench.start(fp::unaligned_frame);
  bench.run();
  EXPECT_EQ(bench.fault_text(), "");
  const auto values = bench.values();
  ASSERT_EQ(values.size(), 14U);
  EXPECT_EQ(values[1], 0x20U);
  EXPECT_EQ(values[5] & 0x200U, 0U);
  EXPECT_EQ(values[6], 0U);
  EXPECT_EQ(values[7], 0xFFFFFFE9U);
  EXPECT_EQ(values[8], 0x6CU);
  EXPECT_EQ(values[12] & 0x200U, 0x200U);
  EXPECT_EQ(values[13], 0U);
}

TEST(FpFrames, HoldsS0ToS15AndFpscrAndGivesThemBack) {
  Workbench bench(fp::kImage);
  bench.vector(kSvCall, fp::fp_handler);
  bench.start(fp::fp_frame);
  bench.run();
  EXPECT_EQ(bench.fault_text(), "");
  EXPECT_THAT(bench.values(),
              ElementsAre(4,                                                         // CONTROL.FPCA
                          0xFFFFFFE9, 0x68, 0x1000, 0x100F, 0x10000000, 0x20, 4, 0,  // handler
                          4, 0x1000, 0x100F, 0x101F, 0x10000000));
}

TEST(FpFrames, ANewContextStartsWithFpdscr) {
  Workbench bench(fp::kImage);
  bench.vector(kSvCall, fp::tell_fpscr);
  bench.start(fp::default_fpscr);
  bench.run();
  EXPECT_EQ(bench.fault_text(), "");
  EXPECT_THAT(bench.values(), ElementsAre(0x03000000, 0x03000000, 0x00400000));
}

TEST(FpFrames, WithoutAspenTheFpuIsTheFirmwaresOwnAffair) {
  Workbench bench(fp::kImage);
  bench.vector(kSvCall, fp::plain_fp_handler);
  bench.start(fp::no_automatic_state);
  bench.run();
  EXPECT_EQ(bench.fault_text(), "");
  EXPECT_THAT(bench.values(), ElementsAre(0, 0xFFFFFFF9, 0x20, 0x00400000, 0x40000000, 0x00400000));
}

TEST(FpFrames, SurviveNestedHandlersThatUseTheFpu) {
  Workbench bench(fp::kImage);
  bench.vector(kFirstExternal, fp::nested_fp_0);
  bench.vector(kFirstExternal + 1, fp::nested_fp_1);
  bench.start(fp::nested_fp);
  bench.run();
  EXPECT_EQ(bench.fault_text(), "");
  EXPECT_THAT(bench.values(), ElementsAre(0xFFFFFFE9, 0xFFFFFFE1, 0x2000, 0x200F, 0x201F,  //
                                          0x1000, 0x1007, 0x100F, 0x101F));
}

TEST(FpFrames, AThreadWithoutFpStaysOne) {
  Workbench bench(fp::kImage);
  bench.vector(kFirstExternal, fp::nested_fp_0);
  bench.vector(kFirstExternal + 1, fp::nested_fp_1);
  bench.start(fp::nested_without_fp);
  bench.run();
  EXPECT_EQ(bench.fault_text(), "");
  EXPECT_THAT(bench.values(), ElementsAre(0xFFFFFFF9, 0xFFFFFFE1, 0x2000, 0x200F, 0x201F, 0));
}

TEST(Stacks, AThreadOnTheProcessStackIsStackedThereAndHandlersRunOnTheMainStack) {
  Workbench bench(fp::kImage);
  bench.vector(kSvCall, fp::stacks_handler);
  bench.start(fp::process_stack);
  bench.run();
  EXPECT_EQ(bench.fault_text(), "");
  EXPECT_THAT(bench.values(), ElementsAre(kProcessStack,                    //
                                          0xFFFFFFFD, 0x20, 0, kMainStack,  //
                                          0xFFFFFFED, 0x68, 0, kMainStack,  //
                                          kProcessStack, 6));
}

TEST(Stacks, StackPointersAreWordAligned) {
  Workbench bench(fp::kImage);
  bench.start(fp::aligned_stack_pointers);
  bench.run();
  EXPECT_EQ(bench.fault_text(), "");
  EXPECT_THAT(bench.values(), ElementsAre(0x20004000, 0x20005000, 0x20006000));
}

TEST(Privilege, UnprivilegedCodeReachesNeitherMasksNorSystemControlSpace) {
  Workbench bench(fp::kImage);
  bench.vector(kSvCall, fp::privileged_handler);
  bench.vector(kBusFault, fp::skip_bus_fault);
  bench.vector(kPendSv, fp::tell_irq);
  bench.vector(kFirstExternal + 3, fp::tell_irq);
  bench.start(fp::unprivileged);
  bench.run();
  EXPECT_EQ(bench.fault_text(), "");
  const std::uint32_t precise = cfsr::kPrecisErr | cfsr::kBfarValid;
  EXPECT_THAT(bench.values(), ElementsAre(1, 0,                       // as the thread sees it
                                          1, 0, 0,                    // and as the handler does
                                          precise, 0xE000ED00, 0x5A,  // load
                                          precise, 0xE000ED18,        // store
                                          precise, 0xE000ED04,        // no PendSV
                                          precise, 0xE000EF00,        // no STIR
                                          1, 0, 0,                    //
                                          19, 0xE0D));                // STIR
}

TEST(ContextSwitch, TwoThreadsKeepTheirFpRegisters) {
  Workbench bench(fp::kImage);
  bench.vector(kPendSv, fp::switch_pendsv);
  bench.vector(kSysTick, fp::switch_systick);
  bench.start(fp::context_switch);
  bench.run(200);
  EXPECT_EQ(bench.fault_text(), "");
  EXPECT_THAT(bench.values(), ElementsAre(2001, 2001, 0, 0));
  EXPECT_GT(bench.trace.size(), 100U);
}

}  // namespace
}  // namespace armillary::cpu::test
