@ SPDX-License-Identifier: GPL-2.0-or-later
@ FP results and flags, by operation, operands and mode: ARM DDI 0403E A2.5 and A7.
#include "cases.inc"

  .equ RN, 0
  .equ RP, 0x00400000
  .equ RM, 0x00800000
  .equ RZ, 0x00C00000
  .equ FZ, 0x01000000
  .equ DN, 0x02000000
  .equ AHP, 0x04000000

  .equ PLUS_0, 0
  .equ MINUS_0, 0x80000000
  .equ ONE, 0x3F800000
  .equ THREE, 0x40400000
  .equ INFINITE, 0x7F800000
  .equ MINUS_INF, 0xFF800000
  .equ QNAN, 0x7FC12345
  .equ QNAN2, 0xFFC54321
  .equ SNAN, 0x7F812345
  .equ SNAN2, 0xFF854321
  .equ TINY, 0x00000001
  .equ DENORMAL, 0x00400000
  .equ LEAST, 0x00800000           @ the least normal number
  .equ GREATEST, 0x7F7FFFFF

  @ result and FPSCR of one operation: s0 := s1 op s2, with s0 as a third operand
  .macro one mode, a, b, acc, instruction:vararg
  ldr r0, =\mode
  vmsr fpscr, r0
  ldr r0, =\acc
  vmov s0, r0
  ldr r0, =\a
  vmov s1, r0
  ldr r0, =\b
  vmov s2, r0
  \instruction
  put_single s0
  put_fpscr
  .endm
  .macro all_modes a, b, acc, instruction:vararg
  one RN, \a, \b, \acc, \instruction
  one RP, \a, \b, \acc, \instruction
  one RM, \a, \b, \acc, \instruction
  one RZ, \a, \b, \acc, \instruction
  .endm
  @ A case: two operands, the four roundings, then flush-to-zero and default NaN.
  .macro two name, operation, a, b, acc=0
case \name
  all_modes \a, \b, \acc, \operation s0, s1, s2
  one FZ, \a, \b, \acc, \operation s0, s1, s2
  one DN, \a, \b, \acc, \operation s0, s1, s2
end_case
  .endm
  .macro single name, operation, a
case \name
  all_modes \a, 0, 0, \operation s0, s1
  one FZ, \a, 0, 0, \operation s0, s1
  one DN, \a, 0, 0, \operation s0, s1
end_case
  .endm

two add_exact, vadd.f32, ONE, THREE
two add_inexact, vadd.f32, ONE, 0x33800001
two add_tie_to_even, vadd.f32, ONE, 0x33800000
two add_tie_to_odd, vadd.f32, 0x3F800001, 0x33800000
two add_negative_inexact, vadd.f32, 0xBF800000, 0xB3800001
two add_cancels_to_zero, vadd.f32, ONE, 0xBF800000
two add_zeros_of_both_signs, vadd.f32, PLUS_0, MINUS_0
two add_overflow, vadd.f32, GREATEST, GREATEST
two add_negative_overflow, vadd.f32, 0xFF7FFFFF, 0xFF7FFFFF
two add_rounds_to_overflow, vadd.f32, GREATEST, 0x73000000
two add_infinities, vadd.f32, INFINITE, INFINITE
two add_opposite_infinities, vadd.f32, INFINITE, MINUS_INF
two add_denormals, vadd.f32, DENORMAL, TINY
two add_denormals_to_normal, vadd.f32, DENORMAL, DENORMAL
two add_quiet_nan_first, vadd.f32, QNAN, QNAN2
two add_quiet_nan_second, vadd.f32, ONE, QNAN2
two add_signalling_nan, vadd.f32, SNAN, ONE
two add_signalling_before_quiet, vadd.f32, QNAN, SNAN2
two add_two_signalling, vadd.f32, SNAN2, SNAN
two sub_inexact, vsub.f32, ONE, 0x33000001
two sub_equal, vsub.f32, THREE, THREE
two sub_infinities, vsub.f32, INFINITE, INFINITE
two sub_to_denormal, vsub.f32, 0x00800001, LEAST
two mul_exact, vmul.f32, THREE, THREE
two mul_inexact, vmul.f32, 0x3F800001, 0x3F800001
two mul_overflow, vmul.f32, GREATEST, 0x40000000
two mul_underflow, vmul.f32, LEAST, 0x3F000001
two mul_underflow_to_zero, vmul.f32, TINY, 0x3F000000
two mul_rounds_up_to_least_normal, vmul.f32, 0x00FFFFFF, 0x3F000000
two mul_exact_denormal, vmul.f32, LEAST, 0x3F000000
two mul_zero_by_infinity, vmul.f32, PLUS_0, INFINITE
two mul_signs_of_zero, vmul.f32, MINUS_0, THREE
two mul_nan, vmul.f32, QNAN2, SNAN
two nmul, vnmul.f32, THREE, 0x3F800001
two nmul_nan, vnmul.f32, QNAN, ONE
two div_exact, vdiv.f32, THREE, ONE
two div_inexact, vdiv.f32, ONE, THREE
two div_by_zero, vdiv.f32, ONE, MINUS_0
two div_zero_by_zero, vdiv.f32, PLUS_0, PLUS_0
two div_infinity_by_infinity, vdiv.f32, INFINITE, MINUS_INF
two div_underflow, vdiv.f32, LEAST, 0x7F000000
two div_to_denormal, vdiv.f32, LEAST, THREE
two div_overflow, vdiv.f32, GREATEST, LEAST
two div_by_denormal, vdiv.f32, ONE, DENORMAL
two div_nan, vdiv.f32, SNAN, QNAN
two mla_rounds_twice, vmla.f32, 0x3F800001, 0x3F800001, 0xBF800002
two fma_rounds_once, vfma.f32, 0x3F800001, 0x3F800001, 0xBF800002
two mls, vmls.f32, THREE, 0x3F800001, ONE
two fms, vfms.f32, THREE, 0x3F800001, ONE
two nmla, vnmla.f32, THREE, 0x3F800001, ONE
two nmls, vnmls.f32, THREE, 0x3F800001, ONE
two fnma, vfnma.f32, THREE, 0x3F800001, ONE
two fnms, vfnms.f32, THREE, 0x3F800001, ONE
two fma_infinity_by_zero_and_nan, vfma.f32, INFINITE, PLUS_0, QNAN
two fma_infinity_by_zero, vfma.f32, INFINITE, PLUS_0, ONE
two fma_nan_order, vfma.f32, QNAN, SNAN, SNAN2
two fma_quiet_nan_order, vfma.f32, QNAN, QNAN2, 0x7FC00001
two fma_cancels, vfma.f32, ONE, THREE, 0xC0400000
two fma_underflow, vfma.f32, LEAST, 0x3F000001, TINY
two fms_infinities, vfms.f32, INFINITE, ONE, INFINITE
two mla_nan_order, vmla.f32, QNAN, ONE, SNAN
single sqrt_exact, vsqrt.f32, 0x41100000
single sqrt_inexact, vsqrt.f32, 0x40000000
single sqrt_negative, vsqrt.f32, 0xBF800000
single sqrt_minus_zero, vsqrt.f32, MINUS_0
single sqrt_denormal, vsqrt.f32, DENORMAL
single sqrt_infinity, vsqrt.f32, INFINITE
single sqrt_signalling_nan, vsqrt.f32, SNAN
single abs_signalling_nan, vabs.f32, SNAN2
single neg_signalling_nan, vneg.f32, SNAN
single neg_zero, vneg.f32, PLUS_0
single mov_denormal, vmov.f32, DENORMAL

case flags_are_cumulative
  one RN, ONE, PLUS_0, 0, vdiv.f32 s0, s1, s2
  ldr r0, =THREE
  vmov s2, r0
  vdiv.f32 s0, s1, s2
  put_fpscr
  vsub.f32 s0, s0, s0
  put_fpscr
end_case

  @ The condition flags of a comparison, and its cumulative ones.
  .macro compares name, operation, a, b
case \name
  one RN, \a, \b, 0, \operation s1, s2
  one FZ, \a, \b, 0, \operation s1, s2
  one DN, \a, \b, 0, \operation s1, s2
end_case
  .endm
compares cmp_less, vcmp.f32, ONE, THREE
compares cmp_equal, vcmp.f32, THREE, THREE
compares cmp_greater, vcmp.f32, THREE, ONE
compares cmp_zeros, vcmp.f32, PLUS_0, MINUS_0
compares cmp_denormals, vcmp.f32, TINY, DENORMAL
compares cmp_quiet_nan, vcmp.f32, QNAN, ONE
compares cmp_signalling_nan, vcmp.f32, ONE, SNAN
compares cmpe_quiet_nan, vcmpe.f32, QNAN, ONE
compares cmpe_equal, vcmpe.f32, MINUS_INF, MINUS_INF
case cmp_with_zero
  one RN, MINUS_0, 0, 0, vcmp.f32 s1, #0.0
  one RN, QNAN, 0, 0, vcmp.f32 s1, #0.0
  one RN, QNAN, 0, 0, vcmpe.f32 s1, #0.0
  one FZ, TINY, 0, 0, vcmp.f32 s1, #0.0
  one RN, TINY, 0, 0, vcmp.f32 s1, #0.0
end_case
