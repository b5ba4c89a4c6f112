@ SPDX-License-Identifier: GPL-2.0-or-later
#include "workbench.inc"

  .macro put_single reg
  vmov r0, \reg
  put r0
  .endm

  @ s0..s31 := base + number
  .macro fill_singles base
  ldr r1, =\base
  .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
  vmov s\n, r1
  adds r1, #1
  .endr
  .endm

@ Frames ----------------------------------------------------------------------------------------

program basic_frame                @ on an aligned stack, then on one that is off by a word
  movs r0, #1
  movs r1, #2
  movs r2, #3
  movs r3, #4
  mov r12, #5
  mov lr, #6
  mov r4, sp
  svc #0
  cmp sp, r4
  ite eq
  moveq r0, #1
  movne r0, #0
  put r0
  sub sp, #4
  mov r4, sp
  svc #0
  cmp sp, r4
  ite eq
  moveq r0, #1
  movne r0, #0
  put r0
  finish

  @ EXC_RETURN, the size of the frame, and the frame's words 4..7
function tell_frame
  put lr
  mov r0, sp
  subs r0, r4, r0
  put r0
  ldr r0, [sp, #16]
  put r0
  ldr r0, [sp, #20]
  put r0
  ldr r0, [sp, #24]
  put r0
  ldr r0, [sp, #28]
  put r0
  bx lr

program unaligned_frame            @ CCR.STKALIGN = 0
  scs_write 0xD14, 0
  sub sp, #4
  mov r4, sp
  svc #0
  mov r0, sp
  subs r0, r4, r0
  put r0
  vmov s0, r0
  svc #0                            @ an FP frame is always aligned
  mov r0, sp
  subs r0, r4, r0
  put r0
  finish

program fp_frame
  fill_singles 0x1000
  movs r0, #0
  mov r1, #0x10000000               @ FPSCR.V
  vmsr fpscr, r1
  put_special control
  mov r4, sp
  svc #0
  put_special control
  put_single s0
  put_single s15
  put_single s31
  vmrs r0, fpscr
  put r0
  finish

  @ Its frame, then what it sees of the FPU, then uses it.
function fp_handler
  put lr
  mov r0, sp
  subs r0, r4, r0
  put r0
  vmrs r0, fpscr                    @ the first FP instruction fills the frame
  ldr r0, [sp, #0x20]
  put r0
  ldr r0, [sp, #0x5C]
  put r0
  ldr r0, [sp, #0x60]
  put r0
  ldr r1, =0xE000EF38               @ FPCAR
  ldr r0, [r1]
  mov r2, sp
  subs r0, r0, r2
  put r0
  put_special control
  movs r0, #0
  vmov s0, r0
  vmov s15, r0
  vmrs r0, fpscr
  put r0
  bx lr

program default_fpscr               @ a new context starts with FPDSCR
  ldr r1, =0xE000EF3C
  ldr r0, =0x03000000               @ DN and FZ
  str r0, [r1]
  vmrs r0, fpscr
  put r0
  ldr r0, =0x00400000               @ RMode 1
  vmsr fpscr, r0
  svc #0
  vmrs r0, fpscr
  put r0
  finish
function tell_fpscr
  vmrs r0, fpscr
  put r0
  bx lr

program no_automatic_state          @ FPCCR.ASPEN = 0: the frame is basic whatever the FPU did
  ldr r1, =0xE000EF34
  movs r0, #0
  str r0, [r1]
  dsb
  isb
  ldr r0, =0x3F800000
  vmov s0, r0
  ldr r0, =0x00400000
  vmsr fpscr, r0
  put_special control
  mov r4, sp
  svc #0
  put_single s0
  vmrs r0, fpscr
  put r0
  finish
function plain_fp_handler           @ the handler shares the registers with the thread
  put lr
  mov r0, sp
  subs r0, r4, r0
  put r0
  vmrs r0, fpscr
  put r0
  ldr r0, =0x40000000
  vmov s0, r0
  bx lr

@ Nesting ---------------------------------------------------------------------------------------

program nested_fp                   @ thread, IRQ 0 and IRQ 1, each with values of its own
  nvic_write 0x400, 0x00004080      @ IRQ 1 preempts IRQ 0
  nvic_write 0x100, 3
  fill_singles 0x1000
  nvic_write 0x200, 1
  put_single s0
  put_single s7
  put_single s15
  put_single s31
  finish
function nested_fp_0
  put lr
  push {r4, lr}
  vpush {s16-s31}
  fill_singles 0x2000
  nvic_write 0x200, 2
  put_single s0
  put_single s15
  put_single s31
  vpop {s16-s31}
  pop {r4, pc}
function nested_fp_1
  put lr
  push {r4, lr}
  vpush {s16-s31}
  fill_singles 0x3000
  vpop {s16-s31}
  pop {r4, pc}

program nested_without_fp           @ only IRQ 0 uses the FPU
  nvic_write 0x400, 0x00004080
  nvic_write 0x100, 3
  nvic_write 0x200, 1
  put_special control
  finish

@ Stacks and privilege --------------------------------------------------------------------------

program process_stack
  ldr r0, =0x20006000
  msr psp, r0
  movs r0, #2
  msr control, r0
  isb
  mov r4, sp
  put r4
  svc #0
  vmov s0, r4
  svc #0
  mov r0, sp
  put r0
  put_special control
  finish
function stacks_handler             @ EXC_RETURN, the process stack's frame, and CONTROL.SPSEL stays 0
  put lr
  mrs r0, psp
  sub r0, r4, r0
  put r0
  movs r0, #2
  msr control, r0
  put_special control
  mrs r0, msp
  put r0
  bx lr

program aligned_stack_pointers      @ bits 1:0 of each are 0, however they are written
  mov r4, sp
  ldr r0, =0x20004003
  mov sp, r0
  mov r0, sp
  put r0
  ldr r0, =0x20005002
  msr msp, r0
  mov r0, sp
  put r0
  ldr r0, =0x20006001
  msr psp, r0
  put_special psp
  mov sp, r4
  finish

program unprivileged
  movs r0, #1
  msr control, r0
  isb
  cpsid i                           @ ignored
  movs r0, #0x40
  msr basepri, r0                   @ ignored
  movs r0, #0
  msr control, r0                   @ ignored
  put_special control
  put_special primask               @ reads 0
  svc #0                            @ the handler may
unprivileged_again:
  movs r0, #0x5A
  .global refused_load, refused_store
refused_load:
  ldr r0, [r6, #0xD00]
  put r0
refused_store:
  strb r0, [r6, #0xD18]
  mov r0, #0x10000000               @ ICSR.PENDSVSET
  str r0, [r6, #0xD04]
  nop
  ldr r1, =0xE000EF00               @ STIR, without and with CCR.USERSETMPEND
  movs r0, #3
  str r0, [r1]
  svc #1
  ldr r1, =0xE000EF00
  movs r0, #3
  str r0, [r1]
  nop
  put_value 0xE0D
  finish
function privileged_handler
  ldr r0, [sp, #24]
  ldrb r0, [r0, #-2]
  cbz r0, 1f
  scs_write 0xD14, 0x202            @ USERSETMPEND
1:
  put_special control
  put_special primask
  put_special basepri
  scs_read 0xD24
  orr r0, #0x70000                  @ the faults have handlers
  str r0, [r6, #0xD24]
  nvic_write 0x100, 8
  bx lr
function skip_bus_fault             @ BFAR and the stacked PC; goes on behind the instruction
  scs_read 0xD28
  put r0
  scs_write 0xD28, 0xFFFFFFFF
  scs_read 0xD38
  put r0
  ldr r0, [sp, #24]
  ldrh r1, [r0]
  lsrs r1, r1, #11
  cmp r1, #0x1D                     @ 0xE800 and above: a wide instruction
  ite hs
  addhs r0, #4
  addlo r0, #2
  str r0, [sp, #24]
  bx lr
function tell_irq
  mrs r0, ipsr
  put r0
  bx lr

@ A context switch in the way of the common RTOSes ----------------------------------------------

  @ Two threads, each with FP values of its own, switched by PendSV at each SVC and SysTick tick.
program context_switch
  @ contexts at 0x20001000: the two process stack pointers, then the index of the present thread
  ldr r0, =0x20001000
  ldr r1, =0x20006000
  ldr r2, =thread_b
  movs r3, #0
  str r3, [r0, #8]
  @ thread B's first frame, as a port makes it: software part (r4-r11, EXC_RETURN) below a basic one
  sub r1, #0x20
  str r2, [r1, #24]
  mov r2, #0x01000000
  str r2, [r1, #28]
  sub r1, #36
  str r6, [r1, #8]
  str r7, [r1, #12]
  ldr r2, =0xFFFFFFFD
  str r2, [r1, #32]
  str r1, [r0, #4]
  ldr r1, =0x20004000
  msr psp, r1
  movs r1, #2
  msr control, r1
  isb
  scs_write 0xD20, 0x00FF0000       @ PendSV has the lowest priority
  scs_write 0x14, 196
  scs_write 0x18, 0
  scs_write 0x10, 7
thread_a:
  mov r5, #0                        @ rounds
  ldr r4, =0x3F800000               @ 1.0
  vmov s0, r4
  vmov s20, r4
  vmov.f32 s1, #1.0
1:
  vadd.f32 s0, s0, s1
  vadd.f32 s20, s20, s1
  adds r5, #1
  cmp r5, #2000
  bne 1b
  scs_write 0x10, 0                 @ no more ticks
  vcvt.u32.f32 s0, s0
  vcvt.u32.f32 s20, s20
  put_single s0
  put_single s20
  mov r0, #0x10000000
  str r0, [r6, #0xD04]              @ B tells its result
  isb
  finish
function thread_b
  vmov.f32 s0, #0.5
  vmov.f32 s1, #0.5
  vmov s20, s0
  mov r5, #1
1:
  vadd.f32 s0, s0, s1
  vadd.f32 s20, s20, s1
  adds r5, #1
  ldr r0, [r6, #0x10]
  lsls r0, r0, #31
  bne 1b
  vadd.f32 s0, s0, s0               @ 2 x 0.5 x rounds
  vadd.f32 s20, s20, s20
  vcvt.u32.f32 s0, s0
  vcvt.u32.f32 s20, s20
  vmov r0, s0
  subs r0, r5
  put r0
  vmov r0, s20
  subs r0, r5
  put r0
  finish
function switch_pendsv
  mrs r0, psp
  isb
  tst lr, #0x10
  it eq
  vstmdbeq r0!, {s16-s31}
  stmdb r0!, {r4-r11, lr}
  ldr r1, =0x20001000
  ldr r2, [r1, #8]
  str r0, [r1, r2, lsl #2]
  eor r2, #1
  str r2, [r1, #8]
  ldr r0, [r1, r2, lsl #2]
  ldmia r0!, {r4-r11, lr}
  tst lr, #0x10
  it eq
  vldmiaeq r0!, {s16-s31}
  msr psp, r0
  isb
  bx lr
function switch_systick
  mov r0, #0x10000000
  str r0, [r6, #0xD04]
  bx lr
  .ltorg
