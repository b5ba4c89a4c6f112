/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other half of fifo_writer. */
#include "console.h"
#include "cpu.h"
#include "mailbox.h"

#define MBOX(offset) REGISTER(0x21060000u + (offset))
#define MBOX_CMD_ACPT MBOX(0x50)
#define MBOX_DATA_ACPT MBOX(0x54)
#define MBOX_ACPT_CNT MBOX(0x58)

static volatile uint32_t ports;

void mailbox_m4_software_handler(void) { ports = mailbox_take_software_interrupts(MAILBOX_M4); }

int main(void) {
  cpu_use_pll();
  console_init();
  mailbox_enable_software_interrupts(MAILBOX_M4, 0xFF);
  CPU_SLEEP_UNTIL(ports != 0);
  console_printf("ports %02x, ACPT_CNT %u\n", (unsigned)ports, (unsigned)MBOX_ACPT_CNT);
  uint32_t in_order = 0;
  uint32_t command;
  uint32_t data;
  while (mailbox_receive(MAILBOX_M4, &command, &data)) {
    in_order += command == 0xC0DE0000u + in_order && data == in_order * in_order ? 1 : 0;
  }
  console_printf("%u in order, then command %x, data %u\n", (unsigned)in_order,
                 (unsigned)MBOX_CMD_ACPT, (unsigned)MBOX_DATA_ACPT);
  mailbox_interrupt_peer(MAILBOX_M4, 1 << 5);
  return 0;
}
