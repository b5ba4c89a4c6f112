/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Firmware that goes wrong in the one way that the build defines. */
#include "console.h"
#include "cpu.h"

#if defined(WILD_READ)
static void go_wrong(void) { (void)REGISTER(0xC0000000u); }

#elif defined(UNDEFINED)
static void go_wrong(void) { __asm volatile("udf #1"); }

#elif defined(STACK_OVERFLOW)
/* Below the tightly coupled memory there is nothing. */
static void go_wrong(void) {
  __asm volatile(
      "ldr sp, =0x00100040\n"
      "1: push {r0-r7}\n"
      "b 1b\n"
      ".ltorg");
}

#elif defined(LOCKUP)
/* A fault whose handler's address is not executable: the fault in the fault is the end. */
#define VTOR REGISTER(0xE000ED08u)
static void go_wrong(void) {
  VTOR = 0xC0000000u;
  cpu_data_barrier();
  __asm volatile("udf #2");
}

#elif defined(WAIT_FOREVER)
static void go_wrong(void) {
  cpu_disable_interrupts();
  irq_disable(IRQ_DEBUG_UART);
  for (;;) {
    cpu_wait_for_interrupt();
  }
}
#endif

int main(void) {
  console_init();
  console_printf("about to go wrong\n");
  console_flush();
  go_wrong();
  console_printf("nothing happened\n");
  return 0;
}
