@ SPDX-License-Identifier: GPL-2.0-or-later
@ Frames, EXC_RETURN, stacks, privilege: ARM DDI 0403E B1.4, B1.5.6 to B1.5.8.
#include "cases.inc"

  @ The number, EXC_RETURN, the distance of the stack pointers before (r4) and now.
function tell_frame
  mrs r0, ipsr
  put r0
  put lr
  tst lr, #4
  ite eq
  mrseq r3, msp
  mrsne r3, psp
  subs r0, r4, r3
  put r0
  bx lr
function tell_words                @ r0-r3, r12, lr and xPSR of a frame on the main stack
  .irp n, 0, 4, 8, 12, 16, 20, 28
  ldr r0, [sp, #\n]
  put r0
  .endr
  bx lr

case frame_basic
  handler SVCALL, tell_frame
  mov r4, sp
  svc #0
  sub r0, sp, r4
  put r0
end_case

case frame_on_a_stack_that_is_off_by_a_word
  handler SVCALL, tell_frame
  sub sp, #4
  mov r4, sp
  svc #0
  sub r0, sp, r4
  put r0
end_case

case frame_words
  handler SVCALL, tell_words
  mov r12, #5
  mov lr, #6
  movs r1, #2
  movs r2, #3
  movs r3, #4
  movs r0, #0
  svc #0
  put r1
  put r2
  put r3
  put r12
  put lr
end_case

case frame_words_misaligned        @ xPSR bit 9
  handler SVCALL, tell_words
  mov r12, #5
  sub sp, #4
  movs r0, #0
  svc #0
end_case

case frame_without_stkalign
  scs_write CCR, 0
  handler SVCALL, tell_frame
  sub sp, #4
  mov r4, sp
  svc #0
end_case

case frame_fp_without_stkalign
  scs_write CCR, 0
  handler SVCALL, tell_frame
  vmov s0, r0
  sub sp, #4
  mov r4, sp
  svc #0
end_case

case frame_on_the_process_stack
  handler SVCALL, tell_frame
  set_control 2
  mov r4, sp
  svc #1
  sub r0, sp, r4
  put r0
  handler SVCALL, come_back
  go_back
end_case

case frame_fp_on_the_process_stack
  handler SVCALL, tell_frame
  set_control 2
  vmov s0, r0
  mov r4, sp
  svc #1
  sub r0, sp, r4
  put r0
  put_special control
  movs r0, #2                      @ no FP context any more
  msr control, r0
  isb
  handler SVCALL, come_back
  go_back
end_case

function tell_nested
  put lr
  ldr r0, =0x20000000              @ SPSEL cannot be set here
  mov r4, sp
  push {r4, lr}
  movs r0, #2
  msr control, r0
  isb
  put_special control
  pend 2
  pop {r4, pc}

case frame_of_a_handler
  three_lines 0x00004080
  handler IRQ0, tell_nested
  handler IRQ1, tell_return
  pend 1
end_case

case it_state_is_stacked_and_resumed
  handler SVCALL, tell_words
  movs r1, #0
  movs r2, #0
  movs r3, #0
  mov r12, r1
  mov lr, r1
  movs r0, #0
  cmp r0, #0
  itete eq
  svceq #0
  addne r4, #1
  addeq r5, r0, #7
  movne r5, #1
  put r5
end_case

case flags_are_stacked_and_resumed
  handler SVCALL, flags_changer
  ldr r0, =0xF80F0000
  msr apsr_nzcvqg, r0
  svc #0
  put_flags
  movs r0, #0
  msr apsr_nzcvqg, r0
  svc #0
  put_flags
end_case
function flags_changer
  put_flags
  mvns r0, r0
  msr apsr_nzcvqg, r0
  bx lr

case return_by_pop
  handler SVCALL, returns_by_pop
  svc #0
  put_value 1
end_case
function returns_by_pop
  push {lr}
  put_special ipsr
  pop {pc}

case return_by_ldr
  handler SVCALL, returns_by_ldr
  svc #0
  put_value 1
end_case
function returns_by_ldr
  push {r4, lr}
  put_special ipsr
  ldr r4, [sp], #4
  ldr pc, [sp], #4

case control_bits
  movs r0, #7
  msr control, r0
  isb
  mrs r1, control
  put r1
  handler SVCALL, come_back
  movs r0, #0
  vmov s0, r0
  movs r0, #0
  msr control, r0                  @ refused: unprivileged
  mrs r1, control
  put r1
  movs r0, #0
  svc #0
end_case

case unprivileged_masks            @ neither MSR nor CPS works, and all read 0
  handler SVCALL, come_back
  set_control 1
  cpsid i
  cpsid f
  movs r0, #0x40
  msr basepri, r0
  put_special primask
  put_special basepri
  put_special faultmask
  put_special msp
  put_special control
  go_back
  put_special primask
  put_special basepri
  put_special faultmask
end_case

case unprivileged_flags            @ APSR can be written, IPSR cannot be read
  handler SVCALL, come_back
  set_control 1
  ldr r0, =0xF80F0000
  msr apsr_nzcvqg, r0
  put_flags
  put_special xpsr
  put_special ipsr
  go_back
end_case

case unprivileged_system_registers
  enable_faults
  handler SVCALL, come_back
  set_control 1
  ldr r0, [r10, #ICSR]
  str r0, [r10, #SHPR1]
  ldrb r0, [r10, #CFSR]
  go_back
end_case

case unprivileged_stir
  enable_faults
  handler SVCALL, come_back
  three_lines 0
  set_control 1
  movs r0, #1
  ldr r1, =0xE000EF00
  str r0, [r1]
  go_back
  scs_write CCR, 0x202             @ USERSETMPEND
  set_control 1
  movs r0, #1
  ldr r1, =0xE000EF00
  str r0, [r1]
  dsb
  isb
  go_back
end_case

case ldrt_in_privileged_code
  enable_faults
  handler SVCALL, come_back
  ldr r1, =0xE000ED00
  ldrt r0, [r1]
  put_value 1
end_case

case stack_pointers_are_word_aligned
  mov r4, sp
  ldr r0, =process_stack_top - 0x101
  mov sp, r0
  mov r1, sp
  mov sp, r4
  subs r0, r1
  put r0
  ldr r0, =process_stack_top - 0x102
  msr psp, r0
  mrs r1, psp
  subs r0, r1
  put r0
end_case

case msp_and_psp_by_name
  movs r0, #0
  msr psp, r0
  set_control 2
  mrs r1, psp
  mov r2, sp
  subs r0, r1, r2
  put r0
  ldr r3, =process_stack_top - 64
  msr psp, r3
  mov r2, sp
  subs r0, r2, r3
  put r0
  handler SVCALL, come_back
  go_back
  mrs r1, msp
  mov r2, sp
  subs r0, r1, r2
  put r0
end_case

case xpsr_reads
  put_special xpsr
  put_special iapsr
  put_special eapsr
  put_special iepsr
  put_special epsr
end_case

case exclusives_are_cleared_by_an_exception
  handler SVCALL, tell
  ldr r1, =process_stack_top - 64
  ldrex r0, [r1]
  strex r2, r0, [r1]
  put r2
  ldrex r0, [r1]
  svc #0
  ldr r1, =process_stack_top - 64
  strex r2, r0, [r1]
  put r2
  ldrex r0, [r1]
  clrex
  strex r2, r0, [r1]
  put r2
  strexb r2, r0, [r1]
  put r2
end_case
