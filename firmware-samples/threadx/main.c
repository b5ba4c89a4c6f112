/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Azure RTOS ThreadX at full load: three threads compute in floating point for ever and share the
 * core by time slices; in front of them a timer's interrupt feeds a queue, application timers run,
 * a mutex guards the console, and interrupts nest. A line each second tells how far everything is.
 */
#include <stdbool.h>
#include <tx_api.h>

#include "console.h"
#include "cpu.h"
#include "gpt.h"
#include "oscillators.h"

enum {
  COMPUTE_THREADS = 3,
  STACK_BYTES = 1024,
  SLICE_TICKS = 1,
  /* 0 is the most urgent. */
  PRIORITY_FILTER = 2,
  PRIORITY_REPORT = 4,
  PRIORITY_COMPUTE = 8,
  SAMPLE_HZ = 512,
  QUEUE_LENGTH = 8,
  INNER_MICROSECONDS = 300,
};

static void check(UINT status, const char* what) {
  if (status == TX_SUCCESS) {
    return;
  }
  console_printf("threadx: %s failed with %u\n", what, (unsigned)status);
  console_flush();
  cpu_disable_interrupts();
  for (;;) {
  }
}
#define CHECK(call) check((call), #call)

static TX_MUTEX console_mutex;
#define SAY(...)                                   \
  do {                                             \
    tx_mutex_get(&console_mutex, TX_WAIT_FOREVER); \
    console_printf(__VA_ARGS__);                   \
    tx_mutex_put(&console_mutex);                  \
  } while (0)

/* --- threads that compute -------------------------------------------------------------------- */

static struct compute {
  TX_THREAD thread;
  float step;
  volatile uint32_t rounds, errors;
} computes[COMPUTE_THREADS] = {{.step = 0.01f}, {.step = 0.007f}, {.step = 0.003f}};

static void compute(ULONG index) {
  struct compute* self = &computes[index];
  const float expected = oscillate(self->step);
  for (;;) {
    if (oscillate(self->step) != expected) {
      self->errors = self->errors + 1;
    }
    self->rounds = self->rounds + 1;
  }
}

/* --- interrupts ------------------------------------------------------------------------------ */

static TX_QUEUE samples;
static ULONG samples_storage[QUEUE_LENGTH];
static volatile bool in_outer;
static volatile uint32_t outer, inner, nested, lost;
static float value, slope = 1.0f / SAMPLE_HZ;

/* Priority 1: preempts the handler below. */
static void on_inner(void) {
  inner = inner + 1;
  if (in_outer) {
    nested = nested + 1;
  }
  gpt3_start(INNER_MICROSECONDS, on_inner);
}

/* Priority 3. Uses the FPU, too. */
static void on_outer(void) {
  in_outer = true;
  outer = outer + 1;
  value += slope;
  if (value >= 1.0f || value <= -1.0f) {
    slope = -slope;
  }
  if (tx_queue_send(&samples, &value, TX_NO_WAIT) != TX_SUCCESS) {
    lost = lost + 1;
  }
  for (int i = 0; i < 2000; i++) {
    __asm volatile("nop"); /* about 40 us, so that the inner interrupt comes in between at times */
  }
  in_outer = false;
}

/* --- from the queue to a filter -------------------------------------------------------------- */

static TX_THREAD filter_thread;
static volatile uint32_t filtered_count;
static volatile float filtered;

static void filter(ULONG argument) {
  (void)argument;
  float sample;
  for (;;) {
    CHECK(tx_queue_receive(&samples, &sample, TX_WAIT_FOREVER));
    filtered += (sample - filtered) * 0.125f;
    filtered_count = filtered_count + 1;
  }
}

/* --- application timers and the report ------------------------------------------------------- */

static TX_TIMER fast, slow;
static TX_SEMAPHORE second_passed;
static volatile uint32_t fast_timer;
static void on_fast_timer(ULONG argument) {
  (void)argument;
  fast_timer = fast_timer + 1;
}
static void on_slow_timer(ULONG argument) {
  (void)argument;
  tx_semaphore_put(&second_passed);
}

static TX_THREAD report_thread;

static void report(ULONG argument) {
  (void)argument;
  for (uint32_t second = 1;; second++) {
    CHECK(tx_semaphore_get(&second_passed, TX_WAIT_FOREVER));
    uint32_t rounds = 0, errors = 0;
    for (unsigned i = 0; i < COMPUTE_THREADS; i++) {
      rounds += computes[i].rounds;
      errors += computes[i].errors;
    }
    SAY("threadx: second %u, rounds %u, errors %u, samples %u, lost %u, timer %u\n",
        (unsigned)second, (unsigned)rounds, (unsigned)errors, (unsigned)filtered_count,
        (unsigned)lost, (unsigned)fast_timer);
    SAY("threadx: interrupts %u and %u, nested %u, filter at %d\n", (unsigned)outer,
        (unsigned)inner, (unsigned)nested, (int)(filtered * 1000.0f));
  }
}

static UCHAR stacks[COMPUTE_THREADS + 2][STACK_BYTES] __attribute__((aligned(8)));

static void create(TX_THREAD* thread, CHAR* name, VOID (*entry)(ULONG), ULONG argument, UINT number,
                   UINT priority) {
  CHECK(tx_thread_create(thread, name, entry, argument, stacks[number], STACK_BYTES, priority,
                         priority, SLICE_TICKS, TX_AUTO_START));
}

/* ThreadX calls it before the first thread runs. */
VOID tx_application_define(VOID* unused_memory) {
  (void)unused_memory;
  CHECK(tx_mutex_create(&console_mutex, "console", TX_INHERIT));
  CHECK(tx_queue_create(&samples, "samples", TX_1_ULONG, samples_storage, sizeof(samples_storage)));
  CHECK(tx_semaphore_create(&second_passed, "second", 0));
  for (UINT i = 0; i < COMPUTE_THREADS; i++) {
    create(&computes[i].thread, "compute", compute, i, i, PRIORITY_COMPUTE);
  }
  create(&filter_thread, "filter", filter, 0, COMPUTE_THREADS, PRIORITY_FILTER);
  create(&report_thread, "report", report, 0, COMPUTE_THREADS + 1, PRIORITY_REPORT);
  CHECK(tx_timer_create(&fast, "fast", on_fast_timer, 0, 1, 1, TX_AUTO_ACTIVATE));
  CHECK(tx_timer_create(&slow, "slow", on_slow_timer, 0, TX_TIMER_TICKS_PER_SECOND,
                        TX_TIMER_TICKS_PER_SECOND, TX_AUTO_ACTIVATE));
  gpt_set_priority(0, 3);
  gpt_set_priority(3, 1);
  gpt_start(0, GPT_HZ / SAMPLE_HZ, true, on_outer);
  gpt3_start(INNER_MICROSECONDS, on_inner);
}

int main(void) {
  cpu_use_pll();
  console_init();
  console_printf("threadx: started, version %d.%d.%d\n", THREADX_MAJOR_VERSION,
                 THREADX_MINOR_VERSION, THREADX_PATCH_VERSION);
  tx_kernel_enter();
  return 0; /* never */
}
