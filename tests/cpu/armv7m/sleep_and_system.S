@ SPDX-License-Identifier: GPL-2.0-or-later
#include "workbench.inc"

@ Handlers --------------------------------------------------------------------------------------

function tell
  mrs r0, ipsr
  put r0
  bx lr

function tell_and_stay_awake        @ clears SCR.SLEEPONEXIT at the third time
  mrs r0, ipsr
  put r0
  ldr r1, =0x20000800
  ldr r0, [r1]
  adds r0, #1
  str r0, [r1]
  cmp r0, #3
  it eq
  moveq r0, #0
  it eq
  streq r0, [r6, #0xD10]
  bx lr

@ Sleep -----------------------------------------------------------------------------------------

program wfi_masked                  @ PRIMASK: WFI ends, the handler waits
  nvic_write 0x100, 1
  cpsid i
  str r0, [r7, #8]                  @ the test makes IRQ 0 pending a little later
  wfi
  put_value 0x200
  scs_read 0xD04
  put r0
  cpsie i
  put_value 0x201
  finish

program wfi_below_basepri           @ what BASEPRI masks does not end WFI
  nvic_write 0x400, 0x00008040
  nvic_write 0x100, 3
  movs r0, #0x60
  msr basepri, r0
  str r0, [r7, #8]                  @ IRQ 1 (0x80) and later IRQ 0 (0x40)
  wfi
  put_value 0x200
  movs r0, #0
  msr basepri, r0
  put_value 0x201
  finish

program wfi_disabled                @ a disabled interrupt does not end WFI
  str r0, [r7, #8]
  wfi
  put_value 0x200
  finish

program wfe_events
  sev
  wfe                               @ falls through
  put_value 0x200
  svc #0                            @ entry and return are events
  wfe
  put_value 0x201
  scs_write 0xD10, 0x10             @ SEVONPEND: a disabled interrupt that becomes pending is one
  str r0, [r7, #8]
  wfe
  put_value 0x202
  scs_read 0xD04
  put r0
  nvic_write 0x280, 1
  nvic_write 0x200, 1               @ also when it comes before WFE
  wfe
  put_value 0x203
  wfe                               @ no event is left
  put_value 0x204
  finish

program wfe_masked                  @ WFE looks at PRIMASK: the interrupt wakes nothing
  nvic_write 0x100, 1
  cpsid i
  str r0, [r7, #8]
  wfe
  put_value 0x200
  finish

program sleep_on_exit
  nvic_write 0x100, 1
  scs_write 0x14, 499
  scs_write 0x18, 0
  scs_write 0xD10, 2
  scs_write 0x10, 7
  wfi
  put_value 0x200                   @ only behind the third tick
  scs_write 0x10, 0
  finish

program deep_sleep
  scs_write 0xD10, 4
  finish

@ Reset and the vector table --------------------------------------------------------------------

program reset_request
  put_value 0x200
  ldr r0, =0x05FA0005               @ SYSRESETREQ; but first with wrong keys
  bic r1, r0, #0x00020000
  str r1, [r6, #0xD0C]
  put_value 0x201
  ldr r0, =0x05FA0004
  str r0, [r6, #0xD0C]
  put_value 0x202                   @ never
  finish

program vector_table
  ldr r0, =0x2000117F               @ bits 6:0 read 0
  str r0, [r6, #0xD08]
  scs_read 0xD08
  put r0
  ldr r1, =0x20001100
  ldr r0, =tell
  str r0, [r1, #44]
  svc #0
  put_value 0x200
  finish

@ NVIC registers --------------------------------------------------------------------------------

program nvic_registers
  scs_read 4                        @ ICTR
  put r0
  mvn r0, #0
  ldr r1, =0xE000E100
  str r0, [r1, #12]                 @ lines 96..127: four exist
  ldr r0, [r1, #12]
  put r0
  mvn r0, #0
  str r0, [r1, #16]                 @ lines 128..159: none
  ldr r0, [r1, #16]
  put r0
  ldr r1, =0xE000E400
  mvn r0, #0
  str r0, [r1, #96]
  ldr r0, [r1, #96]
  put r0
  str r0, [r1, #100]
  ldr r0, [r1, #100]
  put r0
  movs r0, #0x5F                    @ bytes
  strb r0, [r1, #1]
  ldrb r0, [r1, #1]
  put r0
  ldr r0, [r1]
  put r0
  movw r0, #0xFFFF                  @ halfwords of the system handlers
  movw r1, #0xD22
  strh r0, [r6, r1]
  scs_read 0xD20
  put r0
  ldr r1, =0xE000E200
  mov r0, #0x80
  str r0, [r1, #8]                  @ ISPR2: line 71
  ldr r0, [r1, #8]
  put r0
  ldr r1, =0xE000EF00               @ STIR
  movs r0, #99
  str r0, [r1]
  movs r0, #100                     @ no such line
  str r0, [r1]
  movw r0, #511
  str r0, [r1]
  ldr r1, =0xE000E200
  ldr r0, [r1, #12]
  put r0
  ldr r1, =0xE000E280               @ ICPR reads the same
  ldr r0, [r1, #12]
  put r0
  scs_read 0xD04                    @ pending, but nothing is enabled but 96..99
  put r0
  finish

program active_bits
  nvic_write 0x100, 1
  nvic_write 0x200, 1
  finish
function tell_active
  ldr r1, =0xE000E300
  ldr r0, [r1]
  put r0
  scs_read 0xD24
  put r0
  svc #0
  bx lr
function tell_nested_icsr           @ two are active: RETTOBASE is 0
  scs_read 0xD04
  put r0
  scs_read 0xD24
  put r0
  bx lr

program masked_icsr                 @ VECTPENDING shows what PRIMASK masks, not what BASEPRI does
  nvic_write 0x400, 0x80
  nvic_write 0x100, 1
  cpsid i
  nvic_write 0x200, 1
  scs_read 0xD04
  put r0
  movs r0, #0x40
  msr basepri, r0
  scs_read 0xD04
  put r0
  finish

@ Time ------------------------------------------------------------------------------------------

program systick_registers
  scs_read 0x1C                     @ CALIB
  put r0
  scs_read 0x10                     @ CLKSOURCE is fixed
  put r0
  mvn r0, #0
  str r0, [r6, #0x14]
  scs_read 0x14                     @ 24 bits
  put r0
  mvn r0, #0
  str r0, [r6, #0x18]               @ any write clears
  scs_read 0x18
  put r0
  scs_write 0x14, 99
  scs_write 0x18, 1
  scs_write 0x10, 5
  ldr r0, [r6, #0x18]
  ldr r1, [r6, #0x18]
  put r0
  put r1
  .rept 100
  nop
  .endr
  ldr r0, [r6, #0x10]               @ COUNTFLAG, which this clears
  ldr r1, [r6, #0x10]
  put r0
  put r1
  .rept 100
  nop
  .endr
  str r0, [r6, #0x18]               @ a write to VAL clears it too
  scs_read 0x10
  put r0
  scs_write 0x14, 0                 @ reload 0: it stops at 0 after this round
  .rept 250
  nop
  .endr
  scs_read 0x18
  put r0
  scs_read 0x10
  put r0
  .rept 50
  nop
  .endr
  scs_read 0x10
  put r0
  finish

program cycle_counter
  ldr r1, =0xE0001000
  ldr r0, [r1, #4]                  @ off without TRCENA
  put r0
  ldr r2, =0xE000EDFC
  mov r0, #0x01000000
  str r0, [r2]
  movs r0, #0
  str r0, [r1, #4]
  ldr r0, [r1]
  orr r0, #1
  str r0, [r1]
  ldr r0, [r1, #4]
  nop
  nop
  nop
  ldr r2, [r1, #4]
  subs r0, r2, r0
  put r0
  finish

program ticks                       @ r8: the tick's cycles - 1. The test may change the clock.
  str r8, [r6, #0x14]
  str r8, [r6, #0x18]
  movs r0, #7
  str r0, [r6, #0x10]
1:
  wfi
  b 1b

@ Memory ----------------------------------------------------------------------------------------

program exclusives
  ldr r1, =0x20001000
  movs r0, #1
  ldrex r2, [r1]
  strex r3, r0, [r1]
  put r3                            @ 0: stored
  strex r3, r0, [r1]
  put r3                            @ 1: no monitor
  ldrex r2, [r1]
  svc #0
  strex r3, r0, [r1]
  put r3                            @ 1: the exception has cleared it
  ldrex r2, [r1]
  clrex
  strex r3, r0, [r1]
  put r3
  ldrexb r2, [r1]
  strexb r3, r0, [r1]
  put r3
  finish

program bit_band                    @ the MT3620's cores have none: nothing answers
  ldr r1, =0x22000000
  ldr r0, [r1]
  finish
function bus_fault
  scs_read 0xD38
  put r0
  finish

program absent_registers            @ read 0, ignore writes, and are named
  mvn r0, #0
  ldr r1, =0xE000ED94               @ MPU_CTRL
  str r0, [r1]
  ldr r0, [r1]
  put r0
  ldr r0, [r1]
  ldr r0, [r1, #-4]                 @ MPU_TYPE: there is none
  put r0
  ldr r1, =0xE0002000               @ FPB
  ldr r0, [r1]
  put r0
  finish

program unprivileged_trace          @ the ITM is open to all, as far as TPR lets them; no BusFault
  ldr r1, =0xE000EDFC
  mov r0, #0x01000000
  str r0, [r1]
  ldr r4, =0xE0000000
  movs r0, #1
  ldr r1, =0xE0000E80               @ TCR
  str r0, [r1]
  ldr r1, =0xE0000E00               @ TER
  str r0, [r1]
  msr control, r0
  isb
  movs r0, #'A'
  strb r0, [r4]
  ldr r0, [r4]                      @ ready
  put r0
  ldr r5, =0xE0001000
  movs r0, #1
  str r0, [r5]                      @ DWT_CTRL: ignored
  svc #0                            @ the handler tells DWT_CTRL and closes port 0
  movs r0, #'B'
  strb r0, [r4]
  put_value 0x200
  finish
function close_port
  ldr r0, [r5]
  put r0
  movs r0, #1
  ldr r1, =0xE0000E40               @ TPR
  str r0, [r1]
  bx lr

program device_accesses             @ sizes and order as the guest asks for them
  ldrb r0, [r7, #1]
  ldrh r0, [r7, #2]
  ldr r0, [r7, #4]
  strb r0, [r7, #9]
  strh r0, [r7, #10]
  ldr r0, [r7, #0x11]               @ unaligned: whole
  ldrd r0, r1, [r7, #0x20]
  add r3, r7, #0x40
  ldmia r3!, {r0, r1, r2}
  put r3
  finish
  .ltorg
