/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FreeRTOS at full load: three tasks compute in floating point for ever and share the core by time
 * slices; in front of them a timer's interrupt feeds a queue, software timers run, a mutex guards
 * the console, and interrupts nest. A line each second tells how far everything has come.
 */
#include <FreeRTOS.h>
#include <queue.h>
#include <semphr.h>
#include <stdbool.h>
#include <task.h>
#include <timers.h>

#include "console.h"
#include "cpu.h"
#include "gpt.h"
#include "oscillators.h"

enum {
  COMPUTE_TASKS = 3,
  STACK_WORDS = 256,
  PRIORITY_COMPUTE = 1,
  PRIORITY_REPORT = 3,
  PRIORITY_FILTER = 5,
  SAMPLE_HZ = 512,
  INNER_MICROSECONDS = 300,
};

static SemaphoreHandle_t console_mutex;
#define SAY(...)                                  \
  do {                                            \
    xSemaphoreTake(console_mutex, portMAX_DELAY); \
    console_printf(__VA_ARGS__);                  \
    xSemaphoreGive(console_mutex);                \
  } while (0)

void app_assert_failed(const char* file, int line) {
  console_printf("freertos: assertion failed, %s:%d\n", file, line);
  console_flush();
  cpu_disable_interrupts();
  for (;;) {
  }
}

void vApplicationStackOverflowHook(TaskHandle_t task, char* name) {
  (void)task;
  app_assert_failed(name, 0);
}

/* --- tasks that compute ---------------------------------------------------------------------- */

static struct compute {
  float step;
  volatile uint32_t rounds, errors;
} computes[COMPUTE_TASKS] = {{.step = 0.01f}, {.step = 0.007f}, {.step = 0.003f}};

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

/* --- interrupts ------------------------------------------------------------------------------ */

static QueueHandle_t samples;
static volatile bool in_outer;
static volatile uint32_t outer, inner, nested, lost;
static float value, slope = 1.0f / SAMPLE_HZ;

/* Priority 1: more urgent than anything that the kernel masks, so it calls nothing of it. */
static void on_inner(void) {
  inner = inner + 1;
  if (in_outer) {
    nested = nested + 1;
  }
  gpt3_start(INNER_MICROSECONDS, on_inner);
}

/* Priority 2: the most urgent that may call the kernel. Uses the FPU, too. */
static void on_outer(void) {
  in_outer = true;
  outer = outer + 1;
  value += slope;
  if (value >= 1.0f || value <= -1.0f) {
    slope = -slope;
  }
  BaseType_t woken = pdFALSE;
  if (xQueueSendFromISR(samples, &value, &woken) != pdTRUE) {
    lost = lost + 1;
  }
  for (int i = 0; i < 2000; i++) {
    __asm volatile("nop"); /* about 40 us, so that the inner interrupt comes in between at times */
  }
  in_outer = false;
  portYIELD_FROM_ISR(woken);
}

/* --- from the queue to a filter -------------------------------------------------------------- */

static volatile uint32_t filtered_count;
static volatile float filtered;

static void filter(void* argument) {
  (void)argument;
  float sample;
  for (;;) {
    xQueueReceive(samples, &sample, portMAX_DELAY);
    filtered += (sample - filtered) * 0.125f;
    filtered_count = filtered_count + 1;
  }
}

/* --- software timers and the report ---------------------------------------------------------- */

static volatile uint32_t fast_timer, slow_timer;
static void on_fast_timer(TimerHandle_t timer) {
  (void)timer;
  fast_timer = fast_timer + 1;
}
static void on_slow_timer(TimerHandle_t timer) {
  (void)timer;
  slow_timer = slow_timer + 1;
  SAY("freertos: timer %u\n", (unsigned)slow_timer);
}

static void report(void* argument) {
  (void)argument;
  TickType_t wake = xTaskGetTickCount();
  for (uint32_t second = 1;; second++) {
    vTaskDelayUntil(&wake, configTICK_RATE_HZ);
    uint32_t rounds = 0, errors = 0;
    for (unsigned i = 0; i < COMPUTE_TASKS; i++) {
      rounds += computes[i].rounds;
      errors += computes[i].errors;
    }
    SAY("freertos: second %u, rounds %u, errors %u, samples %u, lost %u, timer %u\n",
        (unsigned)second, (unsigned)rounds, (unsigned)errors, (unsigned)filtered_count,
        (unsigned)lost, (unsigned)fast_timer);
    SAY("freertos: interrupts %u and %u, nested %u, filter at %d\n", (unsigned)outer,
        (unsigned)inner, (unsigned)nested, (int)(filtered * 1000.0f));
  }
}

static void create(TaskFunction_t entry, const char* name, void* argument, UBaseType_t priority) {
  configASSERT(xTaskCreate(entry, name, STACK_WORDS, argument, priority, NULL) == pdPASS);
}

int main(void) {
  cpu_use_pll();
  console_init();
  console_printf("freertos: started, kernel %s\n", tskKERNEL_VERSION_NUMBER);
  console_mutex = xSemaphoreCreateMutex();
  samples = xQueueCreate(8, sizeof(float));
  configASSERT(console_mutex != NULL && samples != NULL);
  for (unsigned i = 0; i < COMPUTE_TASKS; i++) {
    create(compute, "compute", &computes[i], PRIORITY_COMPUTE);
  }
  create(filter, "filter", NULL, PRIORITY_FILTER);
  create(report, "report", NULL, PRIORITY_REPORT);
  const TimerHandle_t fast = xTimerCreate("fast", pdMS_TO_TICKS(5), pdTRUE, NULL, on_fast_timer);
  const TimerHandle_t slow = xTimerCreate("slow", pdMS_TO_TICKS(2500), pdTRUE, NULL, on_slow_timer);
  configASSERT(fast != NULL && slow != NULL);
  configASSERT(xTimerStart(fast, 0) == pdPASS && xTimerStart(slow, 0) == pdPASS);

  /* What comes before the scheduler waits: the kernel keeps 2 to 7 masked until it starts. */
  gpt_set_priority(0, 2);
  gpt_set_priority(3, 1);
  gpt_start(0, GPT_HZ / SAMPLE_HZ, true, on_outer);
  gpt3_start(INNER_MICROSECONDS, on_inner);
  vTaskStartScheduler();
  app_assert_failed("out of memory", 0);
}
