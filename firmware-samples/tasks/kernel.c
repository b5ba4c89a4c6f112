/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel.h"

#include <stdbool.h>

#include "cpu.h"
#include "memory.h"

#define ICSR REGISTER(0xE000ED04u)
#define SHPR2 REGISTER(0xE000ED1Cu) /* SVCall in its upper byte */
#define SHPR3 REGISTER(0xE000ED20u) /* PendSV and SysTick in its upper bytes */

enum {
  ICSR_PENDSVSET = 1 << 28,
  XPSR_THUMB = 1 << 24,
  EXC_RETURN_THREAD_PSP = 0xFFFFFFFD, /* no FP registers in the frame */
  FRAME_R0 = 0,
  FRAME_LR = 5,
  FRAME_PC = 6,
  FRAME_XPSR = 7,
  FRAME_WORDS = 8,
  SAVED_WORDS = 9, /* r4..r11 and EXC_RETURN */
  IDLE_STACK_WORDS = 64,
};

enum call {
  CALL_START,
  CALL_SLEEP_UNTIL,
  CALL_LOCK,
  CALL_UNLOCK,
  CALL_SEND,
  CALL_RECEIVE,
  CALL_WAIT
};

/* A supervisor call with up to two arguments. Its number is part of the instruction. */
#define CALL(number, first, second)                                          \
  ({                                                                         \
    register uint32_t r0_ __asm("r0") = (uint32_t)(first);                   \
    register uint32_t r1_ __asm("r1") = (uint32_t)(second);                  \
    __asm volatile("svc %1" : "+r"(r0_) : "i"(number), "r"(r1_) : "memory"); \
    r0_;                                                                     \
  })

static struct task* tasks[KERNEL_TASKS + 1];
static unsigned task_count;
struct task* kernel_current; /* by name in the assembly below */
static volatile uint32_t ticks;
static volatile uint32_t switches;
static uint32_t last_turn;
static struct task idle;
static uint32_t idle_stack[IDLE_STACK_WORDS] __attribute__((aligned(8)));

/* --- who runs -------------------------------------------------------------------------------- */

static bool goes_before(const struct task* a, const struct task* b) {
  if (a->priority != b->priority) {
    return a->priority > b->priority;
  }
  return (int32_t)(a->turn - b->turn) < 0;
}

/* The most urgent of the tasks in a state that wait for an object; NULL: there is none. */
static struct task* first_in(enum task_state state, const void* waits_for) {
  struct task* best = NULL;
  for (unsigned i = 0; i < task_count; i++) {
    struct task* task = tasks[i];
    if (task->state == state && task->waits_for == waits_for &&
        (best == NULL || goes_before(task, best))) {
      best = task;
    }
  }
  return best;
}

static void reschedule(void) {
  if (first_in(TASK_READY, NULL) != kernel_current) {
    ICSR = ICSR_PENDSVSET;
  }
}

static void block(enum task_state state, const void* waits_for) {
  kernel_current->state = state;
  kernel_current->waits_for = waits_for;
}

static void make_ready(struct task* task) {
  task->state = TASK_READY;
  task->waits_for = NULL;
  task->turn = ++last_turn;
}

/* --- calls, in handler mode ------------------------------------------------------------------ */

static void update_priority(struct task* task) {
  task->priority = task->base_priority;
  for (const struct mutex* mutex = task->held; mutex != NULL; mutex = mutex->next_held) {
    const struct task* waiter = first_in(TASK_LOCKING, mutex);
    if (waiter != NULL && waiter->priority > task->priority) {
      task->priority = waiter->priority;
    }
  }
}

static void give(struct mutex* mutex, struct task* task) {
  mutex->owner = task;
  mutex->next_held = task->held;
  task->held = mutex;
}

static void lock(struct mutex* mutex) {
  if (mutex->owner == NULL) {
    give(mutex, kernel_current);
    return;
  }
  block(TASK_LOCKING, mutex);
  /* The owner inherits; if it waits for another mutex itself, so does that one's owner. */
  for (struct task* owner = mutex->owner; owner->priority < kernel_current->priority;) {
    owner->priority = kernel_current->priority;
    if (owner->state != TASK_LOCKING) {
      break;
    }
    owner = ((const struct mutex*)owner->waits_for)->owner;
  }
}

static void unlock(struct mutex* mutex) {
  struct mutex** link = &kernel_current->held;
  while (*link != NULL && *link != mutex) {
    link = &(*link)->next_held;
  }
  if (*link == NULL) {
    return; /* not the caller's */
  }
  *link = mutex->next_held;
  mutex->owner = NULL;
  struct task* next = first_in(TASK_LOCKING, mutex);
  if (next != NULL) {
    give(mutex, next);
    make_ready(next);
    update_priority(next);
  }
  update_priority(kernel_current);
}

static void put(struct queue* queue, const void* item) {
  const uint32_t slot = (queue->first + queue->count) % queue->capacity;
  memcpy(queue->storage + slot * queue->item_size, item, queue->item_size);
  queue->count++;
}

static void send(struct queue* queue, void* item) {
  struct task* receiver = first_in(TASK_RECEIVING, queue);
  if (receiver != NULL) {
    memcpy(receiver->item, item, queue->item_size);
    make_ready(receiver);
  } else if (queue->count < queue->capacity) {
    put(queue, item);
  } else {
    kernel_current->item = item;
    block(TASK_SENDING, queue);
  }
}

static void receive(struct queue* queue, void* item) {
  if (queue->count == 0) {
    kernel_current->item = item;
    block(TASK_RECEIVING, queue);
    return;
  }
  memcpy(item, queue->storage + queue->first * queue->item_size, queue->item_size);
  queue->first = (queue->first + 1) % queue->capacity;
  queue->count--;
  struct task* sender = first_in(TASK_SENDING, queue);
  if (sender != NULL) {
    put(queue, sender->item);
    make_ready(sender);
  }
}

static void wait_for_signal(uint32_t* frame) {
  if (kernel_current->signals == 0) {
    kernel_current->frame = frame;
    block(TASK_WAITING_FOR_SIGNAL, NULL);
    return;
  }
  frame[FRAME_R0] = kernel_current->signals;
  kernel_current->signals = 0;
}

/* `frame` lies on the caller's stack: r0..r3, r12, lr, pc, xpsr. */
__attribute__((used)) static void supervisor_call(uint32_t* frame) {
  const uint8_t number = ((const uint8_t*)frame[FRAME_PC])[-2];
  void* first = (void*)frame[0];
  void* second = (void*)frame[1];
  switch ((enum call)number) {
    case CALL_SLEEP_UNTIL:
      if ((int32_t)(frame[0] - ticks) > 0) {
        kernel_current->wake_tick = frame[0];
        block(TASK_SLEEPING, NULL);
      }
      break;
    case CALL_LOCK:
      lock(first);
      break;
    case CALL_UNLOCK:
      unlock(first);
      break;
    case CALL_SEND:
      send(first, second);
      break;
    case CALL_RECEIVE:
      receive(first, second);
      break;
    case CALL_WAIT:
      wait_for_signal(frame);
      break;
    case CALL_START:
      break;
  }
  reschedule();
}

void systick_handler(void) {
  ticks = ticks + 1;
  for (unsigned i = 0; i < task_count; i++) {
    if (tasks[i]->state == TASK_SLEEPING && (int32_t)(tasks[i]->wake_tick - ticks) <= 0) {
      make_ready(tasks[i]);
    }
  }
  kernel_current->turn = ++last_turn; /* its time slice is over */
  reschedule();
}

/* --- the switch ------------------------------------------------------------------------------ */

/* In PendSV: takes the stack pointer of the task that ran, gives that of the one that shall. */
__attribute__((used)) static uint32_t* switch_task(uint32_t* sp) {
  kernel_current->sp = sp;
  for (unsigned i = 0; i < task_count; i++) {
    struct task* task = tasks[i];
    if (task->posted == 0) {
      continue;
    }
    task->signals |= __atomic_exchange_n(&task->posted, 0, __ATOMIC_RELAXED);
    if (task->state == TASK_WAITING_FOR_SIGNAL) {
      task->frame[FRAME_R0] = task->signals;
      task->signals = 0;
      make_ready(task);
    }
  }
  struct task* next = first_in(TASK_READY, NULL);
  if (next != kernel_current) {
    kernel_current = next;
    switches = switches + 1;
  }
  return kernel_current->sp;
}

/*
 * Bit 4 of EXC_RETURN is 0 when the task has used the FPU: then the frame has room for s0..s15, and
 * s16..s31 are ours to save. The store of s16 makes the core fill that room, if it has not yet.
 */
__attribute__((naked)) void pendsv_handler(void) {
  __asm volatile(
      "mrs r0, psp\n"
      "tst lr, #0x10\n"
      "it eq\n"
      "vstmdbeq r0!, {s16-s31}\n"
      "stmdb r0!, {r4-r11, lr}\n"
      "bl switch_task\n"
      "ldmia r0!, {r4-r11, lr}\n"
      "tst lr, #0x10\n"
      "it eq\n"
      "vldmiaeq r0!, {s16-s31}\n"
      "msr psp, r0\n"
      "bx lr\n");
}

/* A call from the main stack is the one of kernel_start(): the first task begins, and the main
 * stack, which belongs to the handlers from now on, begins anew. */
__attribute__((naked)) void svcall_handler(void) {
  __asm volatile(
      "tst lr, #4\n"
      "itt ne\n"
      "mrsne r0, psp\n"
      "bne supervisor_call\n"
      "ldr r0, =stack_top\n"
      "msr msp, r0\n"
      "ldr r0, =kernel_current\n"
      "ldr r0, [r0]\n"
      "ldr r0, [r0]\n"
      "ldmia r0!, {r4-r11, lr}\n"
      "msr psp, r0\n"
      "bx lr\n"
      ".ltorg\n");
}

/* --- start ----------------------------------------------------------------------------------- */

static void stay_here(void) {
  for (;;) {
  }
}

static void add_task(struct task* task, void (*entry)(void*), void* argument, unsigned priority,
                     uint32_t* stack, size_t words) {
  uint32_t* frame = stack + words - FRAME_WORDS;
  memset(frame, 0, FRAME_WORDS * sizeof(uint32_t));
  frame[FRAME_R0] = (uint32_t)argument;
  frame[FRAME_LR] = (uint32_t)stay_here;
  frame[FRAME_PC] = (uint32_t)entry & ~1u;
  frame[FRAME_XPSR] = XPSR_THUMB;
  uint32_t* saved = frame - SAVED_WORDS;
  memset(saved, 0, SAVED_WORDS * sizeof(uint32_t));
  saved[SAVED_WORDS - 1] = EXC_RETURN_THREAD_PSP;
  task->sp = saved;
  task->priority = task->base_priority = priority;
  make_ready(task);
  tasks[task_count++] = task;
}

void task_create(struct task* task, void (*entry)(void*), void* argument, unsigned priority,
                 uint32_t* stack, size_t words) {
  if (task_count < KERNEL_TASKS && priority >= 1 && priority <= KERNEL_HIGHEST_PRIORITY) {
    add_task(task, entry, argument, priority, stack, words);
  }
}

static void idle_loop(void* argument) {
  (void)argument;
  for (;;) {
    cpu_wait_for_interrupt();
  }
}

void kernel_start(uint32_t tick_cycles) {
  add_task(&idle, idle_loop, NULL, 0, idle_stack, IDLE_STACK_WORDS);
  kernel_current = first_in(TASK_READY, NULL);
  SHPR2 = 0xE0u << 24;
  SHPR3 = 0xE0u << 24 | 0xE0u << 16;
  systick_start(tick_cycles);
  /* No FP context of main() is left behind on the main stack: CONTROL.FPCA := 0. */
  __asm volatile("msr control, %0\n\tisb" ::"r"(0) : "memory");
  (void)CALL(CALL_START, 0, 0);
  for (;;) {
  }
}

/* --- calls, in the tasks --------------------------------------------------------------------- */

uint32_t kernel_ticks(void) { return ticks; }
uint32_t kernel_switches(void) { return switches; }
void task_sleep_until(uint32_t tick) { (void)CALL(CALL_SLEEP_UNTIL, tick, 0); }
void task_sleep(uint32_t count) { task_sleep_until(ticks + count); }
void mutex_lock(struct mutex* mutex) { (void)CALL(CALL_LOCK, mutex, 0); }
void mutex_unlock(struct mutex* mutex) { (void)CALL(CALL_UNLOCK, mutex, 0); }
void queue_send(struct queue* queue, const void* item) { (void)CALL(CALL_SEND, queue, item); }
void queue_receive(struct queue* queue, void* item) { (void)CALL(CALL_RECEIVE, queue, item); }
uint32_t signal_wait(void) { return CALL(CALL_WAIT, 0, 0); }

void signal_from_interrupt(struct task* task, uint32_t bits) {
  (void)__atomic_fetch_or(&task->posted, bits, __ATOMIC_RELAXED);
  ICSR = ICSR_PENDSVSET;
}
