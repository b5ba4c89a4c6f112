// SPDX-License-Identifier: GPL-2.0-or-later
//
// The benchmark firmware of an M4, in one of several roles (-DROLE_...):
//   COMPUTE   ROUNDS rounds of compute.h, or for ever when ROUNDS is 0, then sleep
//   ACCESS    reads of a device register for ever, a line every 65,536
//   INTERRUPT pends a software interrupt for ever, a line every 65,536
//   FLOAT     the floating-point work of the RTOS samples, for ever
//   IDLE      sleeps; SysTick wakes it TICK_HZ times a second, and it does nothing
//   DMA       copies 32 KiB by DMA for ever, asleep meanwhile, a line every 2 MiB
// With -DMPS2 it is built for qemu-system-arm -M mps2-an386 instead, and ends by semihosting.
#include <stdint.h>

#include "compute.h"
#ifdef ROLE_FLOAT
#include "oscillators.c"
#endif

static struct Work work;
volatile uint32_t result;
volatile uint32_t interrupts;
volatile float float_result;

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

static void use_pll(void) {
  // 197.6 MHz: bits 9:8 of the clock control stand at 2.
  REG(0x2101000Cu) = (REG(0x2101000Cu) & ~0x300u) | 0x200u;
}

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

static void on_interrupt(void) {
  ++interrupts;
#ifdef ROLE_DMA
  REG(0x21080C20u) = 1u << 15;  // ACKINT of channel 12
#endif
}

static void copy_by_dma(void) {
  use_pll();
  REG(0xE000E108u) = 1u << (77 - 64);                       // NVIC_ISER2: the DMA
  REG(0x21084024u) = 1u << 12;                              // CH_EN_SET
  REG(0x21080C00u) = 0x22000000u;                           // SRC
  REG(0x21080C04u) = 0x22008000u;                           // DST
  REG(0x21080C10u) = 8192;                                  // COUNT, words
  REG(0x21080C14u) = 2 | 1u << 2 | 1u << 3 | 1u << 15;      // CON
  for (;;) {
    const uint32_t done = interrupts;
    REG(0x21080C18u) = 0;
    REG(0x21080C18u) = 1u << 15;  // START
    while (interrupts == done) __asm volatile("wfi");
    if (interrupts % 64 == 0) print_line();
  }
}

static void raise_interrupts(void) {
  REG(0xE000E100u) = 1u << 20;  // NVIC_ISER0: line 20
  for (;;) {
    REG(0xE000E200u) = 1u << 20;  // NVIC_ISPR0
    __asm volatile("dsb\n isb");
    if (interrupts % 65536 == 0) print_line();
  }
}

#ifndef TICK_HZ
#define TICK_HZ 1000u
#endif

static void on_tick(void) { ++interrupts; }

static void idle(void) {
  use_pll();
  REG(0xE000E014u) = 197600000u / TICK_HZ - 1;  // SYST_RVR
  REG(0xE000E018u) = 0;
  REG(0xE000E010u) = 7;  // the core's clock, interrupt, on
  for (;;) __asm volatile("wfi");
}

void reset(void) {
#if defined(ROLE_ACCESS)
  access_device();
#elif defined(ROLE_INTERRUPT)
  raise_interrupts();
#elif defined(ROLE_IDLE)
  idle();
#elif defined(ROLE_FLOAT)
  use_pll();
  for (volatile float step = 0.01f;;) float_result = oscillate(step);
#elif defined(ROLE_DMA)
  copy_by_dma();
#else
  (void)copy_by_dma;
  (void)access_device;
  (void)raise_interrupts;
  (void)idle;
#ifndef MPS2
  use_pll();
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
    [0] = &_stack_top, [1] = (const void*)reset, [2 ... 14] = (const void*)stop,
    [15] = (const void*)on_tick,
    [16 ... 115] = (const void*)on_interrupt,
};
