/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The futex call itself. */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* The 32-bit call takes a timeout of two 32-bit words. */
struct timespec32 {
  int32_t seconds;
  int32_t nanoseconds;
};

static long futex(atomic_int* word, int operation, int value, const void* timeout,
                  atomic_int* other, int value3) {
  return syscall(SYS_futex, word, operation, value, timeout, other, value3);
}

static atomic_int gate;
static atomic_int other_gate;
static atomic_int waiting;
static atomic_int passed;

static void* waiter(void* unused) {
  (void)unused;
  atomic_fetch_add(&waiting, 1);
  while (atomic_load(&gate) == 0) {
    futex(&gate, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
  }
  atomic_fetch_add(&passed, 1);
  return NULL;
}

static void* requeued(void* unused) {
  (void)unused;
  atomic_fetch_add(&waiting, 1);
  futex(&gate, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0);
  atomic_fetch_add(&passed, 1);
  return NULL;
}

static void sleep_ms(long milliseconds) {
  const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&time, NULL);
}

int main(void) {
  long result = futex(&gate, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0);
  printf("another value: %ld %s\n", result, errno == EAGAIN ? "EAGAIN" : strerror(errno));
  const struct timespec32 short_time = {0, 30000000};
  result = futex(&gate, FUTEX_WAIT_PRIVATE, 0, &short_time, NULL, 0);
  printf("timeout: %ld %s\n", result, errno == ETIMEDOUT ? "ETIMEDOUT" : strerror(errno));
  printf("nobody waits: %ld\n", futex(&gate, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0));

  pthread_t threads[3];
  for (int i = 0; i < 3; i++) {
    pthread_create(&threads[i], NULL, waiter, NULL);
  }
  while (atomic_load(&waiting) < 3) {
    sleep_ms(1);
  }
  sleep_ms(50);
  atomic_store(&gate, 1);
  printf("wake one: %ld\n", futex(&gate, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
  printf("wake the rest: %ld\n", futex(&gate, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0));
  for (int i = 0; i < 3; i++) {
    pthread_join(threads[i], NULL);
  }
  printf("passed: %d\n", atomic_load(&passed));

  atomic_store(&waiting, 0);
  atomic_store(&passed, 0);
  for (int i = 0; i < 3; i++) {
    pthread_create(&threads[i], NULL, requeued, NULL);
  }
  while (atomic_load(&waiting) < 3) {
    sleep_ms(1);
  }
  sleep_ms(50);
  result = futex(&gate, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void*)(uintptr_t)INT_MAX, &other_gate, 1);
  printf("wake one, move the rest: %ld\n", result);
  printf("at the old word: %ld\n", futex(&gate, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0));
  printf("at the new word: %ld\n", futex(&other_gate, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0));
  for (int i = 0; i < 3; i++) {
    pthread_join(threads[i], NULL);
  }
  printf("passed: %d\n", atomic_load(&passed));
  printf("bad word: %s\n",
         futex((atomic_int*)16, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0) < 0 && errno == EFAULT
             ? "EFAULT"
             : "?");
  return 0;
}
