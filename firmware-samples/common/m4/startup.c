/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The vector table, and what runs before main(). */
#include <stdint.h>

#include "cpu.h"

extern uint32_t stack_top;
extern uint32_t bss_start;
extern uint32_t bss_end;

int main(void);

#define VTOR REGISTER(0xE000ED08u)
#define CPACR REGISTER(0xE000ED88u)

void reset_handler(void) __attribute__((noreturn));
void default_handler(void);

/* An app defines the handlers that it needs; the others end in default_handler(). */
#define HANDLER(name) void name(void) __attribute__((weak, alias("default_handler")))
HANDLER(nmi_handler);
HANDLER(hard_fault_handler);
HANDLER(memory_fault_handler);
HANDLER(bus_fault_handler);
HANDLER(usage_fault_handler);
HANDLER(svcall_handler);
HANDLER(debug_monitor_handler);
HANDLER(pendsv_handler);
HANDLER(systick_handler);
HANDLER(gpt0_1_handler);
HANDLER(gpt3_handler);
HANDLER(watchdog_handler);
HANDLER(debug_uart_handler);
HANDLER(mailbox_a7_software_handler);
HANDLER(mailbox_m4_software_handler);
HANDLER(adc_handler);

typedef void (*vector)(void);

enum { EXCEPTIONS = 16, LINES = 100 };

/* The loader takes the stack pointer from word 0 and the start address from word 1. */
__attribute__((section(".vector_table"), used, aligned(512)))
const vector vector_table[EXCEPTIONS + LINES] = {
    [0] = (vector)(void*)&stack_top,
    [1] = reset_handler,
    [2] = nmi_handler,
    [3] = hard_fault_handler,
    [4] = memory_fault_handler,
    [5] = bus_fault_handler,
    [6] = usage_fault_handler,
    [11] = svcall_handler,
    [12] = debug_monitor_handler,
    [14] = pendsv_handler,
    [15] = systick_handler,
    [EXCEPTIONS + 0] = default_handler,
    [EXCEPTIONS + IRQ_GPT0_1] = gpt0_1_handler,
    [EXCEPTIONS + IRQ_GPT3] = gpt3_handler,
    [EXCEPTIONS + IRQ_WATCHDOG] = watchdog_handler,
    [EXCEPTIONS + IRQ_DEBUG_UART] = debug_uart_handler,
    [EXCEPTIONS + 5 ... EXCEPTIONS + IRQ_MAILBOX_A7_SOFTWARE - 1] = default_handler,
    [EXCEPTIONS + IRQ_MAILBOX_A7_SOFTWARE] = mailbox_a7_software_handler,
    [EXCEPTIONS + IRQ_MAILBOX_A7_SOFTWARE + 1 ... EXCEPTIONS + IRQ_MAILBOX_M4_SOFTWARE - 1] =
        default_handler,
    [EXCEPTIONS + IRQ_MAILBOX_M4_SOFTWARE] = mailbox_m4_software_handler,
    [EXCEPTIONS + IRQ_MAILBOX_M4_SOFTWARE + 1 ... EXCEPTIONS + IRQ_ADC - 1] = default_handler,
    [EXCEPTIONS + IRQ_ADC] = adc_handler,
    [EXCEPTIONS + IRQ_ADC + 1 ... EXCEPTIONS + LINES - 1] = default_handler,
};

void reset_handler(void) {
  VTOR = (uint32_t)&vector_table;
  CPACR |= 0xFu << 20; /* full access to the FPU, before any code uses it */
  __asm volatile("dsb\n\tisb" ::: "memory");
  /* The loader clears this memory too, but not after a watchdog reset. */
  for (uint32_t* word = &bss_start; word < &bss_end; word++) {
    *word = 0;
  }
  main();
  for (;;) {
    cpu_wait_for_interrupt();
  }
}

/* An exception that nobody expected: stay here, where a debugger finds us. */
void default_handler(void) {
  for (;;) {
  }
}
