/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reset that software asks for restarts the core and nothing else: first by the core's own
 * register, then by the watchdog's. What lies in memory stays, .data is not written again, and the
 * peripherals go on: the pin stays an output and its light on.
 */
#include "console.h"
#include "cpu.h"
#include "gpio.h"

#define VTOR REGISTER(0xE000ED08u)
#define AIRCR REGISTER(0xE000ED0Cu)
#define CCR REGISTER(0xE000ED14u)
#define WDT_SWRST REGISTER(0x21020044u)

enum { LED = 8, SYSTEM_RESET = 0x05FA0004, SWRST_KEY = 0x1209, DIV_0_TRP = 0x210 };

static volatile uint32_t boots = 1; /* in .data */
static volatile uint32_t kept __attribute__((section(".sysram")));

int main(void) {
  uint32_t primask;
  __asm volatile("mrs %0, primask" : "=r"(primask));
  console_init();
  console_printf("boot %u, sysram %x, output %u, PRIMASK %u, CCR %x, VTOR %x\n", (unsigned)boots,
                 boots == 1 ? 0u : (unsigned)kept, (unsigned)(GPIO_GROUP(LED, 0x20) & 1u),
                 (unsigned)primask, (unsigned)CCR, (unsigned)VTOR);
  console_flush();
  kept = 0xC0DE0000u + boots;
  CCR = DIV_0_TRP; /* the core's own state goes */
  cpu_disable_interrupts();
  if (boots == 1) {
    gpio_make_output(LED);
    gpio_write(LED, false);
  }
  boots = boots + 1;
  if (boots == 2) {
    AIRCR = SYSTEM_RESET;
  } else if (boots == 3) {
    WDT_SWRST = SWRST_KEY;
  }
  for (;;) {
    cpu_wait_for_interrupt();
  }
}
