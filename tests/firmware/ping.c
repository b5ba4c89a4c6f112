/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One half of a game over the mailbox between the two M4s: sends a number, waits for its successor.
 * Runs with pong on the other core. */
#include "console.h"
#include "cpu.h"
#include "gpt.h"
#include "mailbox.h"

enum { ROUNDS = 100, COMMAND_PING = 0xAAAAAA00u, COMMAND_PONG = 0xBBBBBB00u };

static volatile bool answered;
static volatile bool tick;

void mailbox_m4_software_handler(void) {
  (void)mailbox_take_software_interrupts(MAILBOX_M4);
  answered = true;
}

static void on_tick(void) { tick = true; }

int main(void) {
  cpu_use_pll();
  console_init();
  mailbox_enable_software_interrupts(MAILBOX_M4, 1);
  /* Leave the other core a moment to start. */
  gpt_start(0, GPT_HZ / 100, false, on_tick);
  CPU_SLEEP_UNTIL(tick);

  uint32_t good = 0;
  for (uint32_t round = 0; round < ROUNDS; round++) {
    answered = false;
    mailbox_send(MAILBOX_M4, COMMAND_PING | round, round * 3);
    mailbox_interrupt_peer(MAILBOX_M4, 1);
    CPU_SLEEP_UNTIL(answered);
    uint32_t command = 0;
    uint32_t data = 0;
    if (mailbox_receive(MAILBOX_M4, &command, &data) && command == (COMMAND_PONG | round) &&
        data == round * 3 + 1) {
      good++;
    }
  }
  console_printf("ping: %u of %u answers are right\n", (unsigned)good, ROUNDS);
  return 0;
}
