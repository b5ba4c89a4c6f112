@ SPDX-License-Identifier: GPL-2.0-or-later
@ QEMU's machine takes its first stack pointer and address from 0. The rest of the image lies where
@ the MT3620 has it; that machine has memory there, too.
  .section .boot, "a"
  .word stack_top
  .word reset_handler
