@ SPDX-License-Identifier: GPL-2.0-or-later
@ How a case is entered and left, and the handlers that many cases share.
#include "cases.inc"

  @ uint32_t* run_case(code, log, vectors): returns the end of what was told.
function run_case
  push {r3-r11, lr}                @ an even number: the stack stays aligned
  ldr r3, =main_stack
  str sp, [r3]
  ldr r3, =case_start
  bic r12, r0, #1
  str r12, [r3]
  mov r11, r1
  mov r9, r2
  ldr r10, =0xE000E000
  mov r4, r0
  movs r0, #0
  movs r1, #0
  movs r2, #0
  movs r3, #0
  mov lr, r0
  msr apsr_nzcvqg, r0
  bx r4

function case_done
  movs r0, #0
  msr control, r0
  isb
  msr basepri, r0
  cpsie i
  cpsie f
  ldr r3, =0xE000ED14              @ the compiler's code counts on unaligned accesses
  mov r1, #0x200
  str r1, [r3]
  ldr r3, =main_stack
  ldr sp, [r3]
  mov r0, r11
  pop {r3-r11, pc}

  @ Tells the exception's number.
function tell
  mrs r0, ipsr
  put r0
  bx lr

  @ EXC_RETURN behind the number.
function tell_return
  mrs r0, ipsr
  put r0
  put lr
  bx lr

  @ Tells number, CFSR, HFSR, the address that CFSR says is valid, and the stacked PC from the
  @ case's beginning; clears the status and goes on behind the instruction. After a fault of a fetch
  @ the case goes on where lr says.
function tell_fault
  tst lr, #4
  ite eq
  mrseq r3, msp
  mrsne r3, psp
  mrs r0, ipsr
  put r0
  scs_read CFSR
  mov r2, r0
  put r0
  scs_read HFSR
  put r0
  str r0, [r10, #HFSR]
  str r2, [r10, #CFSR]
  movs r0, #0
  tst r2, #0x80
  it ne
  ldrne r0, [r10, #MMFAR]
  tst r2, #0x8000
  it ne
  ldrne r0, [r10, #BFAR]
  put r0
  ldr r1, =0x00020101              @ INVSTATE, IBUSERR, IACCVIOL
  tst r2, r1
  bne 2f
  ldr r0, [r3, #24]
  ldr r1, =case_start
  ldr r1, [r1]
  subs r1, r0, r1
  put r1
  ldrh r1, [r0]
  lsrs r1, r1, #11
  cmp r1, #0x1D                    @ 0xE800 and above: a wide instruction
  ite hs
  addhs r0, #4
  addlo r0, #2
  str r0, [r3, #24]
  bx lr
2:
  ldr r0, [r3, #24]
  ldr r1, =case_start
  ldr r1, [r1]
  eors r2, r0, r1
  lsrs r2, r2, #20
  it eq
  subeq r0, r1                     @ outside the image: the address itself
  put r0
  ldr r0, [r3, #20]
  bic r0, #1
  str r0, [r3, #24]
  ldr r0, [r3, #28]
  orr r0, #0x01000000
  str r0, [r3, #28]
  bx lr

  @ SVCall: the thread becomes privileged on the main stack again. The frame moves along.
function come_back
  tst lr, #4
  beq 1f
  mrs r0, psp
  ldm r0, {r0, r1, r2, r3}
  mrs r12, psp
  sub sp, #32
  stm sp, {r0, r1, r2, r3}
  ldr r0, [r12, #16]
  str r0, [sp, #16]
  ldr r0, [r12, #20]
  str r0, [sp, #20]
  ldr r0, [r12, #24]
  str r0, [sp, #24]
  ldr r0, [r12, #28]
  bic r0, #0x200
  str r0, [sp, #28]
1:
  movs r0, #0
  msr control, r0
  isb
  ldr lr, =0xFFFFFFF9
  bx lr

  @ An exception that no case expects: BAD and its number, CFSR, HFSR, and the case has ended. When
  @ other handlers are active there is no way back.
function unexpected
  mrs r0, ipsr
  orr r0, #0xBA000000
  orr r0, #0x00D00000
  put r0
  ldr r10, =0xE000E000
  put_scs CFSR
  put_scs HFSR
  scs_write CFSR, 0xFFFFFFFF
  scs_write HFSR, 0xFFFFFFFF
  scs_read ICSR
  tst r0, #0x800                   @ RETTOBASE
  beq give_up
  movs r0, #0
  msr control, r0
  isb
  ldr r0, =main_stack
  ldr r0, [r0]
  sub r0, #64
  bic r0, #7
  mov sp, r0
  ldr r0, =case_done
  bic r0, #1
  str r0, [sp, #24]
  mov r0, #0x01000000
  str r0, [sp, #28]
  ldr lr, =0xFFFFFFF9
  bx lr
  .ltorg

  .section .bss
  .balign 4
main_stack:
  .space 4
  .global case_start
case_start:
  .space 4
  .balign 8
  .space 1024
  .global process_stack_top
process_stack_top:
