/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other half of ping. */
#include "console.h"
#include "cpu.h"
#include "mailbox.h"

enum { COMMAND_PONG = 0xBBBBBB00u };

static volatile bool asked;

void mailbox_m4_software_handler(void) {
  (void)mailbox_take_software_interrupts(MAILBOX_M4);
  asked = true;
}

int main(void) {
  cpu_use_pll();
  console_init();
  mailbox_enable_software_interrupts(MAILBOX_M4, 1);
  console_printf("pong: started\n");
  for (;;) {
    CPU_SLEEP_UNTIL(asked);
    asked = false;
    uint32_t command;
    uint32_t data;
    while (mailbox_receive(MAILBOX_M4, &command, &data)) {
      mailbox_send(MAILBOX_M4, COMMAND_PONG | (command & 0xFFu), data + 1);
      mailbox_interrupt_peer(MAILBOX_M4, 1);
    }
  }
}
