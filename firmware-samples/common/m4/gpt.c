/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gpt.h"

#include <stddef.h>

#include "cpu.h"

#define GPT(offset) REGISTER(0x21030000u + (offset))
#define GPT_ISR GPT(0x00)
#define GPT_IER GPT(0x04)
#define GPT01_CTRL(timer) GPT(0x10 + 0x10 * (timer))
#define GPT01_ICNT(timer) GPT(0x14 + 0x10 * (timer))
#define GPT2_CTRL GPT(0x30)
#define GPT2_CNT GPT(0x34)
#define GPT3_CTRL GPT(0x50)
#define GPT3_INIT GPT(0x54)
#define GPT3_EXPIRE GPT(0x5C)
#define GPT4_CTRL GPT(0x60)
#define GPT4_INIT GPT(0x64)
#define GPT4_CNT GPT(0x68)

enum {
  CTRL_ENABLE = 1,
  CTRL_REPEAT = 2,
  CTRL_32768_HZ = 4,
  GPT2_32768_HZ = 2,
  GPT3_CLEAR = 1 << 15,
  GPT3_1_MHZ = 0x19 << 16, /* 26 MHz / (25 + 1) */
  GPT4_CORE_CLOCK = 2,
};

static void (*on_expiry_01[2])(void);
static void (*on_expiry_3)(void);
static unsigned priorities[4] = {2, 2, 2, 2};

void gpt_set_priority(unsigned timer, unsigned priority) { priorities[timer] = priority; }

void gpt_start(unsigned timer, uint32_t ticks, bool repeat, void (*on_expiry)(void)) {
  gpt_stop(timer);
  on_expiry_01[timer] = on_expiry;
  GPT_ISR = 1u << timer;
  GPT_IER |= 1u << timer;
  GPT01_ICNT(timer) = ticks;
  irq_enable(IRQ_GPT0_1, priorities[timer]);
  GPT01_CTRL(timer) = CTRL_32768_HZ | (repeat ? CTRL_REPEAT : 0) | CTRL_ENABLE;
}

void gpt_stop(unsigned timer) {
  GPT01_CTRL(timer) = 0;
  GPT_IER &= ~(1u << timer);
}

void gpt0_1_handler(void) {
  uint32_t status = GPT_ISR;
  GPT_ISR = status;
  for (unsigned timer = 0; timer < 2; timer++) {
    if ((status & (1u << timer)) != 0 && on_expiry_01[timer] != NULL) {
      on_expiry_01[timer]();
    }
  }
}

void gpt2_start(void) {
  GPT2_CTRL = 0;
  GPT2_CNT = 0;
  GPT2_CTRL = GPT2_32768_HZ | CTRL_ENABLE;
}

uint32_t gpt2_count(void) { return GPT2_CNT; }

void gpt3_start(uint32_t microseconds, void (*on_expiry)(void)) {
  on_expiry_3 = on_expiry;
  GPT3_CTRL = GPT3_1_MHZ | GPT3_CLEAR;
  GPT3_INIT = 0;
  GPT3_EXPIRE = microseconds;
  irq_enable(IRQ_GPT3, priorities[3]);
  GPT3_CTRL = GPT3_1_MHZ | CTRL_ENABLE;
}

void gpt3_handler(void) {
  GPT3_CTRL = GPT3_1_MHZ | GPT3_CLEAR; /* also off: the timer expires once */
  if (on_expiry_3 != NULL) {
    on_expiry_3();
  }
}

void gpt4_start(void) {
  GPT4_CTRL = 0;
  GPT4_INIT = 0;
  GPT4_CTRL = GPT4_CORE_CLOCK | CTRL_ENABLE;
}

uint32_t gpt4_count(void) { return GPT4_CNT; }
