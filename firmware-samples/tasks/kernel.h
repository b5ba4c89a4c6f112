/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small preemptive kernel: tasks with priorities, a tick, mutexes with priority inheritance,
 * queues, and signals from interrupt handlers.
 *
 * Every call of a task is a supervisor call. SVCall, SysTick and PendSV have the lowest priority of
 * all, so that the kernel never interrupts itself and masks no interrupt: handlers are entered at
 * once whatever the kernel does. In return they may call signal_from_interrupt() only.
 */
#ifndef TASKS_KERNEL_H
#define TASKS_KERNEL_H

#include <stddef.h>
#include <stdint.h>

enum { KERNEL_TASKS = 12, KERNEL_HIGHEST_PRIORITY = 7 };

struct task;

/* A lock that one task holds at a time. All zero: free. The owner runs at least at the priority of
 * the most urgent task that waits for it. */
struct mutex {
  struct task* owner;
  struct mutex* next_held;
};

/* Copies of items, first in, first out. Use QUEUE to define one. */
struct queue {
  uint8_t* storage;
  uint32_t item_size, capacity;
  uint32_t first, count;
};
#define QUEUE(name, type, length)     \
  static type name##_storage[length]; \
  static struct queue name = {        \
      .storage = (uint8_t*)name##_storage, .item_size = sizeof(type), .capacity = (length)}

enum task_state {
  TASK_READY,
  TASK_SLEEPING,
  TASK_LOCKING,
  TASK_SENDING,
  TASK_RECEIVING,
  TASK_WAITING_FOR_SIGNAL,
};

struct task {
  uint32_t*
      sp; /* while it does not run: r4..r11, EXC_RETURN, s16..s31 when it uses the FPU, frame */
  enum task_state state;
  unsigned priority; /* 0 is the least urgent; raised while others wait for what it holds */
  unsigned base_priority;
  uint32_t turn;         /* of equals the task with the lowest turn runs */
  uint32_t wake_tick;    /* TASK_SLEEPING */
  const void* waits_for; /* the mutex or queue */
  void* item;            /* of the caller that waits at a queue */
  uint32_t* frame;       /* of the call that waits for a signal */
  struct mutex* held;    /* the mutexes that it owns */
  uint32_t signals;
  uint32_t posted; /* by interrupt handlers, not seen by the kernel yet */
};

/* Before kernel_start(). `priority` is 1 to KERNEL_HIGHEST_PRIORITY. `entry` never returns. `stack`
 * and `words` are multiples of 8 bytes. */
void task_create(struct task* task, void (*entry)(void*), void* argument, unsigned priority,
                 uint32_t* stack, size_t words);
/* Runs the tasks; interrupts every `tick_cycles` core cycles. */
void kernel_start(uint32_t tick_cycles) __attribute__((noreturn));

/* Calls of tasks. */
uint32_t kernel_ticks(void);
uint32_t kernel_switches(void);
/* Until tick number `tick`; at once when it has passed. */
void task_sleep_until(uint32_t tick);
void task_sleep(uint32_t ticks);
void mutex_lock(struct mutex* mutex);
void mutex_unlock(struct mutex* mutex);
/* Both wait: for room, for an item. */
void queue_send(struct queue* queue, const void* item);
void queue_receive(struct queue* queue, void* item);
/* Waits until at least one signal has come, takes all that have, and gives their bits. */
uint32_t signal_wait(void);

/* Call of an interrupt handler. */
void signal_from_interrupt(struct task* task, uint32_t bits);

#endif /* TASKS_KERNEL_H */
