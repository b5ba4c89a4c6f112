/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts as fast as SysTick gives them: one each 200 cycles, a hundred thousand of them. */
#include "console.h"
#include "cpu.h"

enum { INTERRUPTS = 100000 };

static volatile uint32_t count;

void systick_handler(void) { count = count + 1; }

int main(void) {
  cpu_use_pll();
  console_init();
  systick_start(200);
  CPU_SLEEP_UNTIL(count >= INTERRUPTS);
  systick_stop();
  console_printf("%u interrupts\n", (unsigned)count);
  return 0;
}
