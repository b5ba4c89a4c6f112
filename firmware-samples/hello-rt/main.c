/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The smallest useful real-time app, in one file: a vector table, a UART, a timer, and sleep.
 * It prints a line a second on the debug UART. The other samples share a library instead
 * (firmware-samples/common/m4); here you see everything.
 */
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t*)(address))

/* System registers of every Cortex-M4 (Armv7-M Architecture Reference Manual). */
#define VTOR REGISTER(0xE000ED08u)
#define SYSTICK_CTRL REGISTER(0xE000E010u)
#define SYSTICK_LOAD REGISTER(0xE000E014u)
#define SYSTICK_VAL REGISTER(0xE000E018u)

/* The core's debug UART: a 16550 with a fractional baud rate generator. */
#define UART(offset) REGISTER(0x21040000u + (offset))
#define UART_THR UART(0x00)
#define UART_LCR UART(0x0C)
#define UART_LSR UART(0x14)
#define UART_LSR_THR_EMPTY 0x20u

enum { CORE_HZ = 26000000, TICKS_PER_SECOND = 10 };

static volatile uint32_t ticks;

static void uart_init(void) {
  UART_LCR = 0x80;  /* open the divisor */
  UART(0x24) = 3;   /* baud = 26 MHz / (divisor x (count + 1 + fraction)) */
  UART(0x04) = 0;   /* divisor, high */
  UART(0x00) = 1;   /* divisor, low */
  UART(0x28) = 224; /* count */
  UART(0x2C) = 110; /* where in a bit the receiver samples */
  UART(0x58) = 0;   /* fraction: the number of set bits, in tenths */
  UART(0x54) = 223; /* 7 bits are set: 115,197 baud */
  UART_LCR = 0x03;  /* close it; 8 data bits, no parity, 1 stop bit */
}

static void uart_write(const char* text) {
  for (; *text != '\0'; text++) {
    while ((UART_LSR & UART_LSR_THR_EMPTY) == 0) {
    }
    UART_THR = (uint32_t)*text;
  }
}

static void uart_write_number(uint32_t value) {
  char digits[11];
  char* at = &digits[sizeof(digits) - 1];
  *at = '\0';
  do {
    *--at = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  uart_write(at);
}

static void systick_handler(void) { ticks = ticks + 1; }

static void stay_here(void) {
  for (;;) {
  }
}

static void start(void);
extern uint32_t stack_top; /* from the linker script: the end of the tightly coupled memory */

/* The loader reads the stack pointer and the start address here. This app uses one exception and no
 * interrupt line, so the table ends after the 16 exceptions. */
typedef void (*vector)(void);
__attribute__((section(".vector_table"), used, aligned(512))) const vector vector_table[16] = {
    (vector)(void*)&stack_top,
    start,
    stay_here,
    stay_here,
    stay_here,
    stay_here,
    stay_here,
    stay_here,
    stay_here,
    stay_here,
    stay_here,
    stay_here,
    stay_here,
    stay_here,
    stay_here,
    systick_handler,
};

static void start(void) {
  VTOR = (uint32_t)vector_table;
  uart_init();
  uart_write("hello-rt: started\r\n");

  /* The counter has 24 bits: a whole second at 26 MHz does not fit, a tenth does. */
  SYSTICK_LOAD = CORE_HZ / TICKS_PER_SECOND - 1;
  SYSTICK_VAL = 0;
  SYSTICK_CTRL = 7; /* core clock, interrupt, on */

  for (uint32_t second = 1;; second++) {
    while (ticks < second * TICKS_PER_SECOND) {
      __asm volatile("wfi"); /* sleep; SysTick wakes us */
    }
    uart_write("hello-rt: second ");
    uart_write_number(second);
    uart_write("\r\n");
  }
}
