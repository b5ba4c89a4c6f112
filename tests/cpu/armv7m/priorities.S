@ SPDX-License-Identifier: GPL-2.0-or-later
#include "workbench.inc"

  .macro enable_irqs mask
  nvic_write 0x100, \mask
  .endm
  .macro pend_irqs mask
  nvic_write 0x200, \mask
  .endm
  .macro prigroup value
  ldr r0, =0x05FA0000 + (\value << 8)
  str r0, [r6, #0xD0C]
  .endm

@ Handlers: each tells its number, and what it is named after.

function tell
  mrs r0, ipsr
  put r0
  bx lr

function tell_return                @ EXC_RETURN and the stack pointer
  mrs r0, ipsr
  put r0
  put lr
  mov r0, sp
  put r0
  mvn r0, #0                        @ none of this reaches the thread
  mov r1, r0
  mov r2, r0
  mov r3, r0
  mov r12, r0
  bx lr

function pend_1                     @ before and behind the store that makes IRQ 1 pending
  mrs r0, ipsr
  put r0
  pend_irqs 2
  put_value 0x100
  bx lr

function pend_itself_once
  mrs r0, ipsr
  put r0
  ldr r1, =0x20000800
  ldr r0, [r1]
  cbnz r0, 1f
  movs r0, #1
  str r0, [r1]
  pend_irqs 1
  put_value 0x100
1:
  bx lr

function raise_own                  @ gives itself a higher priority while it runs
  mrs r0, ipsr
  put r0
  nvic_write 0x400, 0x00006020      @ IRQ 0 at 0x20, IRQ 1 at 0x60
  pend_irqs 2
  put_value 0x100
  bx lr

function lower_own
  mrs r0, ipsr
  put r0
  nvic_write 0x400, 0x000060E0
  pend_irqs 2
  put_value 0x100
  bx lr

function nmi_masks                  @ FAULTMASK cannot be set at priority -1 or above
  mrs r0, ipsr
  put r0
  cpsid f
  put_special faultmask
  bx lr

function hard_fault_nmi             @ NMI preempts it; no other exception does
  mrs r0, ipsr
  put r0
  pend_irqs 1
  mov r0, #0x80000000
  str r0, [r6, #0xD04]
  put_value 0x100
  ldr r0, [sp, #24]                 @ behind the UDF
  adds r0, #2
  str r0, [sp, #24]
  bx lr

function svc_inside                 @ an SVC that cannot preempt
  mrs r0, ipsr
  put r0
  svc #7
  put_value 0x100
  bx lr

function tell_hard                  @ HFSR, and the stacked PC (the caller goes on behind it)
  mrs r0, ipsr
  put r0
  scs_read 0xD2C
  put r0
  ldr r0, [sp, #24]
  put r0
  bx lr

function faultmask_in_handler       @ is cleared by the return
  mrs r0, ipsr
  put r0
  cpsid f
  pend_irqs 2
  put_value 0x100
  bx lr

@ Programs --------------------------------------------------------------------------------------

program tail_chain
  enable_irqs 3
  cpsid i
  pend_irqs 3
  movs r0, #10
  movs r1, #11
  movs r2, #12
  movs r3, #13
  mov r12, #14
  cpsie i
  add r0, r1
  add r0, r2
  add r0, r3
  add r0, r12
  put r0
  finish

program late_arrival                @ the test makes IRQ 5 and then IRQ 6 pending in one access
  nvic_write 0x404, 0x00208000
  enable_irqs 0x60
  str r0, [r7, #8]
  put_value 0x200
  finish

program grouped                     @ r8: PRIGROUP. IRQ 0 at 0x60, 1 at 0x20, 2 at 0x80, 3 at 0x20
  ldr r0, =0x05FA0000
  orr r0, r0, r8, lsl #8
  str r0, [r6, #0xD0C]
  scs_read 0xD0C
  put r0
  nvic_write 0x400, 0x20802060
  enable_irqs 0xF
  pend_irqs 1                       @ whose handler makes IRQ 1 pending
  put_value 0x200
  cpsid i
  pend_irqs 0xE
  cpsie i
  put_value 0x300
  finish

program itself
  enable_irqs 1
  pend_irqs 1
  put_value 0x200
  finish

program system_order                @ equal priorities: the lowest number first
  enable_irqs 1
  cpsid i
  pend_irqs 1
  ldr r0, =0x14000000               @ PendSV and SysTick
  str r0, [r6, #0xD04]
  scs_read 0xD04
  put r0
  cpsie i
  put_value 0x200
  finish

program own_priority
  nvic_write 0x400, 0x00006080
  enable_irqs 3
  pend_irqs 1
  put_value 0x200
  finish

program basepri
  nvic_write 0x400, 0x0000A060      @ IRQ 0 at 0x60, IRQ 1 at 0xA0
  enable_irqs 3
  movs r0, #0xFF
  msr basepri, r0
  put_special basepri               @ 3 bits exist
  movs r0, #0xBF                    @ the lower five count for nothing: 0xA0
  msr basepri, r0
  pend_irqs 3
  put_value 0x201                   @ behind IRQ 0
  movs r0, #0xE0
  msr basepri_max, r0               @ cannot lower what is masked
  put_special basepri
  movs r0, #0x40
  msr basepri_max, r0
  put_special basepri
  movs r0, #0x1F                    @ is 0: nothing is masked
  msr basepri, r0
  put_value 0x202
  put_special basepri
  finish

program basepri_groups              @ BASEPRI masks by group priority
  prigroup 6                        @ groups 0x00..0x7F and 0x80..0xFF
  nvic_write 0x400, 0x00E08020
  enable_irqs 7
  movs r0, #0xC0                    @ group 0x80: masks IRQ 1 and 2
  msr basepri, r0
  pend_irqs 7
  put_value 0x201
  movs r0, #0x60                    @ group 0: masks everything
  msr basepri, r0
  pend_irqs 1
  put_value 0x202
  movs r0, #0
  msr basepri, r0
  put_value 0x203
  finish

program primask
  enable_irqs 1
  cpsid i
  pend_irqs 1
  mov r0, #0x80000000               @ NMI goes through
  str r0, [r6, #0xD04]
  put_value 0x201
  movs r0, #0
  msr primask, r0
  put_value 0x202
  finish

program faultmask
  enable_irqs 3
  cpsid f
  pend_irqs 1
  mov r0, #0x80000000
  str r0, [r6, #0xD04]
  put_special faultmask             @ NMI's return leaves it
  cpsie f
  put_value 0x202
  finish

program faultmask_cleared
  enable_irqs 3
  pend_irqs 1
  put_special faultmask
  finish

program nmi_in_hard_fault
  enable_irqs 1
  udf #0
  put_value 0x200
  finish

program svc_masked
  cpsid i
  svc #3
  .global behind_masked_svc
behind_masked_svc:
  put_value 0x200
  finish

program svc_in_handler
  enable_irqs 1
  pend_irqs 1
  put_value 0x200
  finish

program disabled_while_pending
  cpsid i
  enable_irqs 1
  pend_irqs 1
  nvic_write 0x180, 1               @ ICER
  cpsie i
  put_value 0x201
  nvic_write 0x100, 1
  put_value 0x202
  nvic_write 0x180, 1
  pend_irqs 1
  nvic_write 0x280, 1               @ ICPR
  nvic_write 0x100, 1
  put_value 0x203
  finish

program level_line                  @ the test holds line 4 high until the handler writes to +12
  enable_irqs 0x10
  str r0, [r7, #8]
  put_value 0x200
  finish
function level_handler
  mrs r0, ipsr
  put r0
  str r0, [r7, #12]
  bx lr
  .ltorg
