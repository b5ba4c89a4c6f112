@ SPDX-License-Identifier: GPL-2.0-or-later
@ BKPT 0xAB in running code: text, a status in an IT block, the end.
#include "workbench.inc"

program say_and_end
  movs r0, #0x04                    @ SYS_WRITE0
  ldr r1, =hello
  bkpt #0xAB
  movs r0, #0x31                    @ SYS_TICKFREQ
  bkpt #0xAB
  put r0
  movs r0, #0x18                    @ SYS_EXIT
  ldr r1, =0x20026
  .global end_of_program
end_of_program:
  bkpt #0xAB
  put_value 0xBAD
  finish

program in_an_it_block              @ BKPT is never conditional; what follows it is
  movs r0, #0x13                    @ SYS_ERRNO
  movs r1, #0
  movs r2, #0
  cmp r1, #1
  ittee ne
  addne r2, #1
  bkpt #0xAB
  addeq r2, #2
  addeq r2, #4
  put r2
  cmp r1, #0
  itte eq
  bkpt #0xAB
  addeq r2, #16
  addne r2, #32
  put r2
  finish

program other_breakpoint
  bkpt #3
  finish
function tell_fault
  scs_read 0xD2C
  put r0
  finish

  .ltorg
hello:
  .asciz "hello\n"
