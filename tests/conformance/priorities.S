@ SPDX-License-Identifier: GPL-2.0-or-later
@ Priorities, masks, preemption, tail-chaining: ARM DDI 0403E B1.4.3, B1.5.4, B1.5.12, B3.4.
#include "cases.inc"

case order_by_priority
  three_lines 0x00204060
  cpsid i
  pend 7
  cpsie i
  isb
end_case

case order_by_number
  three_lines 0x00404040
  cpsid i
  pend 7
  cpsie i
  isb
end_case

  @ IRQ 0 pends IRQ 1 and tells whether it came in between.
function pends_the_next
  put_special ipsr
  push {r4, lr}
  pend 2
  put_value 0xE
  pop {r4, pc}

case preempted_by_a_higher_priority
  three_lines 0x00002040
  handler IRQ0, pends_the_next
  pend 1
end_case
case not_preempted_by_the_same_priority
  three_lines 0x00004040
  handler IRQ0, pends_the_next
  pend 1
end_case
case not_preempted_by_a_lower_priority
  three_lines 0x00006040
  handler IRQ0, pends_the_next
  pend 1
end_case

case prigroup_subpriority_does_not_preempt   @ bits 7:6 are the group
  scs_write AIRCR, 0x05FA0500
  three_lines 0x00004060
  handler IRQ0, pends_the_next
  pend 1
end_case
case prigroup_group_preempts
  scs_write AIRCR, 0x05FA0500
  three_lines 0x00002040
  handler IRQ0, pends_the_next
  pend 1
end_case
case prigroup_7_nothing_preempts
  scs_write AIRCR, 0x05FA0700
  three_lines 0x000000E0
  handler IRQ0, pends_the_next
  pend 1
end_case
case prigroup_subpriority_decides_the_order
  scs_write AIRCR, 0x05FA0700
  three_lines 0x002040E0
  cpsid i
  pend 7
  cpsie i
  isb
end_case
case prigroup_basepri_compares_groups
  scs_write AIRCR, 0x05FA0500
  three_lines 0x00406020
  movs r0, #0x60                   @ its group is 0x40
  msr basepri, r0
  pend 7
  put_value 0xE
  movs r0, #0
  msr basepri, r0
  isb
end_case

case basepri_masks
  three_lines 0x00204060
  movs r0, #0x40
  msr basepri, r0
  pend 7
  put_value 0xE
  movs r0, #0
  msr basepri, r0
  isb
end_case
case basepri_max_only_raises
  movs r0, #0x40
  msr basepri_max, r0
  put_special basepri
  movs r0, #0x60
  msr basepri_max, r0
  put_special basepri
  movs r0, #0x20
  msr basepri_max, r0
  put_special basepri
  movs r0, #0
  msr basepri_max, r0
  put_special basepri
end_case
case basepri_of_1                  @ three priority bits: it masks nothing
  three_lines 0x000000E0
  movs r0, #1
  msr basepri, r0
  put_special basepri
  pend 1
  put_value 0xE
  movs r0, #0
  msr basepri, r0
  isb
end_case
case basepri_lower_bits
  movs r0, #0xBF
  msr basepri, r0
  put_special basepri
end_case

case primask_masks
  three_lines 0
  cpsid i
  pend 1
  put_special primask
  cpsie i
  isb
  put_special primask
end_case
case primask_lets_nmi_through
  handler NMI, tell
  cpsid i
  set_icsr SET_NMI
  cpsie i
end_case
case svc_under_primask
  handler HARD_FAULT, tell_fault_on
  cpsid i
  svc #7
  cpsie i
  put_value 0xE
end_case
function tell_fault_on             @ as tell_fault, for what has retired already
  put_special ipsr
  put_scs CFSR
  put_scs HFSR
  scs_write HFSR, 0xFFFFFFFF
  ldr r0, [sp, #24]
  ldr r1, =case_start
  ldr r1, [r1]
  subs r0, r1
  put r0
  bx lr
case svc_under_basepri
  handler HARD_FAULT, tell_fault_on
  handler SVCALL, tell
  scs_write SHPR2, 0x60000000
  svc #0
  movs r0, #0x60
  msr basepri, r0
  svc #1
  put_value 0xE
end_case
function makes_a_call
  put_special ipsr
  push {r4, lr}
  svc #2
  pop {r4, pc}
case svc_in_a_handler
  three_lines 0x00000020
  handler IRQ0, makes_a_call
  handler SVCALL, tell
  handler HARD_FAULT, tell_fault_on
  pend 1
  scs_write SHPR2, 0x20000000      @ as urgent as the handler
  pend 1
end_case

case faultmask_masks_all_but_nmi
  three_lines 0
  handler NMI, tell
  cpsid f
  pend 1
  put_special faultmask
  set_icsr SET_NMI
  put_special faultmask            @ a return from NMI leaves it
  cpsie f
  isb
end_case
function sets_faultmask
  put_special ipsr
  cpsid f
  put_special faultmask
  bx lr
case faultmask_ends_with_the_handler
  three_lines 0
  handler IRQ0, sets_faultmask
  pend 1
  put_special faultmask
end_case
case faultmask_cannot_be_set_in_hardfault
  handler HARD_FAULT, hardfault_sets_faultmask
  udf #0
  put_special faultmask
end_case
function hardfault_sets_faultmask
  cpsid f
  put_special faultmask
  scs_write CFSR, 0xFFFFFFFF
  scs_write HFSR, 0xFFFFFFFF
  ldr r0, [sp, #24]
  adds r0, #2
  str r0, [sp, #24]
  bx lr
case faultmask_cannot_be_set_in_nmi
  handler NMI, sets_faultmask
  set_icsr SET_NMI
  put_special faultmask
end_case

case system_exceptions_by_priority @ SVCall, PendSV, SysTick and a line
  three_lines 0x00000040
  handler PENDSV, tell
  handler SYSTICK, tell
  handler NMI, tell
  scs_write SHPR3, 0x60200000      @ SysTick 0x60, PendSV 0x20
  cpsid i
  pend 1
  set_icsr (SET_PENDSV + SET_SYSTICK)
  cpsie i
  isb
  put_value 0xE
  set_icsr (SET_PENDSV + SET_SYSTICK + SET_NMI)
end_case

function raises_itself             @ a handler that gives itself a lower priority is preempted at once
  put_special ipsr
  push {r4, lr}
  pend 2
  put_value 1
  movs r0, #0x60
  ldr r1, =0xE000E400
  strb r0, [r1]
  dsb
  isb
  put_value 2
  pop {r4, pc}
case a_priority_that_changes_in_the_handler
  three_lines 0x00004020
  handler IRQ0, raises_itself
  pend 1
end_case

function pends_two
  put_special ipsr
  put lr
  push {r4, lr}
  pend 6
  pop {r4, pc}
case tail_chaining                 @ the same EXC_RETURN all along
  three_lines 0x00204020
  handler IRQ0, pends_two
  handler IRQ1, tell_return
  handler IRQ2, tell_return
  pend 1
end_case

function pends_itself
  put_special ipsr
  cbnz r5, 1f
  movs r5, #1
  scs_write ISPR, 1
  put_scs ISPR
  put_scs IABR
1:
  bx lr
case pending_while_active
  three_lines 0
  handler IRQ0, pends_itself
  movs r5, #0
  pend 1
  put_scs ISPR
  put_scs IABR
end_case

case pending_is_cleared
  three_lines 0
  cpsid i
  pend 5
  put_scs ISPR
  scs_write ICPR, 1
  put_scs ICPR
  cpsie i
  isb
end_case
case a_disabled_line_waits
  three_lines 0
  scs_write ICER, 1
  pend 1
  put_scs ISPR
  put_scs ISER
  scs_write ISER, 1
  dsb
  isb
end_case
case stir_pends
  three_lines 0
  cpsid i
  movs r0, #2
  ldr r1, =0xE000EF00
  str r0, [r1]
  put_scs ISPR
  cpsie i
  isb
end_case

function tell_icsr
  put_scs ICSR
  bx lr
function nested_icsr
  put_scs ICSR
  push {r4, lr}
  pend 2
  put_scs ICSR
  pop {r4, pc}
case icsr_fields
  three_lines 0x00002040
  handler IRQ0, nested_icsr
  handler IRQ1, tell_icsr
  handler IRQ2, tell_icsr
  put_scs ICSR
  scs_write IPR, 0x00802040
  cpsid i
  pend 4
  put_scs ICSR
  cpsie i
  pend 1
end_case

function tell_shcsr
  put_scs SHCSR
  bx lr
case shcsr_active_bits
  handler SVCALL, tell_shcsr
  handler PENDSV, tell_shcsr
  handler SYSTICK, tell_shcsr
  svc #0
  set_icsr SET_PENDSV
  set_icsr SET_SYSTICK
  put_scs SHCSR
end_case
case shcsr_pends_a_fault
  handler USAGE_FAULT, tell_shcsr
  handler BUS_FAULT, tell_shcsr
  handler MEM_MANAGE, tell_shcsr
  scs_write SHCSR, 0x77000
  dsb
  isb
end_case
case shcsr_pends_svcall
  handler SVCALL, tell_shcsr
  scs_write SHCSR, 0x8000
  dsb
  isb
end_case

case wfi_under_primask
  three_lines 0
  cpsid i
  pend 1
  wfi
  put_value 0xE
  cpsie i
  isb
end_case
case wfe_after_sev
  sev
  wfe
  put_value 0xE
end_case
case wfe_after_an_exception        @ entry and return set the event register
  handler SVCALL, tell
  sev
  wfe
  svc #0
  wfe
  put_value 0xE
end_case
case sevonpend
  scs_write SCR, 0x10
  sev
  wfe
  pend 1                           @ disabled all the same
  wfe
  put_value 0xE
end_case
case sleep_on_exit                 @ the thread goes on when a handler clears it
  three_lines 0x00000040
  handler IRQ0, sets_sleep_on_exit
  handler SYSTICK, clears_sleep_on_exit
  pend 1
  put_value 0xE
end_case
function sets_sleep_on_exit
  put_special ipsr
  scs_write SCR, 2
  scs_write 0x14, 20000            @ long after the case, where there is no SLEEPONEXIT
  scs_write 0x18, 0
  scs_write 0x10, 7
  bx lr
function clears_sleep_on_exit
  put_special ipsr
  scs_write 0x10, 0
  scs_write SCR, 0
  bx lr

case vtor_moves
  handler SVCALL, tell
  ldr r1, =process_stack_top - 0x400
  add r1, #0x1FF
  ldr r2, =0x1FF
  bic r1, r2
  movs r2, #48
  mov r3, r9
1:
  ldr r0, [r3], #4
  str r0, [r1], #4
  subs r2, #1
  bne 1b
  subs r1, #192
  ldr r0, =tell_return
  str r0, [r1, #44]
  svc #0
  str r1, [r10, #VTOR]
  dsb
  svc #0
  str r9, [r10, #VTOR]
  dsb
  svc #0
end_case
case a_vector_changes
  handler SVCALL, tell
  svc #0
  handler SVCALL, tell_return
  svc #0
end_case
