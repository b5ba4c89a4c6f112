@ SPDX-License-Identifier: GPL-2.0-or-later
@ Faults, their status and escalation: ARM DDI 0403E B1.5.14, B3.2.15 to B3.2.18.
#include "cases.inc"

case fault_undefined
  enable_faults
  udf #0
  put_value 0xE
end_case
case fault_undefined_wide
  enable_faults
  udf.w #0
end_case
case fault_escalates_without_a_handler
  handler HARD_FAULT, tell_fault
  udf #0
end_case
case fault_escalates_under_primask
  enable_faults
  cpsid i
  udf #0
  cpsie i
end_case
case fault_escalates_under_basepri
  enable_faults
  scs_write SHPR1, 0x00404040
  movs r0, #0x20
  msr basepri, r0
  udf #0
end_case
case fault_passes_a_lower_basepri
  enable_faults
  scs_write SHPR1, 0x00404040
  movs r0, #0x60
  msr basepri, r0
  udf #0
end_case
case fault_in_a_handler_preempts
  enable_faults
  three_lines 0x00000040
  handler IRQ0, undefined_in_it
  pend 1
end_case
case fault_in_a_handler_escalates
  enable_faults
  three_lines 0
  handler IRQ0, undefined_in_it
  pend 1
end_case
function undefined_in_it
  put_special ipsr
  push {r4, lr}
  udf #0
  pop {r4, pc}
case fault_in_a_fault_handler
  enable_faults
  handler USAGE_FAULT, fails_once_more
  udf #0
end_case
function fails_once_more
  put_special ipsr
  push {r4, lr}
  ldr r1, =NOWHERE
  ldr r0, [r1]
  pop {r4, lr}
  ldr r0, [sp, #24]
  adds r0, #2
  str r0, [sp, #24]
  bx lr
case fault_of_another_kind_in_a_fault_handler  @ BusFault is more urgent than UsageFault
  enable_faults
  scs_write SHPR1, 0x00200000
  handler USAGE_FAULT, fails_once_more
  udf #0
end_case
case fault_order_of_pending_ones   @ one instruction later both are pending
  enable_faults
  handler MEM_MANAGE, tell
  handler BUS_FAULT, tell
  cpsid f
  scs_write SHCSR, 0x76000
  cpsie f
  isb
end_case

case nocp_coprocessor
  enable_faults
  mcr p7, 0, r0, c0, c0, 0
end_case
case nocp_fpu_off
  enable_faults
  scs_write CPACR, 0
  dsb
  isb
  vmov s0, r0
  vadd.f32 s0, s1, s2
  vmrs r0, fpscr
  vldr s0, [r9]
  put_special control
end_case
case nocp_fpu_privileged_only
  enable_faults
  handler SVCALL, come_back
  scs_write CPACR, 0x00500000
  dsb
  isb
  set_control 1
  vmov s0, r0
  go_back
  vmov r0, s0
  put_special control
  movs r0, #0
  msr control, r0
end_case

case divide_by_zero_traps
  enable_faults
  scs_write CCR, 0x210
  movs r0, #7
  movs r1, #0
  movs r2, #5
  sdiv r2, r0, r1
  put r2
  movs r1, #0
  udiv r2, r0, r1
  put r2
end_case
case divide_by_zero_gives_0
  movs r0, #7
  movs r1, #0
  sdiv r2, r0, r1
  put r2
  udiv r2, r0, r1
  put r2
end_case
case unaligned_traps
  enable_faults
  scs_write CCR, 0x208
  dsb
  isb
  ldr r4, =process_stack_top - 63
  ldr r0, [r4]
  ldrh r0, [r4]
  str r0, [r4]
  strh r0, [r4]
  ldrb r0, [r4]
  strb r0, [r4]
  put_value 0xE
end_case
case unaligned_is_fine_without_the_trap
  enable_faults
  ldr r4, =process_stack_top - 64
  ldr r0, =0x33221100
  str r0, [r4]
  ldr r0, =0x77665544
  str r0, [r4, #4]
  ldr r0, [r4, #1]
  put r0
  ldrh r0, [r4, #3]
  put r0
  str r0, [r4, #2]
  ldr r0, [r4, #4]
  put r0
end_case
case unaligned_ldrd
  enable_faults
  ldr r4, =process_stack_top - 62
  ldrd r0, r1, [r4]
  strd r0, r1, [r4]
end_case
case unaligned_ldm
  enable_faults
  ldr r4, =process_stack_top - 62
  ldm r4, {r0, r1}
  stm r4!, {r0, r1}
end_case
case unaligned_ldrex
  enable_faults
  ldr r4, =process_stack_top - 62
  ldrex r0, [r4]
  ldrexh r0, [r4]
  strex r1, r0, [r4]
end_case
case unaligned_vldr
  enable_faults
  ldr r4, =process_stack_top - 62
  vldr s0, [r4]
  vstr s0, [r4]
  vldm r4, {s0-s1}
end_case

case bus_fault_of_loads
  enable_faults
  ldr r4, =NOWHERE + 3
  ldrb r0, [r4]
  ldrh r0, [r4, #1]
  ldr r0, [r4, #1]
  ldrsb r0, [r4]
end_case
case bus_fault_of_stores
  enable_faults
  ldr r4, =NOWHERE
  str r0, [r4, #8]
  strh r0, [r4, #2]
  strb r0, [r4, #1]
end_case
case bus_fault_leaves_the_base_register
  enable_faults
  ldr r4, =NOWHERE
  mov r5, r4
  ldr r0, [r4], #4
  str r0, [r4, #4]!
  ldrb r0, [r4, #-4]!
  subs r0, r4, r5
  put r0
end_case
case bus_fault_of_ldm
  enable_faults
  ldr r4, =NOWHERE
  mov r5, r4
  ldm r4!, {r0, r1, r2}
  stmdb r4!, {r0, r1, r2}
  subs r0, r4, r5
  put r0
end_case
case bus_fault_of_vldm
  enable_faults
  ldr r4, =NOWHERE
  mov r5, r4
  vldmia r4!, {s0-s3}
  vstmdb r4!, {s0-s3}
  subs r0, r4, r5
  put r0
end_case
case bus_fault_in_an_it_block
  enable_faults
  ldr r4, =NOWHERE
  movs r5, #0
  movs r6, #0
  cmp r5, #0
  itete eq
  ldreq r6, [r4]
  addne r5, #1
  addeq r5, #2
  addne r5, #4
  put r5
end_case
case bus_fault_of_a_fetch
  enable_faults
  ldr r4, =NO_CODE + 1
  blx r4
  put_value 0xE
end_case
case iaccviol_of_a_fetch           @ execute-never in the default map
  enable_faults
  ldr r4, =NOWHERE + 1
  blx r4
  ldr r4, =0x40000001
  blx r4
  ldr r4, =0xE0000101
  blx r4
  put_value 0xE
end_case
case bus_fault_escalates
  handler HARD_FAULT, tell_fault
  ldr r4, =NOWHERE + 4
  ldr r0, [r4]
end_case
case status_bits_add_up            @ and go one by one
  handler HARD_FAULT, leaves_status
  ldr r4, =NOWHERE
  ldr r0, [r4]
  udf #0
  put_scs CFSR
  scs_write CFSR, 0x00010000
  put_scs CFSR
  ldr r1, =0xE000ED29
  movs r0, #0x02                   @ PRECISERR by a byte
  strb r0, [r1]
  put_scs CFSR
  put_scs HFSR
  scs_write HFSR, 0x40000000
  put_scs HFSR
end_case
function leaves_status
  put_special ipsr
  ldr r0, [sp, #24]
  adds r0, #2
  str r0, [sp, #24]
  bx lr
case hardfault_by_priority         @ nothing but NMI preempts it
  three_lines 0
  handler HARD_FAULT, pends_in_hardfault
  handler NMI, tell_return
  udf #0
end_case
function pends_in_hardfault
  put_special ipsr
  push {r4, lr}
  pend 1
  set_icsr SET_NMI
  put_value 0xD
  scs_write CFSR, 0xFFFFFFFF
  scs_write HFSR, 0xFFFFFFFF
  pop {r4, lr}
  ldr r0, [sp, #24]
  adds r0, #2
  str r0, [sp, #24]
  bx lr

case stacking_error
  enable_faults
  handler BUS_FAULT, tell_stacking
  handler SVCALL, come_back_quietly
  ldr r4, =NOWHERE + 0x100
  msr psp, r4
  movs r0, #2
  msr control, r0
  isb
  svc #0
end_case
function tell_stacking             @ chained before SVCall
  mrs r0, ipsr
  put r0
  put lr
  put_scs CFSR
  scs_write CFSR, 0xFFFFFFFF
  mrs r0, psp
  subs r0, r4, r0
  put r0
  bx lr
function come_back_quietly         @ leaves thread code at case_done, on the main stack
  mrs r0, ipsr
  put r0
  movs r0, #0
  msr control, r0
  isb
  sub sp, #32
  ldr r0, =case_done
  bic r0, #1
  str r0, [sp, #24]
  mov r0, #0x01000000
  str r0, [sp, #28]
  ldr lr, =0xFFFFFFF9
  bx lr
case unstacking_error
  enable_faults
  handler SVCALL, spoils_psp
  handler BUS_FAULT, mends_psp
  set_control 2
  svc #0
  handler SVCALL, come_back
  go_back
end_case
function spoils_psp
  mrs r5, psp
  ldr r0, =NOWHERE
  msr psp, r0
  bx lr
function mends_psp
  mrs r0, ipsr
  put r0
  put lr
  put_scs CFSR
  scs_write CFSR, 0xFFFFFFFF
  msr psp, r5
  bx lr

case bkpt_goes_to_debugmonitor
  handler DEBUG_MONITOR, tell_breakpoint
  scs_write 0xDFC, 0x10000
  bkpt #1
  put_value 0xE
end_case
case bkpt_without_debugmonitor
  handler HARD_FAULT, tell_breakpoint
  bkpt #1
  put_value 0xE
end_case
function tell_breakpoint
  put_special ipsr
  put_scs HFSR
  put_scs 0xD30
  scs_write HFSR, 0xFFFFFFFF
  scs_write 0xD30, 0xFFFFFFFF
  ldr r0, [sp, #24]
  adds r0, #2
  str r0, [sp, #24]
  bx lr
case debugmonitor_is_pended
  handler DEBUG_MONITOR, tell
  scs_write 0xDFC, 0x30000
  dsb
  isb
  put_value 0xE
end_case
