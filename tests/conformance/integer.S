@ SPDX-License-Identifier: GPL-2.0-or-later
@ What is easy to get wrong in the integer and DSP instructions: saturation, Q and GE, division,
@ shifts by 32 and more, IT blocks, table branches.
#include "cases.inc"

  .macro fresh a, b
  movs r3, #0
  msr apsr_nzcvqg, r3
  ldr r1, =\a
  ldr r2, =\b
  .endm
  .macro result
  put r0
  put_flags
  .endm
  .macro three name, a, b, instruction:vararg
case \name
  fresh \a, \b
  \instruction
  result
end_case
  .endm

three qadd_saturates, 0x7FFFFFFF, 1, qadd r0, r1, r2
three qsub_saturates, 0x80000000, 1, qsub r0, r1, r2
three qdadd_saturates_the_double, 0, 0x40000000, qdadd r0, r1, r2
three qdsub, 0x80000000, 0x7FFFFFFF, qdsub r0, r1, r2
three ssat_shift, 0x00012345, 0, ssat r0, #16, r1, lsl #2
three ssat_asr_32, 0x80000000, 0, ssat r0, #1, r1, asr #31
three usat_negative, 0x80000000, 0, usat r0, #8, r1
three ssat16, 0x7FFF8000, 0, ssat16 r0, #9, r1
three usat16, 0x7FFF8000, 0, usat16 r0, #9, r1
three sadd8_ge, 0x7F01FF80, 0x01FF0180, sadd8 r0, r1, r2
three uadd8_ge, 0xFF01FF80, 0x01FF0180, uadd8 r0, r1, r2
three ssub16_ge, 0x80007FFF, 0x00018000, ssub16 r0, r1, r2
three usub8_ge, 0x01020304, 0x02020202, usub8 r0, r1, r2
three sasx_ge, 0x7FFF8000, 0x00017FFF, sasx r0, r1, r2
three uhadd16, 0xFFFF0001, 0x00010002, uhadd16 r0, r1, r2
three shsub8, 0x80017F00, 0x7F80FF01, shsub8 r0, r1, r2
three qasx, 0x7FFF8000, 0x80007FFF, qasx r0, r1, r2
three uqsub16, 0x00010002, 0x00020001, uqsub16 r0, r1, r2
three usad8, 0x00FF1080, 0xFF00807F, usad8 r0, r1, r2
three smuad_overflow_sets_q, 0x80008000, 0x80008000, smuad r0, r1, r2
three smulwb, 0x7FFFFFFF, 0x00008000, smulwb r0, r1, r2
three smmulr, 0x7FFFFFFF, 0x7FFFFFFF, smmulr r0, r1, r2
three pkhtb, 0x11112222, 0x33334444, pkhtb r0, r1, r2, asr #4
three sxtab16, 0x00010002, 0x00800081, sxtab16 r0, r1, r2, ror #0
three sdiv_overflow, 0x80000000, 0xFFFFFFFF, sdiv r0, r1, r2
three sdiv_rounds_to_zero, 0xFFFFFFF9, 2, sdiv r0, r1, r2
three udiv_large, 0xFFFFFFFF, 0x80000000, udiv r0, r1, r2
three lsl_by_32_sets_carry, 0x80000001, 32, lsls r0, r1, r2
three lsl_by_33, 0x80000001, 33, lsls r0, r1, r2
three lsr_by_32, 0x80000001, 32, lsrs r0, r1, r2
three asr_by_40, 0x80000001, 40, asrs r0, r1, r2
three ror_by_32, 0x80000001, 32, rors r0, r1, r2
three shift_by_256_is_0, 0x80000001, 0x100, lsls r0, r1, r2
three rrx, 0x80000001, 0, rrxs r0, r1
three adc_carry_chain, 0xFFFFFFFF, 0xFFFFFFFF, adcs r0, r1, r2
three sbc_borrow, 0, 0, sbcs r0, r1, r2
three cmn_overflow, 0x80000000, 0x80000000, cmn r1, r2
three clz_zero, 0, 0, clz r0, r1
three rbit, 0x12345678, 0, rbit r0, r1
three revsh, 0x000080FF, 0, revsh r0, r1
three bfi_and_ubfx, 0x12345678, 0xFFFFFFFF, bfi r2, r1, #4, #8; ubfx r0, r2, #0, #16
three sbfx_width_32, 0x80000000, 0, sbfx r0, r1, #0, #32

case smlad_sets_q
  fresh 0x7FFF7FFF, 0x7FFF7FFF
  ldr r3, =0x7FFFFFFF
  smlad r0, r1, r2, r3
  result
end_case
case smlabb_sets_q
  fresh 0x7FFF, 0x7FFF
  ldr r3, =0x7FFFFFFF
  smlabb r0, r1, r2, r3
  result
end_case
case umaal
  fresh 0xFFFFFFFF, 0xFFFFFFFF
  mov r3, #-1
  mov r4, #-1
  umaal r3, r4, r1, r2
  put r3
  put r4
end_case
case smlal_and_smlsld
  fresh 0x80000000, 0x7FFFFFFF
  movs r3, #1
  movs r4, #0
  smlal r3, r4, r1, r2
  put r3
  put r4
  smlsld r3, r4, r1, r2
  put r3
  put r4
end_case
case sel_takes_bytes_by_ge
  fresh 0x11223344, 0xAABBCCDD
  ldr r3, =0x00050000
  msr apsr_g, r3
  sel r0, r1, r2
  result
end_case
case it_block_with_flags_that_change
  fresh 1, 1
  cmp r1, r2
  itttt eq
  addeq r0, r1, #1
  cmpeq r1, #5                     @ from here on: not equal
  addeq r0, #16
  addeq r0, #32
  put r0
end_case
case table_branch
  movs r1, #1
  tbb [pc, r1]
1:
  .byte (2f - 1b) / 2, (3f - 1b) / 2
2:
  put_value 2
3:
  put_value 3
end_case
case load_to_pc_changes_state
  ldr r1, =1f + 1
  push {r1}
  ldr pc, [sp], #4
1:
  put_value 1
end_case
case adr_and_literals_at_odd_halfwords
  nop
  adr r0, 1f
  ldr r0, [r0]
  put r0
  b 2f
  .balign 4
1:
  .word 0x600D
2:
end_case
