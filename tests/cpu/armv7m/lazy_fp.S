@ SPDX-License-Identifier: GPL-2.0-or-later
@ Lazy context save of the FPU's registers. FPCCR is at 0xF34 of the System Control Space, FPCAR at
@ 0xF38, CPACR at 0xD88. Frames are looked for below r4, the stack pointer before the exception.
#include "workbench.inc"

  .macro put_single reg
  vmov r0, \reg
  put r0
  .endm
  .macro put_scs offset
  scs_read \offset
  put r0
  .endm

  @ s0, s15 and FPSCR get values that are known again; the place of the frame gets 0xEE everywhere.
function set_up
  ldr r0, =0x1000
  vmov s0, r0
  ldr r0, =0x100F
  vmov s15, r0
  ldr r0, =0x101F
  vmov s31, r0
  ldr r0, =0x10000000               @ V
  vmsr fpscr, r0
  ldr r0, =0xEEEEEEEE
  movs r1, #40
  mov r2, sp
1:
  str r0, [r2, #-4]!
  subs r1, #1
  bne 1b
  mov r4, sp
  bx lr

  .macro fp_program name
  program \name
  bl set_up
  .endm

  @ What the interrupted context finds when it goes on.
  .macro put_registers
  put_single s0
  put_single s15
  put_single s31
  vmrs r0, fpscr
  put r0
  put_scs 0xF34
  .endm

  @ Words of an FP frame on an aligned stack: s0, s15, FPSCR, the reserved one.
  .macro put_frame top
  ldr r0, [\top, #-0x48]
  put r0
  ldr r0, [\top, #-0x0C]
  put r0
  ldr r0, [\top, #-0x08]
  put r0
  ldr r0, [\top, #-0x04]
  put r0
  .endm

fp_program one_exception
  svc #0
  put_registers
  finish

function never_uses_it              @ FPCCR, FPCAR from the top; the frame is as it was
  put_scs 0xF34
  scs_read 0xF38
  subs r0, r4, r0
  put r0
  put_frame r4
  bx lr

function uses_it
  ldr r0, =0x2222
  cmp r0, #0
  it eq
  vmoveq s1, r0                     @ not executed, so nothing is saved
  put_scs 0xF34
  vmov s0, r0
  put_scs 0xF34
  put_frame r4
  put_special control
  bx lr

@ Three levels: the thread's frame is filled two exceptions later.
fp_program nested
  nvic_write 0x400, 0x00004080      @ IRQ 1 preempts IRQ 0
  nvic_write 0x100, 3
  nvic_write 0x200, 1
  put_registers
  finish
function nested_outer
  put lr
  nvic_write 0x200, 2
  put_scs 0xF34
  put_frame r4
  bx lr
function nested_inner
  put lr
  put_scs 0xF34
  ldr r0, =0x3333
  vmov s15, r0
  put_scs 0xF34
  bx lr

@ The status bits ---------------------------------------------------------------------------------

fp_program status_of_user           @ unprivileged, with every fault's handler enabled
  scs_write 0xD24, 0x70000
  scs_write 0xDFC, 0x00010000       @ DebugMonitor
  scs_write 0xD18, 0x00204000       @ MemManage 0, BusFault 0x40, UsageFault 0x20
  scs_write 0xD30, 0
  scs_write 0xD1C, 0x80000000       @ SVCall 0x80
  movs r0, #5
  msr control, r0
  isb
  svc #0
  svc #1
  finish
function tell_fpccr
  put_scs 0xF34
  bx lr

fp_program status_in_a_handler      @ BASEPRI 0x40 lets MemManage through and neither of the others
  scs_write 0xD24, 0x70000
  scs_write 0xD18, 0x00204000
  nvic_write 0x100, 1
  nvic_write 0x400, 0x20
  nvic_write 0x200, 1
  finish
function handler_uses_it            @ IRQ 0 at 0x20: an NMI then finds it with an FP context
  vmov s0, r0
  movs r0, #0x40
  msr basepri, r0
  mov r0, #0x80000000
  str r0, [r6, #0xD04]
  dsb
  isb
  bx lr

fp_program status_under_faultmask
  scs_write 0xD24, 0x70000
  cpsid f
  mov r0, #0x80000000               @ NMI
  str r0, [r6, #0xD04]
  dsb
  isb
  cpsie f
  finish

@ Software and the control bits -------------------------------------------------------------------

fp_program at_once                  @ LSPEN = 0
  scs_write 0xF34, 0x80000000
  scs_write 0xF38, 0x12345678
  svc #0
  put_registers
  finish
function tell_at_once
  put_scs 0xF34
  put_scs 0xF38
  put_frame r4
  bx lr

fp_program given_up                 @ a handler that clears LSPACT: nothing is ever saved
  svc #0
  put_registers
  finish
function gives_up
  scs_write 0xF34, 0xC0000000
  ldr r0, =0x4444
  vmov s0, r0
  put_frame r4
  scs_write 0xF34, 0xC0000001       @ on return the registers stay as they are
  bx lr

fp_program moved                    @ FPCAR written: the registers go there
  svc #0
  ldr r1, =0x20002000
  ldr r0, [r1, #4]
  put r0
  ldr r0, [r1, #0x44]
  put r0
  finish
function moves_it
  ldr r0, =0x20002007               @ bits 2:0 do not exist
  str r0, [r6, #0xF38]
  put_scs 0xF38
  ldr r0, =0x77
  vmov s1, r0                       @ after the save
  ldr r0, =0x20002000
  ldr r0, [r0]
  put r0
  mov r0, sp
  adds r0, #0x20
  str r0, [r6, #0xF38]
  bx lr

program without_aspen               @ FPCA set by hand makes an FP frame all the same
  scs_write 0xF34, 0x40000000
  bl set_up
  put_special control
  movs r0, #4
  msr control, r0
  isb
  svc #0
  put_registers
  finish
function tell_without_aspen
  put lr
  put_scs 0xF34
  vmrs r0, fpscr                    @ saves; no new context
  put r0
  put_frame r4
  put_special control
  bx lr

@ CPACR -------------------------------------------------------------------------------------------

fp_program refused_in_the_handler   @ the FPU is off: NOCP, and the registers still wait
  scs_write 0xD24, 0x70000
  scs_write 0xD1C, 0x80000000
  svc #0
  put_registers
  finish
function switches_off
  scs_write 0xD88, 0
  .global at_refused
at_refused:
  vmov s0, r0
  scs_read 0xF34
  put r0
  bx lr
function switches_on                @ UsageFault: the instruction runs again
  put_scs 0xD28
  scs_write 0xD28, 0xFFFFFFFF
  put_scs 0xF34
  ldr r0, [sp, #24]
  put r0
  scs_write 0xD88, 0x00F00000
  bx lr

fp_program refused_on_entry         @ LSPEN = 0 and the FPU off: NOCP instead of the handler
  scs_write 0xD24, 0x70000
  scs_write 0xF34, 0x80000000
  scs_write 0xD88, 0
  svc #0
  put_value 0xE
  finish
function tell_refused_entry
  put lr
  put_scs 0xD28
  put_frame r4
  scs_write 0xD28, 0xFFFFFFFF
  scs_write 0xD88, 0x00F00000
  bx lr
function tell_svc
  mrs r0, ipsr
  put r0
  ldr r0, =0x5555                   @ the frame's s0, which was not written
  str r0, [r4, #-0x48]
  bx lr

fp_program refused_on_return
  scs_write 0xD24, 0x70000
  svc #0
  put_registers
  finish
function leaves_without_it
  vmov s0, r0                       @ saved
  scs_write 0xD88, 0
  bx lr

fp_program other_coprocessor        @ does not save
  scs_write 0xD24, 0x70000
  svc #0
  put_registers
  finish
function asks_coprocessor_7
  mcr p7, 0, r0, c0, c0, 0
  bx lr
function skip_it
  put_scs 0xD28
  scs_write 0xD28, 0xFFFFFFFF
  put_scs 0xF34
  ldr r0, [sp, #24]
  adds r0, #4
  str r0, [sp, #24]
  bx lr

@ Saves that fail ---------------------------------------------------------------------------------

  @ The thread's frame lies half in memory: the FP part is outside.
  .macro half_outside
  ldr r0, =0x20010048
  msr psp, r0
  movs r0, #6
  msr control, r0
  isb
  .endm

fp_program save_fails               @ BusFault preempts SVCall
  scs_write 0xD24, 0x70000
  scs_write 0xD1C, 0x80000000
  half_outside
  svc #0
  finish
function first_use
  ldr r0, =0x6666
  .global at_first_use
at_first_use:
  vmov s0, r0
  put_scs 0xF34
  ldr r0, =0x20001000
  ldr r0, [r0]
  put r0
  finish
function mends_fpcar
  mrs r0, ipsr
  put r0
  put_scs 0xD28
  put_scs 0xD2C
  scs_write 0xD28, 0xFFFFFFFF
  put_scs 0xF34
  ldr r0, [sp, #24]
  put r0
  ldr r0, =0x20001000
  str r0, [r6, #0xF38]
  bx lr

fp_program save_fails_later         @ BusFault has SVCall's priority: it comes after the handler
  scs_write 0xD24, 0x70000
  half_outside
  svc #0
  finish
function uses_and_tells
  ldr r0, =0x6666
  vmov s0, r0
  put_scs 0xF34
  put_scs 0xD28
  bx lr
function tell_late_fault
  mrs r0, ipsr
  put r0
  put_scs 0xD28
  finish

fp_program save_fails_forced        @ BusFault has no handler
  half_outside
  svc #0
  finish

fp_program save_fails_in_nmi        @ no fault handler could be called: lockup
  half_outside
  cpsid f
  mov r0, #0x80000000
  str r0, [r6, #0xD04]
  dsb
  isb
  finish

  .ltorg
