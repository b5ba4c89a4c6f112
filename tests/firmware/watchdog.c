/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The watchdog in its three ways: its time runs out, it interrupts instead, software asks for the
 * reset. A reset restarts the core and leaves memory as it is, so `boots` goes on counting.
 */
#include "console.h"
#include "cpu.h"
#include "gpt.h"

#define WDT(offset) REGISTER(0x21020000u + (offset))
#define WDT_MODE WDT(0x30)
#define WDT_LENGTH WDT(0x34)
#define WDT_RESTART WDT(0x38)
#define WDT_STA WDT(0x3C)
#define WDT_SWRST WDT(0x44)

enum {
  MODE_KEY = 0x2200,
  MODE_RUN = 1,
  MODE_INTERRUPT = 8,
  LENGTH_KEY = 0x08,
  RESTART_KEY = 0x1971,
  SWRST_KEY = 0x1209,
  UNITS_A_SECOND = 32,
};

static volatile uint32_t boots = 1; /* in .data, which the reset does not write again */
static volatile bool second_passed;
static volatile bool interrupted;

static void on_second(void) { second_passed = true; }
void watchdog_handler(void) { interrupted = true; }

static void set_length(unsigned seconds) {
  WDT_LENGTH = (seconds * UNITS_A_SECOND - 1) << 5 | LENGTH_KEY;
}

int main(void) {
  cpu_use_pll();
  console_init();
  console_printf("boot %u, WDT_STA %04x\n", (unsigned)boots, (unsigned)WDT_STA);
  console_flush();
  boots = boots + 1;
  if (boots == 2) {
    set_length(2);
    WDT_MODE = MODE_KEY | MODE_RUN;
    gpt_start(0, GPT_HZ, true, on_second);
    for (int feeds = 0; feeds < 3; feeds++) {
      CPU_SLEEP_UNTIL(second_passed);
      second_passed = false;
      WDT_RESTART = RESTART_KEY;
    }
    gpt_stop(0);
    for (;;) {
      cpu_wait_for_interrupt();
    }
  }
  if (boots == 3) {
    irq_enable(IRQ_WATCHDOG, 1);
    set_length(1);
    WDT_MODE = MODE_KEY | MODE_RUN | MODE_INTERRUPT;
    CPU_SLEEP_UNTIL(interrupted);
    WDT_MODE = MODE_KEY;
    console_printf("interrupt\n");
    console_flush();
    WDT_SWRST = SWRST_KEY;
  }
  return 0;
}
