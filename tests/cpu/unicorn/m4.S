@ SPDX-License-Identifier: GPL-2.0-or-later
@ Guest programs of the engine's tests, for the Cortex-M4F. A global label starts a program or
@ marks an instruction that a test names.
  .syntax unified
  .cpu cortex-m4
  .fpu fpv4-sp-d16
  .thumb
  .text

  .macro label name
  .global \name
  .thumb_func
\name:
  .endm

@ Counts down from r0: 2 + 3 * r0 instructions with the WFI; r1 = 3 * r0.
label countdown
  movs r1, #0
label countdown_loop
  adds r1, #3
  subs r0, #1
  bne countdown_loop
label countdown_wfi
  wfi
label countdown_end
  b countdown_end

@ Writes r1 to the device three times, from r0 up, in an IT block; then counts on in r4.
label it_stores
  cmp r1, r1
  itt eq
label it_store_first
  streq r1, [r0], #4
label it_store_second
  streq r1, [r0], #4
  adds r4, #1
  adds r4, #1
  adds r4, #1
label it_stores_end
  wfi

@ Four words in one instruction, from the device.
label load_multiple
  adds r4, #1
label load_multiple_ldm
  ldmia r0!, {r1, r2, r3, r5}
  adds r4, #1
  adds r4, #1
  wfi

@ 32 words in one instruction.
label load_fp_multiple
  adds r4, #1
label load_fp_multiple_vldm
  vldmia r0!, {s0-s31}
  adds r4, #1
  wfi

@ From fixed-point it is always to nearest, whatever FPSCR says; to and from integers as FPSCR says.
label fp_from_fixed
  mov r0, #0x00C00000               @ round towards zero
  vmsr fpscr, r0
  mov r1, #-1
  vmov s0, r1
  vmov s1, r1
  vmov s2, r1
  vcvt.f32.u32 s0, s0, #1
  vcvt.f32.u32 s1, s1
  vmrs r2, fpscr
  wfi

@ Arithmetic, branches, IT blocks, calls and device reads: 200 rounds.
label mixture
  movs r7, #200
  movs r6, #0
label mixture_loop
  tst r7, #1
  ite eq
  ldreq r2, [r0]
  ldrne r2, [r0, #4]
  add r6, r6, r2
  eor r6, r6, r7, lsl #3
  bl mixture_leaf
  cmp r6, #0
  ittt mi
  strmi r6, [r1], #4
  mvnmi r6, r6
  addmi r6, #3
  subs r7, #1
  bne mixture_loop
label mixture_end
  wfi
label mixture_leaf
  ror r6, r6, #7
  bx lr

label faulting_store
  movs r4, #1
label faulting_store_it
  itt ne
label faulting_store_at
  strne r2, [r0], #4
  addne r4, #1
  wfi

label supervisor_call
  nop
  svc #0x5a
label after_svc
  nop
label break_point
  bkpt #0x21
label undefined_one
  udf #3
label even_branch
  bx r0
label exc_return_branch
  bx lr
label fp_add
  vadd.f32 s0, s1, s2
  wfi
label divide
  udiv r0, r1, r2
  wfi
label wait_event
  wfe
label after_wfe
  sev
  wfe
label after_wfe_2
  yield
  nop
  wfe
label after_wfe_3
  nop

label unaligned_word
  ldr r1, [r0]
  wfi
label unaligned_ldrd
  ldrd r1, r2, [r0]
  wfi
label unaligned_ldm
  ldmia r0, {r1, r2}
  wfi
label unaligned_vldr
  vldr s0, [r0]
  wfi
label unaligned_vldr_double
  vldr d0, [r0]
  wfi
label unaligned_vpush
  vstmia r0, {s0-s3}
  wfi

@ A word and a half-word from r0, then both to r0.
label unaligned_io
  ldr r1, [r0]
  ldrh r2, [r0]
  str r3, [r0]
  strh r3, [r0]
  wfi

label mask_primask
  cpsid i
  nop
  nop
  cpsie i
label unmasked_primask
  nop
  wfi
label mask_faultmask
  cpsid f
  nop
  cpsie f
label unmasked_faultmask
  nop
  wfi
label mask_basepri
  msr basepri, r0
  nop
  msr basepri, r1
label unmasked_basepri
  nop
  wfi

@ A store to the device raises the interrupt.
label store_then_count
  str r1, [r0]
label after_store
  adds r4, #1
  adds r4, #1
  wfi

label exclusive
  ldrex r1, [r0]
label exclusive_store
  strex r2, r1, [r0]
  wfi

@ Replaces the instruction at patched by what r1 holds, and runs it.
label self_modify
  bl patched
  strh r1, [r0]
  dsb
  isb
  bl patched
  wfi
label patched
  movs r4, #1
  bx lr

label control_switch
  msr control, r0
  isb
label control_switched
  mov r1, sp
  mrs r2, psp
  wfi

label store_then_load
  adds r4, #1
  str r1, [r0]
label load_after_store
  ldr r2, [r3]
  wfi
