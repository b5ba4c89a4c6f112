/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads with a mutex, condition variables, thread-local storage and a barrier; and two threads
 * that never block, which only a preemptive scheduler gets to the end. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

enum { items = 1000, slots = 4, workers = 4 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static int queue[slots];
static int queued;
static int next_in;
static int next_out;

static void* producer(void* unused) {
  (void)unused;
  for (int i = 1; i <= items; i++) {
    pthread_mutex_lock(&mutex);
    while (queued == slots) {
      pthread_cond_wait(&not_full, &mutex);
    }
    queue[next_in++ % slots] = i;
    queued++;
    pthread_cond_signal(&not_empty);
    pthread_mutex_unlock(&mutex);
  }
  return NULL;
}

static void* consumer(void* sum) {
  for (int i = 0; i < items; i++) {
    pthread_mutex_lock(&mutex);
    while (queued == 0) {
      pthread_cond_wait(&not_empty, &mutex);
    }
    *(long*)sum += queue[next_out++ % slots];
    queued--;
    pthread_cond_signal(&not_full);
    pthread_mutex_unlock(&mutex);
  }
  return NULL;
}

static _Thread_local int own = 7;
static atomic_int shared;
static pthread_barrier_t barrier;

static void* worker(void* number) {
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < 10000; i++) {
    own++;
    atomic_fetch_add(&shared, 1);
  }
  return (void*)((intptr_t)number * 100000 + own);
}

static atomic_int turn;

/* Each waits for the other's turn without ever giving the processor away. */
static void* spinner(void* number) {
  const int me = (int)(intptr_t)number;
  for (int round = 0; round < 3; round++) {
    while (atomic_load(&turn) % 2 != me) {
    }
    atomic_fetch_add(&turn, 1);
  }
  return NULL;
}

int main(void) {
  pthread_t a;
  pthread_t b;
  long sum = 0;
  pthread_create(&a, NULL, producer, NULL);
  pthread_create(&b, NULL, consumer, &sum);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("queue: sum %ld\n", sum);

  pthread_t pool[workers];
  pthread_barrier_init(&barrier, NULL, workers);
  for (intptr_t i = 0; i < workers; i++) {
    pthread_create(&pool[i], NULL, worker, (void*)i);
  }
  for (int i = 0; i < workers; i++) {
    void* result;
    pthread_join(pool[i], &result);
    printf("worker %d: %ld\n", i, (long)(intptr_t)result);
  }
  printf("shared %d, own %d\n", atomic_load(&shared), own);

  pthread_create(&a, NULL, spinner, (void*)(intptr_t)0);
  pthread_create(&b, NULL, spinner, (void*)(intptr_t)1);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("spinners: %d turns\n", atomic_load(&turn));
  return 0;
}
