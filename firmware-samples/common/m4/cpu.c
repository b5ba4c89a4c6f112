/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpu.h"

#define NVIC_ISER(n) REGISTER(0xE000E100u + 4u * (n))
#define NVIC_ICER(n) REGISTER(0xE000E180u + 4u * (n))
#define NVIC_IPR(line) (*(volatile uint8_t*)(0xE000E400u + (line)))
#define SYSTICK_CTRL REGISTER(0xE000E010u)
#define SYSTICK_LOAD REGISTER(0xE000E014u)
#define SYSTICK_VAL REGISTER(0xE000E018u)
#define HCLK_CLOCK_CONTROL REGISTER(0x2101000Cu)

void cpu_use_pll(void) {
  /* Bits 9:8 select the source: 0 crystal, 1 the 32 kHz clock, 2 PLL. */
  HCLK_CLOCK_CONTROL = (HCLK_CLOCK_CONTROL & ~0x300u) | 0x200u;
}

void irq_enable(enum irq line, unsigned priority) {
  NVIC_IPR(line) = (uint8_t)(priority << 5);
  NVIC_ISER((unsigned)line / 32) = 1u << ((unsigned)line % 32);
}

void irq_disable(enum irq line) { NVIC_ICER((unsigned)line / 32) = 1u << ((unsigned)line % 32); }

void systick_start(uint32_t ticks) {
  SYSTICK_LOAD = ticks - 1;
  SYSTICK_VAL = 0;
  SYSTICK_CTRL = 7; /* core clock, interrupt, on */
}

void systick_stop(void) { SYSTICK_CTRL = 0; }
