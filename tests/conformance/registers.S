@ SPDX-License-Identifier: GPL-2.0-or-later
@ What the registers of the System Control Space keep: ARM DDI 0403E B3.2 to B3.4, B3.2.20 (CPACR).
#include "cases.inc"

  .macro keeps offset, restore=0
  scs_write \offset, 0xFFFFFFFF
  put_scs \offset
  scs_write \offset, 0
  put_scs \offset
  scs_write \offset, \restore
  .endm

case cpuid
  put_scs 0xD00
end_case
case id_registers
  .irp n, 0xD40, 0xD44, 0xD48, 0xD4C, 0xD50, 0xD54, 0xD58, 0xD5C
  put_scs \n
  .endr
end_case
case id_instruction_set
  .irp n, 0xD60, 0xD64, 0xD68, 0xD6C, 0xD70
  put_scs \n
  .endr
end_case
case media_and_vfp_features
  put_scs 0xF40
  put_scs 0xF44
  put_scs 0xF48
end_case
case mpu_type
  put_scs 0xD90
end_case
case aircr_keeps_prigroup
  put_scs AIRCR
  scs_write AIRCR, 0x05FA0700
  put_scs AIRCR
  scs_write AIRCR, 0x12340000      @ without the key nothing happens
  put_scs AIRCR
end_case
case vtor_bits
  scs_write VTOR, 0xFFFFFFFF
  put_scs VTOR
  str r9, [r10, #VTOR]
end_case
case scr_bits
  keeps SCR
end_case
case ccr_bits
  scs_write CCR, 0xFFFFFFFF
  put_scs CCR
  scs_write CCR, 0
  put_scs CCR
end_case
case shpr_bits
  cpsid i
  keeps SHPR1
  keeps SHPR2
  keeps SHPR3
  cpsie i
end_case
case shpr_by_bytes
  ldr r1, =0xE000ED18
  movs r0, #0x60
  strb r0, [r1, #2]
  put_scs SHPR1
  mov r0, #0x4020
  strh r0, [r1]
  put_scs SHPR1
  ldrb r0, [r1, #1]
  put r0
  ldrh r0, [r1, #2]
  put r0
end_case
case ipr_bits
  keeps IPR
end_case
case ipr_by_bytes
  ldr r1, =0xE000E400
  movs r0, #0x60
  strb r0, [r1, #2]
  put_scs IPR
  ldrb r0, [r1, #2]
  put r0
end_case
case iser_and_icer
  scs_write ISER, 0x0000FF00
  put_scs ISER
  put_scs ICER
  scs_write ICER, 0x00000F00
  put_scs ISER
end_case
case shcsr_bits
  scs_write SHCSR, 0x70000
  put_scs SHCSR
end_case
case cpacr_bits
  scs_write CPACR, 0xFFFFFFFF
  put_scs CPACR
  scs_write CPACR, 0
  put_scs CPACR
end_case
case fpccr_bits
  put_scs FPCCR
  scs_write FPCCR, 0x3FFFFFFE
  put_scs FPCCR
  scs_write FPCCR, 0xFFFFFFFE
  put_scs FPCCR
end_case
case fpcar_bits
  keeps FPCAR
end_case
case fpdscr_bits
  keeps FPDSCR
end_case
case mmfar_and_bfar
  scs_write MMFAR, 0x12345678
  put_scs MMFAR
  scs_write BFAR, 0x9ABCDEF1
  put_scs BFAR
end_case
case systick_registers
  scs_write 0x14, 0xFFFFFFFF
  put_scs 0x14
  scs_write 0x18, 0x1234           @ any value clears it
  put_scs 0x18
  put_scs 0x10
  scs_write 0x10, 4
  put_scs 0x10
  scs_write 0x14, 0
end_case
case systick_counts_and_interrupts
  handler SYSTICK, stops_systick
  scs_write 0x14, 1000000          @ so long that it comes once on a slow host
  scs_write 0x18, 0
  scs_write 0x10, 7
1:
  wfi
  ldr r0, [r10, #0x10]
  lsls r0, #31
  bne 1b
  put_value 0xE
end_case
function stops_systick
  put_special ipsr
  put_scs 0x10                     @ COUNTFLAG, which the read clears
  put_scs 0x10
  scs_write 0x10, 0
  bx lr
case systick_pending_bit
  handler SYSTICK, tell
  cpsid i
  set_icsr SET_SYSTICK
  scs_read ICSR
  and r0, #SET_SYSTICK
  put r0
  set_icsr 0x02000000              @ PENDSTCLR
  scs_read ICSR
  and r0, #SET_SYSTICK
  put r0
  cpsie i
end_case
case special_registers_keep
  mov r0, #-1
  msr primask, r0
  put_special primask
  movs r0, #0
  msr primask, r0
  mov r0, #-1
  msr faultmask, r0
  put_special faultmask
  movs r0, #0
  msr faultmask, r0
  put_special primask
end_case
