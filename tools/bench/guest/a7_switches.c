/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two threads that wake each other by turns: a line after each 8,192 turns of both. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

static sem_t ping, pong;

static void* other(void* nothing) {
  for (;;) {
    sem_wait(&ping);
    sem_post(&pong);
  }
  return nothing;
}

int main(void) {
  sem_init(&ping, 0, 0);
  sem_init(&pong, 0, 0);
  pthread_t thread;
  if (pthread_create(&thread, NULL, other, NULL) != 0) {
    return 1;
  }
  for (;;) {
    for (int i = 0; i < 8192; ++i) {
      sem_post(&ping);
      sem_wait(&pong);
    }
    puts("8192 turns of both");
    fflush(stdout);
  }
}
