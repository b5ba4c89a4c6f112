@ SPDX-License-Identifier: GPL-2.0-or-later
#include "workbench.inc"

@ Code of all kinds without end, into which interrupts fall anywhere.
program mixture
  nvic_write 0x400, 0x00402080      @ IRQ 0 at 0x80, 1 at 0x20, 2 at 0x40
  nvic_write 0x100, 7
  scs_write 0xD20, 0xC0E00000       @ SysTick, PendSV
  scs_write 0x14, 996
  scs_write 0x18, 0
  scs_write 0x10, 7
  ldr r8, =0x20001000
  mov r5, #0
  vmov.f32 s0, #1.0
1:
  adds r5, #1
  tst r5, #1
  ittte eq
  streq r5, [r8]
  ldreq r0, [r8]
  addeq r5, #2
  addne r5, #1
  ldr r4, =0x20001040
  stmia r4!, {r0-r3}
  ldmdb r4!, {r0-r3}
  vadd.f32 s1, s0, s0
  vstmia r4, {s0-s3}
  ldrex r2, [r8]
  strex r3, r5, [r8]
  cmp r3, #0
  it ne
  addne r9, #1                      @ how often an exception came between the two
  cpsid i
  nop
  nop
  cpsie i
  movs r0, #0x30
  msr basepri, r0
  nop
  movs r0, #0
  msr basepri, r0
  push {r4, lr}
  bl 2f
  pop {r4, lr}
  mov r0, #0x10000000
  lsls r1, r5, #25
  it eq
  streq r0, [r6, #0xD04]            @ PendSV now and then
  ands r0, r5, #0x3F
  it eq
  wfieq
  b 1b
2:
  udiv r0, r5, r8
  bx lr

function tell_where                 @ the exception, and what it interrupted
  mrs r0, ipsr
  put r0
  ldr r0, [sp, #24]
  put r0
  ldr r0, [sp, #28]
  put r0
  str r9, [r7]
  vmov.f32 s0, #2.0
  bx lr
  .ltorg

@ One instruction after the other, each of one cycle.
function straight
  movw r7, #0
  movt r7, #0x4000
  movw r1, #0xE100
  movt r1, #0xE000
  movs r0, #1
  str r0, [r1]
  .global run_begin
run_begin:
  .rept 4000
  nop
  .endr
  finish
