@ SPDX-License-Identifier: GPL-2.0-or-later
@ Firmware for the tests of the Cortex-M4F: each stores what it sees to a port at 0x40000000.
  .syntax unified
  .cpu cortex-m4
  .fpu fpv4-sp-d16
  .thumb
  .text
  .global vectors
vectors:
  .word 0x20008000, start
  .word spin, hard_fault, spin, spin, spin
  .word 0, 0, 0, 0, svc_handler, spin, 0, pendsv_handler, systick_handler
  .word irq0_handler, irq1_handler

  .macro put reg
  str \reg, [r7]
  .endm

  .global start, crash
  .thumb_func
start:
  ldr r7, =0x40000000
  ldr r6, =0xE000E000
  movs r0, #1
  svc #5                    @ the handler stores LR and adds 41 to the stacked r0
  put r0
  ldr r1, =0xE000E400       @ the number of priority bits, as FreeRTOS finds it
  movs r0, #0xFF
  strb r0, [r1]
  ldrb r0, [r1]
  put r0
  ldr r0, =0x00004080       @ irq1 preempts irq0
  str r0, [r1]
  movs r0, #3
  ldr r1, =0xE000E100
  str r0, [r1]
  movs r0, #1
  ldr r1, =0xE000E200
  str r0, [r1]
  cpsid i
  mov r0, #0x10000000
  str r0, [r6, #0xD04]      @ PendSV waits for PRIMASK
  movs r0, #7
  put r0
  cpsie i
  movs r0, #8
  put r0
  movw r0, #999
  str r0, [r6, #0x14]
  str r0, [r6, #0x18]
  movs r0, #7
  str r0, [r6, #0x10]
  wfi
  wfi
  movs r0, #0
  str r0, [r6, #0x10]
  ldr r0, =0x50000000
  .thumb_func
crash:
  ldr r0, [r0]
  b crash

  .thumb_func
svc_handler:
  put lr
  ldr r0, [sp]
  adds r0, #41
  str r0, [sp]
  bx lr
  .thumb_func
irq0_handler:
  movs r0, #0x10
  put r0
  ldr r1, =0xE000E200
  movs r0, #2
  str r0, [r1]
  nop
  movs r0, #0x12
  put r0
  bx lr
  .thumb_func
irq1_handler:
  movs r0, #0x11
  put r0
  bx lr
  .thumb_func
pendsv_handler:
  movs r0, #0x14
  put r0
  bx lr
  .thumb_func
systick_handler:
  movs r0, #0x15
  put r0
  bx lr
  .thumb_func
hard_fault:
  push {r7, lr}
  put sp
  .thumb_func
spin:
  b spin
  .pool
