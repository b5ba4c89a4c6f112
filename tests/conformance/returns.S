@ SPDX-License-Identifier: GPL-2.0-or-later
@ Branches and returns that go wrong: INVSTATE, INVPC, ARM DDI 0403E B1.5.8, B1.5.14.
#include "cases.inc"

case invstate_bx
  enable_faults
  adr r1, 1f
  blx r1
  put_value 0xE
end_case
  .balign 4
1:
  nop
  bx lr
case invstate_pop
  enable_faults
  ldr lr, =2f + 1
  adr r1, 1f
  push {r1}
  pop {pc}
  .balign 4
1:
  nop
2:
  put_value 0xE
end_case
case invstate_in_a_vector
  enable_faults
  ldr r0, =tell
  bic r0, #1
  str r0, [r9, #44]
  handler HARD_FAULT, sets_thumb_state
  svc #0
  put_value 0xE
end_case
function sets_thumb_state
  put_special ipsr
  put lr
  put_scs CFSR
  put_scs HFSR
  scs_write CFSR, 0xFFFFFFFF
  scs_write HFSR, 0xFFFFFFFF
  ldr r0, [sp, #28]
  put r0
  orr r0, #0x01000000
  str r0, [sp, #28]
  bx lr

  @ A handler that returns in a wrong way: UsageFault on the frame that lies there.
function tell_invpc
  mrs r0, ipsr
  put r0
  put lr
  put_scs CFSR
  scs_write CFSR, 0xFFFFFFFF
  put_scs SHCSR
  ldr lr, =0xFFFFFFF9
  bx lr
case invpc_reserved_value
  enable_faults
  handler USAGE_FAULT, tell_invpc
  handler SVCALL, returns_wrongly
  ldr r4, =0xFFFFFFF5
  svc #0
  put_value 0xE
end_case
function returns_wrongly
  put_special ipsr
  bx r4
case invpc_to_thread_while_nested
  enable_faults
  handler USAGE_FAULT, tell_invpc_nested
  three_lines 0x00002040
  handler IRQ0, makes_nested
  handler IRQ1, returns_wrongly
  ldr r4, =0xFFFFFFF9
  pend 1
  put_value 0xE
end_case
function makes_nested
  put_special ipsr
  push {r4, lr}
  pend 2
  put_value 0xD
  pop {r4, pc}
function tell_invpc_nested
  mrs r0, ipsr
  put r0
  put lr
  put_scs CFSR
  scs_write CFSR, 0xFFFFFFFF
  ldr lr, =0xFFFFFFF1
  bx lr
case nonbasethrdena                @ with it the same return is allowed
  scs_write CCR, 0x201
  three_lines 0x00002040
  handler IRQ0, makes_nested
  handler IRQ1, returns_to_thread
  pend 1
end_case
function returns_to_thread         @ the frame of IRQ 0's handler resumes as a thread; then back
  put_special ipsr
  ldr r0, [sp, #28]
  ldr r1, =0x1FF
  bic r0, r1
  str r0, [sp, #28]
  handler SVCALL, thread_becomes_handler
  ldr r0, =thread_while_active + 1
  bic r0, #1
  str r0, [sp, #24]
  ldr lr, =0xFFFFFFF9
  bx lr
  .thumb_func
thread_while_active:
  put_special ipsr
  put_scs ICSR
  svc #0
  put_value 0xC
  pop {r4, pc}                     @ what makes_nested pushed: the return of IRQ 0
function thread_becomes_handler
  put_special ipsr
  put lr
  ldr r0, [sp, #28]
  orr r0, #16
  str r0, [sp, #28]
  ldr lr, =0xFFFFFFF1
  bx lr
case invpc_xpsr_contradicts
  enable_faults
  handler USAGE_FAULT, mends_xpsr
  handler SVCALL, spoils_xpsr
  svc #0
  put_value 0xE
end_case
function spoils_xpsr
  ldr r0, [sp, #28]
  orr r0, #3
  str r0, [sp, #28]
  bx lr
function mends_xpsr
  mrs r0, ipsr
  put r0
  put lr
  put_scs CFSR
  scs_write CFSR, 0xFFFFFFFF
  ldr r0, [sp, #28]
  bic r0, #3
  str r0, [sp, #28]
  ldr lr, =0xFFFFFFF9
  bx lr
