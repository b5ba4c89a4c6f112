/* SPDX-License-Identifier: GPL-2.0-or-later */
/* General-purpose timers. GPT0 and GPT1 count the 32,768 Hz clock down and interrupt; GPT2 counts
 * it up freely; GPT3 counts microseconds up to a value and interrupts once; GPT4 counts core
 * cycles. */
#ifndef COMMON_M4_GPT_H
#define COMMON_M4_GPT_H

#include <stdbool.h>
#include <stdint.h>

enum { GPT_HZ = 32768 };

/* The priority that a timer's interrupt gets when it is started, 2 unless told: 0 is the most
 * urgent, 7 the least. GPT0 and GPT1 share a line: the one started last decides. */
void gpt_set_priority(unsigned timer, unsigned priority);

/* timer: 0 or 1. Calls `on_expiry` from the interrupt every `ticks` of GPT_HZ, or once. */
void gpt_start(unsigned timer, uint32_t ticks, bool repeat, void (*on_expiry)(void));
void gpt_stop(unsigned timer);

/* GPT2, free-running from 0 at GPT_HZ. */
void gpt2_start(void);
uint32_t gpt2_count(void);

/* GPT3: calls `on_expiry` from the interrupt once after `microseconds`. */
void gpt3_start(uint32_t microseconds, void (*on_expiry)(void));

/* GPT4, free-running from 0 at the core's clock. */
void gpt4_start(void);
uint32_t gpt4_count(void);

#endif /* COMMON_M4_GPT_H */
