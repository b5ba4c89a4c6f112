@ SPDX-License-Identifier: GPL-2.0-or-later
#include "workbench.inc"

program outer
  .global after_middle, after_inner, at_crash
  ldr r3, =middle
  blx r3
after_middle:
  finish
function middle
  push {r4, lr}
  sub sp, #8
  mvn r0, #0                        @ no code: not a caller
  str r0, [sp]
  bl inner
after_inner:
  add sp, #8
  pop {r4, pc}
function inner
  push {r5, lr}
  ldr r0, =0x50000010
  movs r5, #0x55
at_crash:
  ldrh r0, [r0, #2]
  pop {r5, pc}
function handler
  b .
  .ltorg
