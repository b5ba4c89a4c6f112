/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mailbox between the two M4s: fills its FIFO, posts one more than it holds, and wakes the
 * other core by a software interrupt. Runs with fifo_reader on the other core.
 */
#include "console.h"
#include "cpu.h"
#include "gpt.h"
#include "mailbox.h"

#define MBOX(offset) REGISTER(0x21060000u + (offset))
#define MBOX_INT_EN MBOX(0x38)
#define MBOX_INT_STS MBOX(0x3C)
#define MBOX_CMD_POST MBOX(0x40)
#define MBOX_POST_CNT MBOX(0x48)
#define VTOR REGISTER(0xE000ED08u)

enum { EXCEPTIONS = 16, IRQ_READ_BY_PEER = 12, STATUS_READ = 8, PORT_FILLED = 1 << 3 };

static volatile bool tick;
static volatile uint32_t reads;
static volatile uint32_t answer;

static void on_tick(void) { tick = true; }
static void on_read(void) {
  MBOX_INT_STS = STATUS_READ;
  reads = reads + 1;
}
void mailbox_m4_software_handler(void) { answer = mailbox_take_software_interrupts(MAILBOX_M4); }

int main(void) {
  cpu_use_pll();
  console_init();
  mailbox_enable_software_interrupts(MAILBOX_M4, 0xFF);
  ((volatile uint32_t*)VTOR)[EXCEPTIONS + IRQ_READ_BY_PEER] = (uint32_t)on_read;
  irq_enable((enum irq)IRQ_READ_BY_PEER, 2);
  MBOX_INT_EN = STATUS_READ;
  gpt_start(0, GPT_HZ / 100, false, on_tick); /* the other core starts meanwhile */
  CPU_SLEEP_UNTIL(tick);

  uint32_t posted = 0;
  while (mailbox_send(MAILBOX_M4, 0xC0DE0000u + posted, posted * posted)) {
    posted++;
  }
  MBOX_CMD_POST = 0xDEADBEEFu; /* to a full FIFO: lost */
  console_printf("posted %u, POST_CNT %u\n", (unsigned)posted, (unsigned)MBOX_POST_CNT);
  mailbox_interrupt_peer(MAILBOX_M4, PORT_FILLED);
  CPU_SLEEP_UNTIL(answer != 0);
  console_printf("answer %02x, POST_CNT %u, read interrupts: %s\n", (unsigned)answer,
                 (unsigned)MBOX_POST_CNT, reads > 0 ? "yes" : "no");
  return 0;
}
