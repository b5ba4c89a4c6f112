/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Low power, in the steps of MediaTek's os_hal_lp.c: everything is blocked but GPT3, interrupts are
 * masked, WFI with SLEEPDEEP. The timer wakes the core behind its WFI although PRIMASK is set, and
 * its handler runs when the mask falls. Then the real-time clock, which has counted on.
 */
#include "console.h"
#include "cpu.h"

#define IRQ_DISABLE(word) REGISTER(0x21000600u + 4u * (word))
#define WIC_DISABLE(word) REGISTER(0x21000620u + 4u * (word))
#define WIC_CONTROL REGISTER(0x21000340u)
#define WIC_CLEAR REGISTER(0x21000344u)
#define WIC_PENDING REGISTER(0x21000364u)
#define SLP_CTRL REGISTER(0x21010000u)
#define SLP_AUX REGISTER(0x21010004u)
#define GPT3_INIT REGISTER(0x21030054u)
#define GPT3_EXPIRE REGISTER(0x2103005Cu)
#define GPT3_CTRL REGISTER(0x21030050u)
#define SCR REGISTER(0xE000ED10u)
#define VTOR REGISTER(0xE000ED08u)
#define RTC(offset) REGISTER(0x30090000u + (offset))

enum {
  EXCEPTIONS = 16,
  SLEEPDEEP = 1u << 2,
  GPT3_1_MHZ_ON = 25u << 16 | 1,
  SECONDS = 5,
};

static volatile uint32_t handled;

static void gpt3_handler(void) {
  GPT3_CTRL = 0;
  handled = handled + 1;
}

static void sleep_for_five_seconds(uint32_t control, const char* name) {
  GPT3_CTRL = 0;
  GPT3_INIT = 0;
  GPT3_EXPIRE = SECONDS * 1000000u;
  SLP_AUX |= 1;
  const uint32_t before = handled;
  __asm volatile("cpsid i" ::: "memory");
  for (uint32_t word = 0; word < 4; word++) {
    IRQ_DISABLE(word) |= 0xFFFFFFFFu;
    WIC_DISABLE(word) |= 0xFFFFFFFFu;
  }
  WIC_CONTROL |= 1u << 2;
  WIC_CLEAR |= 1;
  WIC_CLEAR &= ~1u;
  IRQ_DISABLE(0) &= ~(1u << IRQ_GPT3);
  WIC_DISABLE(0) &= ~(1u << IRQ_GPT3);
  SLP_CTRL = control;
  SCR |= SLEEPDEEP;
  GPT3_CTRL = GPT3_1_MHZ_ON;
  __asm volatile("dsb\n wfi\n isb" ::: "memory");
  const uint32_t masked = handled - before;
  const uint32_t pending = WIC_PENDING;
  for (uint32_t word = 0; word < 4; word++) {
    IRQ_DISABLE(word) = 0;
    WIC_DISABLE(word) = 0;
  }
  __asm volatile("cpsie i\n isb" ::: "memory");
  console_printf("%s: handled %u, then %u; WIC %x, SLP_AUX %u\n", name, (unsigned)masked,
                 (unsigned)(handled - before), (unsigned)pending, (unsigned)SLP_AUX);
  console_flush();
}

int main(void) {
  cpu_use_pll();
  console_init();
  ((volatile uint32_t*)VTOR)[EXCEPTIONS + IRQ_GPT3] = (uint32_t)gpt3_handler;
  irq_enable(IRQ_GPT3, 2);
  sleep_for_five_seconds(0, "clock gating");
  sleep_for_five_seconds(3, "deep sleep");
  console_printf("20%02u-%02u-%02u %02u:%02u:%02u\n", (unsigned)RTC(0x40), (unsigned)RTC(0x44),
                 (unsigned)RTC(0x48), (unsigned)RTC(0x50), (unsigned)RTC(0x54),
                 (unsigned)RTC(0x58));
  return 0;
}
