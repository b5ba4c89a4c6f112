@ SPDX-License-Identifier: GPL-2.0-or-later
@ Guest programs of the engine's tests, for the Cortex-A7 in user mode.
  .syntax unified
  .cpu cortex-a7
  .fpu neon-vfpv4
  .text

  .macro label name
  .global \name
\name:
  .endm

  .arm
label arm_sum
  mov r1, #0
label arm_sum_loop
  add r1, r1, r0
  subs r0, r0, #1
  bne arm_sum_loop
label arm_svc
  svc #0
label arm_after_svc
  blx thumb_leaf
label arm_back
  svc #1
label arm_udf
  udf #0
label arm_load
  ldr r1, [r0, #8]!
  svc #0
label arm_ldm
  ldmia r0!, {r1-r4}
  svc #0
label arm_ldrd_base
  ldrd r0, r1, [r0]
  svc #0
label arm_store
  str r1, [r0], #4
  svc #0
label arm_jump
  bx r0
label arm_thread_pointer
  mrc p15, 0, r0, c13, c0, 3
  svc #0
label arm_privileged
  nop
  mcr p15, 0, r0, c1, c0, 0
  svc #0
label arm_counter
  nop
  mrrc p15, 1, r0, r1, c14
label arm_counter_after
  nop
  svc #0
label arm_exclusive
  ldrexd r2, r3, [r0]
  strexd r4, r2, r3, [r0]
  svc #0
label arm_neon
  vmov.f32 q0, #2.0
  vmov.f32 q1, #3.0
  vmov.f32 q2, #1.0
  vfma.f32 q2, q0, q1
  vadd.i32 q3, q2, q2
  svc #0
label arm_vfp
  vmov.f64 d0, #7.0
  vmov.f64 d1, #2.0
  vdiv.f64 d2, d0, d1
  vfma.f64 d2, d0, d1
  vsqrt.f64 d3, d1
  svc #0

  .thumb
  .thumb_func
label thumb_leaf
  movs r2, #42
  bx lr
