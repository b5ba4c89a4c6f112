/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Eight tasks on one core, which never rests: two that compute in floating point for ever, and in
 * front of them a chain from a timer's interrupt over a queue to a filter, three tasks that fight
 * for one mutex, and a monitor that prints.
 */
#include <stdbool.h>

#include "console.h"
#include "cpu.h"
#include "gpt.h"
#include "kernel.h"
#include "oscillators.h"

enum {
  TICK_HZ = 1000,
  SAMPLE_HZ = 128,
  STACK_WORDS = 256,
  PRIORITY_COMPUTE = 1,
  PRIORITY_LOW = 2,
  PRIORITY_MEDIUM = 3,
  PRIORITY_MONITOR = 4,
  PRIORITY_FILTER = 5,
  PRIORITY_HIGH = 6,
  PRIORITY_SAMPLER = 7,
};

#define STACK(name) static uint32_t name[STACK_WORDS] __attribute__((aligned(8)))

/* The console's ring takes one writer at a time. */
static struct mutex console;
#define SAY(...)                 \
  do {                           \
    mutex_lock(&console);        \
    console_printf(__VA_ARGS__); \
    mutex_unlock(&console);      \
  } while (0)

/* --- two tasks that compute ------------------------------------------------------------------ */

struct compute {
  struct task task;
  float step;
  volatile uint32_t rounds, errors;
};
static struct compute computes[2] = {{.step = 0.01f}, {.step = 0.007f}};
STACK(compute_stack_0);
STACK(compute_stack_1);

static void compute(void* argument) {
  struct compute* self = argument;
  const float expected = oscillate(self->step);
  for (;;) {
    if (oscillate(self->step) != expected) {
      self->errors = self->errors + 1;
    }
    self->rounds = self->rounds + 1;
  }
}

/* --- from an interrupt to a filter ----------------------------------------------------------- */

static struct task sampler_task, filter_task;
STACK(sampler_stack);
STACK(filter_stack);
QUEUE(samples, float, 4);
static volatile uint32_t samples_seen;
static volatile float filtered;

static void on_timer(void) { signal_from_interrupt(&sampler_task, 1); }

/* A triangle between -1 and 1 with a period of four seconds. */
static void sampler(void* argument) {
  (void)argument;
  float value = 0.0f;
  float slope = 1.0f / SAMPLE_HZ;
  for (;;) {
    (void)signal_wait();
    value += slope;
    if (value >= 1.0f || value <= -1.0f) {
      slope = -slope;
    }
    queue_send(&samples, &value);
  }
}

static void filter(void* argument) {
  (void)argument;
  float sample;
  for (;;) {
    queue_receive(&samples, &sample);
    filtered += (sample - filtered) * 0.125f;
    samples_seen = samples_seen + 1;
  }
}

/* --- three tasks and one resource ------------------------------------------------------------ */

static struct task low_task, medium_task, high_task;
STACK(low_stack);
STACK(medium_stack);
STACK(high_stack);
static struct mutex resource;

/* Takes about so much of the core's time. */
static void work(uint32_t milliseconds) {
  for (uint32_t i = 0; i < milliseconds * (PLL_HZ / 1000 / 4); i++) {
    __asm volatile("nop");
  }
}

/* Each second: the least urgent takes the resource, the next one needs the core for long, and the
 * most urgent wants the resource. It waits for the first only, because that inherits its priority:
 * about 1 ms instead of 9. */
static void low(void* argument) {
  (void)argument;
  for (uint32_t second = 0;; second += TICK_HZ) {
    task_sleep_until(second + 250);
    mutex_lock(&resource);
    work(3);
    mutex_unlock(&resource);
  }
}

static void medium(void* argument) {
  (void)argument;
  for (uint32_t second = 0;; second += TICK_HZ) {
    task_sleep_until(second + 251);
    work(8);
  }
}

static void high(void* argument) {
  (void)argument;
  for (uint32_t second = 0;; second += TICK_HZ) {
    task_sleep_until(second + 252);
    const uint32_t asked = kernel_ticks();
    mutex_lock(&resource);
    const uint32_t waited = kernel_ticks() - asked;
    mutex_unlock(&resource);
    SAY("tasks: waited %u ms for the resource\n", (unsigned)waited);
  }
}

/* --- the monitor ----------------------------------------------------------------------------- */

static struct task monitor_task;
STACK(monitor_stack);

static void monitor(void* argument) {
  (void)argument;
  for (uint32_t tick = TICK_HZ / 2;; tick += TICK_HZ / 2) {
    task_sleep_until(tick);
    const int millis = (int)(filtered * 1000.0f);
    SAY("tasks: %u ms, %u switches, %u samples, filter at %d, rounds %u + %u, errors %u\n",
        (unsigned)kernel_ticks(), (unsigned)kernel_switches(), (unsigned)samples_seen, millis,
        (unsigned)computes[0].rounds, (unsigned)computes[1].rounds,
        (unsigned)(computes[0].errors + computes[1].errors));
  }
}

int main(void) {
  cpu_use_pll();
  console_init();
  console_printf("tasks: started\n");
  task_create(&computes[0].task, compute, &computes[0], PRIORITY_COMPUTE, compute_stack_0,
              STACK_WORDS);
  task_create(&computes[1].task, compute, &computes[1], PRIORITY_COMPUTE, compute_stack_1,
              STACK_WORDS);
  task_create(&low_task, low, NULL, PRIORITY_LOW, low_stack, STACK_WORDS);
  task_create(&medium_task, medium, NULL, PRIORITY_MEDIUM, medium_stack, STACK_WORDS);
  task_create(&monitor_task, monitor, NULL, PRIORITY_MONITOR, monitor_stack, STACK_WORDS);
  task_create(&filter_task, filter, NULL, PRIORITY_FILTER, filter_stack, STACK_WORDS);
  task_create(&high_task, high, NULL, PRIORITY_HIGH, high_stack, STACK_WORDS);
  task_create(&sampler_task, sampler, NULL, PRIORITY_SAMPLER, sampler_stack, STACK_WORDS);
  gpt_start(0, GPT_HZ / SAMPLE_HZ, true, on_timer);
  kernel_start(PLL_HZ / TICK_HZ);
}
