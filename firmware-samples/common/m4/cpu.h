/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * firmware-samples/common/m4: the small library that the real-time samples share. One header a
 * block of the chip; nothing here allocates, and only what the comments say may be called from an
 * interrupt handler.
 *
 * This header: the Cortex-M4F itself, its interrupts and its clock.
 */
#ifndef COMMON_M4_CPU_H
#define COMMON_M4_CPU_H

#include <stdbool.h>
#include <stdint.h>

/* A 32-bit device register. */
#define REGISTER(address) (*(volatile uint32_t*)(address))

/* Interrupt lines (NVIC numbers). startup.c says which handler belongs to which. */
enum irq {
  IRQ_GPT0_1 = 1,
  IRQ_GPT3 = 2,
  IRQ_WATCHDOG = 3,
  IRQ_DEBUG_UART = 4,
  IRQ_MAILBOX_A7_SOFTWARE = 11,
  IRQ_MAILBOX_M4_SOFTWARE = 17,
  IRQ_ADC = 70,
};

/* The core starts at 26 MHz from the crystal. */
enum { XTAL_HZ = 26000000, PLL_HZ = 197600000 };

/* Switches the core to the PLL, 197.6 MHz. Timers and UARTs keep their own clocks. */
void cpu_use_pll(void);

/* Priorities have 3 bits: 0 is the most urgent, 7 the least. */
void irq_enable(enum irq line, unsigned priority);
void irq_disable(enum irq line);

static inline void cpu_disable_interrupts(void) { __asm volatile("cpsid i" ::: "memory"); }
static inline void cpu_enable_interrupts(void) { __asm volatile("cpsie i" ::: "memory"); }
static inline void cpu_wait_for_interrupt(void) { __asm volatile("dsb\n\twfi" ::: "memory"); }
static inline void cpu_data_barrier(void) { __asm volatile("dsb" ::: "memory"); }

/*
 * Sleeps until an interrupt handler has made the condition true. The test runs with interrupts
 * masked: an interrupt that comes between the test and the sleep still ends the sleep.
 */
#define CPU_SLEEP_UNTIL(condition) \
  do {                             \
    for (;;) {                     \
      cpu_disable_interrupts();    \
      bool awake_ = (condition);   \
      if (!awake_) {               \
        cpu_wait_for_interrupt();  \
      }                            \
      cpu_enable_interrupts();     \
      if (awake_) {                \
        break;                     \
      }                            \
    }                              \
  } while (0)

/* SysTick: interrupts every `ticks` core cycles (2 to 2^24); systick_handler() is called. */
void systick_start(uint32_t ticks);
void systick_stop(void);

#endif /* COMMON_M4_CPU_H */
