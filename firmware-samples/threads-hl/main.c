/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A worker thread computes, the main thread hands it work through a queue and tells what comes
 * back: a mutex, condition variables, thread-local data, and a clean join. */
#include <applibs/log.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

typedef enum {
  ExitCode_Success = 0,
  ExitCode_Thread = 1,
} ExitCode;

enum { queue_size = 4, jobs = 10, workers = 2 };

typedef struct {
  pthread_mutex_t mutex;
  pthread_cond_t not_empty, not_full;
  unsigned int items[queue_size];
  int first, count;
  bool closed;
} Queue;

static Queue work = {.mutex = PTHREAD_MUTEX_INITIALIZER,
                     .not_empty = PTHREAD_COND_INITIALIZER,
                     .not_full = PTHREAD_COND_INITIALIZER};
static _Thread_local int done_here;

static void put(Queue* queue, unsigned int item) {
  pthread_mutex_lock(&queue->mutex);
  while (queue->count == queue_size) {
    pthread_cond_wait(&queue->not_full, &queue->mutex);
  }
  queue->items[(queue->first + queue->count) % queue_size] = item;
  ++queue->count;
  pthread_cond_signal(&queue->not_empty);
  pthread_mutex_unlock(&queue->mutex);
}

/* False: the queue is closed and empty. */
static bool take(Queue* queue, unsigned int* item) {
  pthread_mutex_lock(&queue->mutex);
  while (queue->count == 0 && !queue->closed) {
    pthread_cond_wait(&queue->not_empty, &queue->mutex);
  }
  bool got = queue->count > 0;
  if (got) {
    *item = queue->items[queue->first];
    queue->first = (queue->first + 1) % queue_size;
    --queue->count;
    pthread_cond_signal(&queue->not_full);
  }
  pthread_mutex_unlock(&queue->mutex);
  return got;
}

static void close_queue(Queue* queue) {
  pthread_mutex_lock(&queue->mutex);
  queue->closed = true;
  pthread_cond_broadcast(&queue->not_empty);
  pthread_mutex_unlock(&queue->mutex);
}

/* The number of primes below `limit`: something that takes a while. */
static unsigned int primes_below(unsigned int limit) {
  unsigned int count = 0;
  for (unsigned int n = 2; n < limit; ++n) {
    bool prime = true;
    for (unsigned int d = 2; d * d <= n && prime; ++d) {
      prime = n % d != 0;
    }
    count += prime;
  }
  return count;
}

static void* worker(void* name) {
  unsigned int limit;
  while (take(&work, &limit)) {
    unsigned int count = primes_below(limit);
    ++done_here;
    Log_Debug("threads-hl: %s: %u primes below %u\n", (const char*)name, count, limit);
  }
  Log_Debug("threads-hl: %s: has done %d of the jobs\n", (const char*)name, done_here);
  return NULL;
}

int main(void) {
  static char names[workers][16] = {"worker one", "worker two"};
  pthread_t threads[workers];
  for (int i = 0; i < workers; ++i) {
    int error = pthread_create(&threads[i], NULL, worker, names[i]);
    if (error != 0) {
      Log_Debug("threads-hl: cannot make a thread: %s (%d)\n", strerror(error), error);
      return ExitCode_Thread;
    }
  }
  for (unsigned int i = 1; i <= jobs; ++i) {
    put(&work, 1000 * i);
  }
  close_queue(&work);
  for (int i = 0; i < workers; ++i) {
    pthread_join(threads[i], NULL);
  }
  Log_Debug("threads-hl: all done\n");
  return ExitCode_Success;
}
