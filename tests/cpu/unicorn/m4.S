@ SPDX-License-Identifier: GPL-2.0-or-later
@ Guest programs of the engine's tests, for the Cortex-M4F. A global label starts a program or
@ marks an instruction that a test names.
  .syntax unified
  .cpu cortex-m4
  .fpu fpv4-sp-d16
  .thumb
  .text

  .macro label name
  .global \name
  .thumb_func
\name:
  .endm

@ Counts down from r0: 2 + 3 * r0 instructions with the WFI; r1 = 3 * r0.
label countdown
  movs r1, #0
label countdown_loop
  adds r1, #3
  subs r0, #1
  bne countdown_loop
label countdown_wfi
  wfi
label countdown_end
  b countdown_end
