/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ThreadX asks of its user for a chip: the tick, the priorities, the stacks. */
#include <tx_api.h>

#include "cpu.h"

#define SHPR2 REGISTER(0xE000ED1Cu) /* SVCall in its upper byte */
#define SHPR3 REGISTER(0xE000ED20u) /* PendSV and SysTick in its upper bytes */

extern uint32_t stack_top;
extern VOID* _tx_thread_system_stack_ptr;
extern VOID* _tx_initialize_unused_memory;
VOID _tx_initialize_low_level(VOID);
VOID _tx_timer_interrupt(VOID);

/* Interrupts are off from here until the first thread runs. */
VOID _tx_initialize_low_level(VOID) {
  cpu_disable_interrupts();
  _tx_thread_system_stack_ptr = &stack_top;
  _tx_initialize_unused_memory = NULL; /* the app uses static memory only */
  SHPR2 = 0xE0u << 24;
  SHPR3 = 0x40u << 24 | 0xE0u << 16; /* SysTick 2; PendSV 7: the switch is the least urgent */
  systick_start(PLL_HZ / TX_TIMER_TICKS_PER_SECOND);
}

void systick_handler(void) { _tx_timer_interrupt(); }

/* The port's switch works on the registers as they are: nothing may come in between. */
__attribute__((naked)) void pendsv_handler(void) { __asm volatile("b __tx_PendSVHandler"); }
