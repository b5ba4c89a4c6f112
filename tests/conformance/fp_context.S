@ SPDX-License-Identifier: GPL-2.0-or-later
@ FP frames, lazily filled or at once: ARM DDI 0403E B1.5.7, B3.2.21 to B3.2.23.
#include "cases.inc"

  @ Known registers; 0xEE below the stack pointer, where the frame will be.
  .macro fp_set_up
  ldr r0, =0x1000
  vmov s0, r0
  ldr r0, =0x100F
  vmov s15, r0
  ldr r0, =0x101F
  vmov s31, r0
  ldr r0, =0x90000000
  vmsr fpscr, r0
  ldr r0, =0xEEEEEEEE
  movs r1, #40
  mov r2, sp
7:
  str r0, [r2, #-4]!
  subs r1, #1
  bne 7b
  mov r4, sp
  .endm
  @ The bits of FPCCR decide on the next FP instruction after a barrier.
  .macro write_fpccr value
  scs_write FPCCR, \value
  dsb
  isb
  .endm
  .macro put_registers
  put_scs FPCCR
  put_single s0
  put_single s15
  put_single s31
  put_fpscr
  put_scs FPCCR
  .endm
  .macro put_frame
  ldr r0, [r4, #-0x48]
  put r0
  ldr r0, [r4, #-0x0C]
  put r0
  ldr r0, [r4, #-0x08]
  put r0
  .endm
  .macro put_fpcar
  scs_read FPCAR
  subs r0, r4, r0
  put r0
  .endm

function lazy_unused
  put lr
  put_scs FPCCR
  put_fpcar
  put_frame
  put_special control
  bx lr
function lazy_used
  put lr
  ldr r0, =0x2222
  vmov s0, r0
  put_scs FPCCR
  put_frame
  put_fpscr
  put_special control
  bx lr

case lazy_frame_never_filled
  handler SVCALL, lazy_unused
  fp_set_up
  svc #0
  put_registers
end_case
case lazy_frame_filled_by_the_first_instruction
  handler SVCALL, lazy_used
  fp_set_up
  svc #0
  put_registers
end_case
case lazy_frame_of_a_stack_off_by_a_word
  handler SVCALL, tell_fpcar_bits
  sub sp, #4
  fp_set_up
  svc #0
  put_registers
end_case
function tell_fpcar_bits
  put lr
  put_fpcar
  mov r0, sp
  subs r0, r4, r0
  put r0
  bx lr
case lazy_frame_filled_two_levels_up
  three_lines 0x00002040
  handler IRQ0, lazy_outer
  handler IRQ1, lazy_inner
  fp_set_up
  pend 1
  put_registers
end_case
function lazy_outer
  put lr
  push {r5, lr}
  pend 2
  put_scs FPCCR
  put_frame
  pop {r5, pc}
function lazy_inner
  put lr
  put_scs FPCCR
  ldr r0, =0x3333
  vmov s15, r0
  put_scs FPCCR
  bx lr
case fp_handlers_nest              @ each with a frame of its own
  three_lines 0x00002040
  handler IRQ0, fp_outer
  handler IRQ1, fp_inner
  fp_set_up
  pend 1
  put_registers
end_case
function fp_outer
  put lr
  push {r5, lr}
  ldr r0, =0x4444
  vmov s0, r0
  pend 2
  put_single s0
  pop {r5, pc}
function fp_inner
  put lr
  ldr r0, =0x5555
  vmov s0, r0
  put_special control
  bx lr
case fp_handler_of_a_thread_without_fp
  handler SVCALL, fp_inner
  svc #0
  put_special control
end_case
case lazy_a_conditional_instruction_that_is_not_executed
  handler SVCALL, lazy_not_executed
  fp_set_up
  svc #0
  put_registers
end_case
function lazy_not_executed
  movs r0, #1
  cmp r0, #0
  it eq
  vmoveq s0, r0
  put_scs FPCCR
  bx lr
case lazy_vmrs_saves
  handler SVCALL, lazy_vmrs
  fp_set_up
  svc #0
  put_registers
end_case
function lazy_vmrs
  vmrs r0, fpscr
  put r0
  put_scs FPCCR
  put_frame
  bx lr
case lazy_status_of_an_unprivileged_thread
  enable_faults
  scs_write SHPR1, 0x00204000
  scs_write SHPR2, 0x80000000
  scs_write 0xDFC, 0x10000
  handler SVCALL, lazy_status
  vmov s0, r0
  ldr r0, =process_stack_top
  msr psp, r0
  movs r0, #5
  msr control, r0
  isb
  svc #1
  handler SVCALL, fp_come_back
  svc #0
end_case
function lazy_status
  put lr
  put_scs FPCCR
  bx lr
function fp_come_back              @ drops the FP context
  movs r0, #0
  msr control, r0
  isb
  bx lr
case lazy_status_in_a_handler
  enable_faults
  scs_write SHPR1, 0x00204000
  three_lines 0x00000020
  handler IRQ0, lazy_makes_nmi
  handler NMI, lazy_status
  pend 1
end_case
function lazy_makes_nmi
  vmov s0, r0
  movs r0, #0x40
  msr basepri, r0
  set_icsr SET_NMI
  movs r0, #0
  msr basepri, r0
  bx lr
case lazy_status_under_faultmask
  enable_faults
  handler NMI, lazy_status
  vmov s0, r0
  cpsid f
  set_icsr SET_NMI
  cpsie f
end_case
case lspen_0_fills_at_entry
  write_fpccr 0x80000000
  handler SVCALL, filled_at_entry
  fp_set_up
  svc #0
  put_registers
end_case
function filled_at_entry
  put lr
  put_scs FPCCR
  put_scs FPCAR
  put_frame
  put_special control
  bx lr
case aspen_0_makes_basic_frames
  write_fpccr 0x40000000
  handler SVCALL, shares_the_fpu
  fp_set_up
  put_special control
  svc #0
  put_registers
end_case
function shares_the_fpu
  put lr
  put_fpscr
  ldr r0, =0x7777
  vmov s0, r0
  put_special control
  bx lr
case aspen_0_with_fpca_by_hand
  write_fpccr 0x40000000
  handler SVCALL, lazy_used
  fp_set_up
  movs r0, #4
  msr control, r0
  isb
  svc #0
  put_registers
end_case
case lspact_cleared_by_software
  handler SVCALL, gives_up
  fp_set_up
  svc #0
  put_registers
end_case
function gives_up
  write_fpccr 0xC0000000
  ldr r0, =0x8888
  vmov s0, r0
  put_frame
  write_fpccr 0xC0000001
  bx lr
case fpcar_moved_by_software
  handler SVCALL, moves_it
  fp_set_up
  svc #0
  ldr r1, =process_stack_top - 128
  ldr r0, [r1]
  put r0
  ldr r0, [r1, #0x40]
  put r0
end_case
function moves_it
  ldr r0, =process_stack_top - 128
  str r0, [r10, #FPCAR]
  vmov s1, r0
  ldr r1, =process_stack_top - 128
  ldr r0, [r1]
  put r0
  ldr r0, [r1, #0x3C]
  put r0
  put_frame
  write_fpccr 0xC0000001      @ the frame holds nothing: keep the registers
  bx lr
case fpu_off_in_a_handler_of_fp_code
  enable_faults
  handler USAGE_FAULT, switches_on
  scs_write SHPR2, 0x80000000
  handler SVCALL, switches_off
  fp_set_up
  svc #0
  put_registers
end_case
function switches_off
  scs_write CPACR, 0
  dsb
  isb
  vmov s1, r0
  put_scs FPCCR
  bx lr
function switches_on
  put_scs CFSR
  scs_write CFSR, 0xFFFFFFFF
  put_scs FPCCR
  scs_write CPACR, 0x00F00000
  bx lr
case fpu_off_at_the_return
  enable_faults
  handler SVCALL, leaves_it_off
  handler USAGE_FAULT, switches_on_on_return
  fp_set_up
  svc #0
  put_registers
end_case
function leaves_it_off
  vmov s0, r0
  scs_write CPACR, 0
  dsb
  isb
  bx lr
function switches_on_on_return
  put lr
  put_scs CFSR
  scs_write CFSR, 0xFFFFFFFF
  scs_write CPACR, 0x00F00000
  ldr lr, =0xFFFFFFE9
  bx lr
case fpu_off_at_entry_with_lspen_0
  enable_faults
  write_fpccr 0x80000000
  handler SVCALL, tell
  handler USAGE_FAULT, switches_on_at_entry
  fp_set_up
  scs_write CPACR, 0
  dsb
  isb
  svc #0
  put_value 0xE
end_case
function switches_on_at_entry      @ the frame was not filled; it gets what it should have
  put lr
  put_scs CFSR
  scs_write CFSR, 0xFFFFFFFF
  put_frame
  scs_write CPACR, 0x00F00000
  movs r0, #0
  str r0, [r4, #-0x08]
  bx lr
case lspact_and_another_coprocessor
  enable_faults
  scs_write SHPR2, 0x80000000
  handler SVCALL, asks_coprocessor_7
  fp_set_up
  svc #0
  put_registers
end_case
function asks_coprocessor_7
  push {r4, lr}
  mcr p7, 0, r0, c0, c0, 0
  put_scs FPCCR
  pop {r4, pc}
case lsperr_preempts
  enable_faults
  scs_write SHPR2, 0x80000000
  handler SVCALL, uses_it
  handler BUS_FAULT, mends_fpcar
  fp_set_up
  svc #0
  put_registers
end_case
function uses_it
  push {r5, lr}
  ldr r0, =NOWHERE
  str r0, [r10, #FPCAR]
  vmov s1, r0
  put_scs FPCCR
  pop {r5, pc}
function mends_fpcar
  mrs r0, ipsr
  put r0
  put_scs CFSR
  scs_write CFSR, 0xFFFFFFFF
  put_scs HFSR
  put_scs FPCCR
  subs r0, r4, #0x48
  str r0, [r10, #FPCAR]
  bx lr
case lsperr_comes_later            @ BusFault is not more urgent than SVCall: the registers are lost
  enable_faults
  handler SVCALL, uses_it
  handler BUS_FAULT, tells_lsperr
  fp_set_up
  movs r0, #0
  str r0, [r4, #-0x08]
  svc #0
  put_value 0xE
end_case
function tells_lsperr
  mrs r0, ipsr
  put r0
  put_scs CFSR
  scs_write CFSR, 0xFFFFFFFF
  put_scs HFSR
  bx lr
case lsperr_escalates              @ BusFault had no handler when the frame was made
  handler HARD_FAULT, mends_fpcar_forced
  handler SVCALL, uses_it
  fp_set_up
  svc #0
  put_registers
end_case
function mends_fpcar_forced
  mrs r0, ipsr
  put r0
  put_scs CFSR
  scs_write CFSR, 0xFFFFFFFF
  put_scs HFSR
  scs_write HFSR, 0xFFFFFFFF
  subs r0, r4, #0x48
  str r0, [r10, #FPCAR]
  bx lr

case fpdscr_begins_a_context
  scs_write FPDSCR, 0x07C00000
  vmrs r0, fpscr
  put r0
  ldr r0, =0x00400000
  vmsr fpscr, r0
  handler SVCALL, tell_fpscr
  svc #0
  put_fpscr
end_case
function tell_fpscr
  put_fpscr
  bx lr
case fpscr_bits
  mov r0, #-1
  vmsr fpscr, r0
  put_fpscr
  movs r0, #0
  vmsr fpscr, r0
  put_fpscr
end_case
case fpscr_flags_to_apsr
  ldr r0, =0xA0000000
  vmsr fpscr, r0
  vmrs apsr_nzcv, fpscr
  put_flags
end_case
case fpca_by_each_kind_of_instruction
  .macro fpca instruction:vararg
  movs r0, #0
  msr control, r0
  isb
  \instruction
  put_special control
  .endm
  ldr r1, =process_stack_top - 64
  fpca vmov s0, r0
  fpca vmrs r0, fpscr
  fpca vldr s0, [r1]
  fpca vstr s0, [r1]
  fpca vadd.f32 s0, s1, s2
  fpca vmov d0, r0, r1
  fpca vcmp.f32 s0, s0
  fpca nop
end_case
