@ SPDX-License-Identifier: GPL-2.0-or-later
@ One fault a program, at the label at_NAME. The handler of all faults tells what it sees.
#include "workbench.inc"

  .macro at name
  .global at_\name
at_\name:
  .endm

  @ A program with handlers for all faults and the traps of CCR.
  .macro faulting name
  program \name
  scs_write 0xD24, 0x70000
  scs_write 0xD14, 0x218            @ STKALIGN, DIV_0_TRP, UNALIGN_TRP
  .endm

@ Handlers --------------------------------------------------------------------------------------

function tell_fault                 @ IPSR, CFSR, HFSR, MMFAR, BFAR, stacked PC; then sleeps for ever
  mrs r0, ipsr
  put r0
  scs_read 0xD28
  put r0
  scs_read 0xD2C
  put r0
  scs_read 0xD34
  put r0
  scs_read 0xD38
  put r0
  tst lr, #4
  ite eq
  mrseq r1, msp
  mrsne r1, psp
  ldr r0, [r1, #24]
  put r0
  ldr r0, [r1, #28]
  put r0
  finish

function repair                     @ the stacked r0 becomes a good address; the instruction runs again
  ldr r1, =0x20001000
  str r1, [sp]
  scs_write 0xD28, 0xFFFFFFFF
  bx lr

function tell
  mrs r0, ipsr
  put r0
  bx lr

function tell_lr
  mrs r0, ipsr
  put r0
  put lr
  bx lr

@ CCR.BFHFNMIGN: under FAULTMASK loads and stores that fail are skipped, in an IT block too.
program probe
  scs_write 0xD14, 0x300
  ldr r1, =0x50000004
  movs r2, #7
  movs r3, #0
  cpsid f
  cmp r3, #0
  itete eq
  ldreq r2, [r1]
  addne r3, #1
  streq.w r2, [r1, #8]
  addne r3, #2
  strb r2, [r1, #1]!
  put r2
  put r3
  put r1
  scs_read 0xD28
  put r0
  scs_read 0xD38
  put r0
  scs_write 0xD14, 0x200
  ldr r2, [r1]                      @ without it: the end
  finish

@ Privileged code as an unprivileged one would.
program as_unprivileged
  scs_write 0xD24, 0x70000
  ldr r1, =0xE000ED00
  ldr r0, [r1]
  put r0
  .global at_ldrt, at_strbt
at_ldrt:
  ldrt r0, [r1]
at_strbt:
  strbt r0, [r1, #0x18]
  ldr r1, =0x20001000
  movs r0, #0x55
  strt r0, [r1]
  ldrbt r2, [r1]
  put r2
  finish
function skip_wide
  scs_read 0xD28
  put r0
  scs_write 0xD28, 0xFFFFFFFF
  ldr r0, [sp, #24]
  put r0
  adds r0, #4
  str r0, [sp, #24]
  bx lr

@ UsageFault ------------------------------------------------------------------------------------

faulting undefined
  at undefined
  udf #1
faulting undefined_wide
  at undefined_wide
  udf.w #1
faulting coprocessor
  at coprocessor
  mrc p5, 0, r0, c0, c0, 0
faulting system_coprocessor
  at system_coprocessor
  mrc p15, 0, r0, c0, c0, 0
faulting fpu_off
  scs_write 0xD88, 0
  dsb
  isb
  at fpu_off
  vmov s0, r0
faulting fpu_unprivileged           @ CPACR: privileged access only
  scs_write 0xD88, 0x500000
  dsb
  isb
  vmov s0, r0
  movs r0, #1
  msr control, r0
  isb
  at fpu_unprivileged
  vmov s0, r0
faulting even_branch
  ldr r0, =spot
  bic r0, #1
  bx r0
faulting even_pop
  ldr r0, =spot
  bic r0, #1
  push {r0}
  pop {pc}
  .balign 4
  .global spot
spot:
  nop
faulting even_vector                @ the vector of SVCall has bit 0 clear
  svc #0
faulting wrong_exc_return
  svc #0
function wrong_return
  ldr lr, =0xFFFFFFF3
  bx lr
faulting nested_to_thread           @ EXC_RETURN says thread mode while another handler is active
  nvic_write 0x400, 0x00004080
  nvic_write 0x100, 3
  nvic_write 0x200, 1
  finish
function pend_second
  nvic_write 0x200, 2
  bx lr
function return_to_thread
  ldr lr, =0xFFFFFFF9
  bx lr
faulting wrong_ipsr                 @ the stacked xPSR names an exception, EXC_RETURN thread mode
  svc #0
function spoil_xpsr
  ldr r0, [sp, #28]
  orr r0, #11
  str r0, [sp, #28]
  bx lr
faulting unaligned_word
  ldr r1, =0x20001001
  at unaligned_word
  ldr r0, [r1]
faulting unaligned_half
  ldr r1, =0x20001001
  at unaligned_half
  strh r0, [r1]
faulting unaligned_double           @ always, whatever CCR says
  scs_write 0xD14, 0x200
  ldr r1, =0x20001002
  at unaligned_double
  ldrd r2, r3, [r1]
faulting unaligned_multiple
  scs_write 0xD14, 0x200
  ldr r1, =0x20001002
  at unaligned_multiple
  ldmia r1, {r2, r3}
faulting unaligned_exclusive
  scs_write 0xD14, 0x200
  ldr r1, =0x20001002
  at unaligned_exclusive
  ldrex r2, [r1]
faulting unaligned_fp
  scs_write 0xD14, 0x200
  ldr r1, =0x20001002
  at unaligned_fp
  vldr s0, [r1]
faulting divide_signed
  movs r1, #0
  at divide_signed
  sdiv r0, r0, r1
faulting divide_unsigned
  movs r1, #0
  at divide_unsigned
  udiv r0, r0, r1

program without_traps               @ unaligned accesses work, division by 0 gives 0
  ldr r1, =0x20001000
  ldr r0, =0x03020100
  str r0, [r1]
  ldr r0, =0x07060504
  str r0, [r1, #4]
  ldr r0, [r1, #1]
  put r0
  ldr r0, [r1, #3]
  put r0
  ldrh r0, [r1, #3]
  put r0
  ldrsh r0, [r1, #5]
  put r0
  ldr r0, =0x11223344
  str r0, [r1, #2]
  ldr r0, [r1]
  put r0
  ldr r0, [r1, #4]
  put r0
  movs r0, #9
  movs r2, #0
  sdiv r0, r0, r2
  put r0
  movs r0, #9
  udiv r0, r0, r2
  put r0
  finish

@ BusFault and MemManage ------------------------------------------------------------------------

faulting bad_load
  ldr r1, =0x50000124
  at bad_load
  ldr r0, [r1, #4]
faulting bad_store
  ldr r1, =0x50000124
  at bad_store
  strb r0, [r1, #3]
faulting store_to_code
  movs r1, #4
  at store_to_code
  str r0, [r1]
faulting refused_by_device
  at refused_by_device
  ldr r0, [r7, #0x10]
faulting bad_push
  ldr r1, =0x50000008
  mov r2, sp
  msr psp, r1
  movs r0, #2
  msr control, r0
  isb
  at bad_push                       @ precise, and then the stacking fails as well
  push {r0, r1}
faulting fetch_nothing
  ldr r1, =0x00800001
  bx r1
faulting fetch_device
  ldr r1, =0x40000001
  bx r1
faulting fetch_system
  ldr r1, =0xE000E001
  bx r1
faulting return_in_thread           @ EXC_RETURN outside a handler is an address like any other
  ldr r1, =0xFFFFFFF9
  bx r1

@ Stacking --------------------------------------------------------------------------------------

  .macro bad_process_stack
  ldr r0, =0x50000100
  msr psp, r0
  movs r0, #2
  msr control, r0
  isb
  .endm

faulting bad_entry_stack            @ BusFault and SVCall have one priority: 5 goes before 11
  bad_process_stack
  svc #0
faulting bad_entry_later            @ BusFault is less urgent: SVCall goes first
  scs_write 0xD18, 0x00008000
  bad_process_stack
  svc #0
faulting bad_fp_entry               @ the basic part lies in memory, the FP part does not
  scs_write 0xF34, 0x80000000       @ LSPEN = 0: stacked at once
  vmov s0, r0
  ldr r0, =0x20010040
  msr psp, r0
  movs r0, #6                       @ SPSEL, and FPCA stays
  msr control, r0
  isb
  svc #0
faulting bad_return_stack
  ldr r0, =0x20006000
  msr psp, r0
  movs r0, #2
  msr control, r0
  isb
  svc #0
  put_value 0x200
  finish
function spoil_psp
  mrs r0, psp
  ldr r1, =0x20002000
  str r0, [r1]
  ldr r0, =0x50000100
  msr psp, r0
  bx lr
function mend_psp
  mrs r0, ipsr
  put r0
  put lr
  scs_read 0xD28
  put r0
  ldr r1, =0x20002000
  ldr r0, [r1]
  msr psp, r0
  bx lr

program vector_unreadable           @ the table's end is no memory: HardFault with VECTTBL
  ldr r1, =0x2000FF80
  ldr r2, =0x20000000
  movs r3, #16
1:
  ldr r0, [r2], #4
  str r0, [r1], #4
  subs r3, #1
  bne 1b
  ldr r0, =0x2000FF80
  str r0, [r6, #0xD08]
  nvic_write 0x100, 0x100000
  nvic_write 0x200, 0x100000        @ IRQ 20
  finish

@ Escalation, DebugMonitor, lockup --------------------------------------------------------------

program disabled_handler
  at disabled_handler
  udf #0
program handler_not_urgent          @ UsageFault is enabled, but the code that faults is as urgent
  scs_write 0xD24, 0x70000
  scs_write 0xD18, 0x00800000
  movs r0, #0x80
  msr basepri, r0
  at handler_not_urgent
  udf #0
program masked_fault                @ PRIMASK is priority 0: no configurable fault preempts
  scs_write 0xD24, 0x70000
  cpsid i
  at masked_fault
  udf #0

program breakpoint_hard
  at breakpoint_hard
  bkpt #3
program breakpoint_monitor
  ldr r1, =0xE000EDFC
  ldr r0, =0x00010000
  str r0, [r1]
  at breakpoint_monitor
  bkpt #3
program monitor_pended              @ DEMCR.MON_PEND
  ldr r1, =0xE000EDFC
  ldr r0, =0x00010000
  str r0, [r1]
  ldr r0, =0x00030000
  str r0, [r1]
  put_value 0x200
  finish
function tell_monitor
  mrs r0, ipsr
  put r0
  scs_read 0xD30
  put r0
  ldr r0, [sp, #24]
  put r0
  finish

program lock_in_hard_fault
  at first
  udf #0
function fault_again
  at fault_again
  ldr r1, =0x50000000
  at second
  ldr r0, [r1]
program lock_under_faultmask
  cpsid f
  at lock_under_faultmask
  udf #0
program lock_in_nmi
  mov r0, #0x80000000
  str r0, [r6, #0xD04]
  finish
program lock_by_svc
  udf #0
function svc_again
  at svc_again
  svc #0
  nop

@ Status registers ------------------------------------------------------------------------------

program status_bits                 @ CFSR is cleared bit by bit, also by bytes and halfwords
  scs_write 0xD24, 0x70000
  udf #0
  ldr r1, =0x50000000
  ldr r0, [r1]
  scs_read 0xD28
  put r0
  scs_write 0xD28, 0                @ nothing
  scs_read 0xD28
  put r0
  movs r0, #0xFF                    @ BFSR
  strb r0, [r6, r5]
  scs_read 0xD28
  put r0
  add r5, #1                        @ UFSR
  movs r0, #1
  strh r0, [r6, r5]
  scs_read 0xD28
  put r0
  scs_read 0xD38                    @ BFAR keeps its value without BFARVALID
  put r0
  scs_write 0xD2C, 0xFFFFFFFF
  scs_read 0xD2C
  put r0
  finish
function step_over                  @ behind a narrow instruction; nothing is cleared
  ldr r0, [sp, #24]
  adds r0, #2
  str r0, [sp, #24]
  movw r5, #0xD29
  bx lr

program pended_by_shcsr
  scs_write 0xD24, 0x0007E000       @ MemManage, BusFault and SVCall pended, all enabled
  put_value 0x200
  scs_read 0xD24
  put r0
  finish

program repaired                    @ in the middle of an IT block
  scs_write 0xD24, 0x70000
  ldr r1, =0x20001000
  ldr r0, =0x1234
  str r0, [r1]
  ldr r0, =0x50000000
  movs r2, #1
  movs r3, #0
  cmp r2, #1
  ittet eq
  addeq r3, #1
  ldreq r4, [r0]
  addne r3, #16
  addeq r3, #1
  put r3
  put r4
  finish
  .ltorg
