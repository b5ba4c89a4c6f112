@ SPDX-License-Identifier: GPL-2.0-or-later
@ VCVT, VCVTR, VCVTB, VCVTT and moves: ARM DDI 0403E A7.7.
#include "cases.inc"

  .equ RN, 0
  .equ RP, 0x00400000
  .equ RM, 0x00800000
  .equ RZ, 0x00C00000
  .equ FZ, 0x01000000
  .equ DN, 0x02000000
  .equ AHP, 0x04000000

  .macro one mode, a, instruction:vararg
  ldr r0, =\mode
  vmsr fpscr, r0
  ldr r0, =\a
  vmov s1, r0
  ldr r0, =0xABCD1234
  vmov s0, r0
  \instruction
  put_single s0
  put_fpscr
  .endm
  .macro converts name, operation, a
case \name
  .irp mode, RN, RP, RM, RZ, FZ, DN
  one \mode, \a, \operation s0, s1
  .endr
end_case
  .endm

converts to_signed_truncates, vcvt.s32.f32, 0xC0200000       @ -2.5
converts to_signed_rounds_even, vcvtr.s32.f32, 0xC0200000
converts to_signed_rounds_odd, vcvtr.s32.f32, 0x40600000      @ 3.5
converts to_unsigned_rounds, vcvtr.u32.f32, 0x3FC00000        @ 1.5
converts to_signed_too_large, vcvt.s32.f32, 0x4F000000        @ 2^31
converts to_signed_least, vcvt.s32.f32, 0xCF000000
converts to_signed_too_small, vcvt.s32.f32, 0xCF000001
converts to_signed_infinity, vcvt.s32.f32, 0x7F800000
converts to_signed_nan, vcvt.s32.f32, 0x7FC00000
converts to_signed_signalling_nan, vcvt.s32.f32, 0x7F800001
converts to_signed_denormal, vcvtr.s32.f32, 0x00000001
converts to_unsigned_negative, vcvt.u32.f32, 0xBF800000
converts to_unsigned_nearly_zero, vcvt.u32.f32, 0xBF000000    @ -0.5
converts to_unsigned_half_down, vcvtr.u32.f32, 0xBF000001
converts to_unsigned_too_large, vcvt.u32.f32, 0x4F800000      @ 2^32
converts to_unsigned_greatest, vcvt.u32.f32, 0x4F7FFFFF
converts from_signed, vcvt.f32.s32, 0x80000001
converts from_signed_inexact, vcvt.f32.s32, 0x7FFFFFFF
converts from_unsigned_inexact, vcvt.f32.u32, 0xFFFFFFFF
converts from_unsigned_tie, vcvt.f32.u32, 0x01000001
converts from_unsigned_zero, vcvt.f32.u32, 0

  .macro fixed name, operation, value, bits
case \name
  .irp mode, RN, RP, RM, RZ, FZ, DN
  ldr r0, =\mode
  vmsr fpscr, r0
  ldr r0, =\value
  vmov s0, r0
  \operation s0, s0, #\bits
  put_single s0
  put_fpscr
  .endr
end_case
  .endm
fixed to_fixed_s16, vcvt.s16.f32, 0x3FC00000, 8
fixed to_fixed_s16_saturates, vcvt.s16.f32, 0x43800000, 8
fixed to_fixed_u16_saturates, vcvt.u16.f32, 0xBFC00000, 8
fixed to_fixed_s32, vcvt.s32.f32, 0x3DCCCCCD, 31
fixed to_fixed_u32_saturates, vcvt.u32.f32, 0x40000000, 31
fixed to_fixed_nan, vcvt.s32.f32, 0x7FC00000, 16
fixed from_fixed_s16, vcvt.f32.s16, 0xABCD8001, 15
fixed from_fixed_u16, vcvt.f32.u16, 0xABCD8001, 16
fixed from_fixed_s32, vcvt.f32.s32, 0x7FFFFFFF, 32
fixed from_fixed_u32, vcvt.f32.u32, 0xFFFFFFFF, 1

  .macro halves name, a
case \name
  .irp mode, RN, RP, RM, RZ, FZ, DN, AHP
  one \mode, \a, vcvtb.f16.f32 s0, s1
  .endr
  one RN, \a, vcvtt.f16.f32 s0, s1
end_case
  .endm
halves to_half_exact, 0x3FC00000
halves to_half_inexact, 0x3F801001
halves to_half_tie, 0x3F801000
halves to_half_overflow, 0x477FF000
halves to_half_above_the_alternative, 0x48000000
halves to_half_denormal, 0x33800000
halves to_half_underflow, 0x33000001
halves to_half_tiny, 0x00000001
halves to_half_infinity, 0xFF800000
halves to_half_nan, 0x7FC12345
halves to_half_signalling_nan, 0xFF812345

  .macro from_halves name, a
case \name
  .irp mode, RN, FZ, DN, AHP
  one \mode, \a, vcvtb.f32.f16 s0, s1
  one \mode, \a, vcvtt.f32.f16 s0, s1
  .endr
end_case
  .endm
from_halves from_half_numbers, 0x3C017BFF
from_halves from_half_denormals, 0x000183FF
from_halves from_half_infinities, 0x7C00FC00
from_halves from_half_nans, 0x7E017D01
from_halves from_half_zeros, 0x80000000

case immediates
  vmov.f32 s0, #1.0
  put_single s0
  vmov.f32 s0, #-31.0
  put_single s0
  vmov.f32 s0, #0.1328125
  put_single s0
end_case
case moves_of_pairs
  ldr r0, =0x11111111
  ldr r1, =0x22222222
  vmov d1, r0, r1
  put_single s2
  put_single s3
  vmov s4, s5, r1, r0
  vmov r2, r3, s4, s5
  put r2
  put r3
  vmov r2, r3, d1
  put r2
  put r3
end_case
case loads_and_stores
  ldr r4, =process_stack_top - 64
  vmov.f32 s8, #1.0
  vmov.f32 s9, #2.0
  vmov.f32 s10, #3.0
  vstmia r4!, {s8-s10}
  vldmdb r4!, {s1-s3}
  put_single s1
  put_single s3
  vpush {d4}
  vpop {s20-s21}
  put_single s21
  vstr s10, [r4, #8]
  vldr s0, [r4, #8]
  put_single s0
  vldr d6, [r4, #4]
  put_single s12
  put_single s13
end_case
