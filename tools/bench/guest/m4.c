// SPDX-License-Identifier: GPL-2.0-or-later
//
// The benchmark firmware of an M4, in one of several roles (-DROLE_...):
//   COMPUTE   ROUNDS rounds of compute.h, or for ever when ROUNDS is 0, then sleep
//   ACCESS    reads of a device register for ever, a line every 65,536
//   INTERRUPT pends a software interrupt for ever, a line every 65,536
// With -DMPS2 it is built for qemu-system-arm -M mps2-an386 instead, and ends by semihosting.
#include <stdint.h>

#include "compute.h"

static struct Work work;
volatile uint32_t result;
volatile uint32_t interrupts;

extern uint32_t _stack_top;

static void semihosting_exit(void) {
#ifdef MPS2
  // SYS_EXIT with ADP_Stopped_ApplicationExit.
  __asm volatile("mov r0, #0x18\n ldr r1, =0x20026\n bkpt 0xAB" ::: "r0", "r1", "memory");
#endif
}

static void compute(uint32_t rounds) {
  work_init(&work);
  uint32_t sum = 0;
  for (uint32_t i = 0; rounds == 0 || i < rounds; ++i) sum += work_round(&work);
  result = sum;
}

#define REG(address) (*(volatile uint32_t*)(address))

static void print_line(void) {
  // The debug UART's FIFO has room for 16 bytes and these come seldom: no need to wait.
  REG(0x21040000u) = '.';
  REG(0x21040000u) = '\n';
}

static void access_device(void) {
  for (;;) {
    // GPT3's control register: stored, no side effect on reading.
    for (uint32_t i = 0; i < 65536; ++i) (void)REG(0x21030050u);
    print_line();
  }
}

static void on_interrupt(void) { ++interrupts; }

static void raise_interrupts(void) {
  REG(0xE000E100u) = 1u << 20;  // NVIC_ISER0: line 20
  for (;;) {
    REG(0xE000E200u) = 1u << 20;  // NVIC_ISPR0
    __asm volatile("dsb\n isb");
    if (interrupts % 65536 == 0) print_line();
  }
}

void reset(void) {
#if defined(ROLE_ACCESS)
  access_device();
#elif defined(ROLE_INTERRUPT)
  raise_interrupts();
#else
  (void)access_device;
  (void)raise_interrupts;
#ifndef MPS2
  // The PLL: 197.6 MHz; its bits 9:8 stand at 2.
  REG(0x2101000Cu) = (REG(0x2101000Cu) & ~0x300u) | 0x200u;
#endif
  compute(ROUNDS);
#endif
  semihosting_exit();
  for (;;) __asm volatile("wfi");
}

static void stop(void) {
  for (;;) {
  }
}

__attribute__((section(".vectors"), used)) static const void* const vectors[16 + 100] = {
    [0] = &_stack_top, [1] = (const void*)reset, [2 ... 15] = (const void*)stop,
    [16 ... 115] = (const void*)on_interrupt,
};
