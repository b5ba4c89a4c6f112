/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ten seconds by each kind of timer. Prints how long each took on the monotonic clock, in whole
 * milliseconds: in virtual time that is exact, whatever the host does. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t expired;

static void on_alarm(int number) {
  (void)number;
  expired = 1;
}

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void report(const char* what, int64_t start) {
  printf("%s: %lld ms\n", what, (long long)((now_ns() - start + 500000) / 1000000));
  fflush(stdout);
}

int main(void) {
  int64_t start = now_ns();
  const struct timespec ten = {10, 0};
  nanosleep(&ten, NULL);
  report("nanosleep", start);

  start = now_ns();
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += 10;
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
  report("clock_nanosleep", start);

  const int fd = timerfd_create(CLOCK_MONOTONIC, 0);
  struct itimerspec setting = {.it_value = ten};
  start = now_ns();
  timerfd_settime(fd, 0, &setting, NULL);
  uint64_t expiries = 0;
  (void)!read(fd, &expiries, sizeof(expiries));
  report("timerfd", start);
  printf("expiries: %llu\n", (unsigned long long)expiries);

  setting.it_value.tv_sec = 1;
  setting.it_interval.tv_sec = 1;
  start = now_ns();
  timerfd_settime(fd, 0, &setting, NULL);
  const struct timespec later = {3, 500000000};
  nanosleep(&later, NULL);
  (void)!read(fd, &expiries, sizeof(expiries));
  printf("expiries meanwhile: %llu\n", (unsigned long long)expiries);
  (void)!read(fd, &expiries, sizeof(expiries));
  report("interval", start);

  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_handler = on_alarm;
  sigaction(SIGALRM, &action, NULL);
  timer_t timer;
  struct sigevent event;
  memset(&event, 0, sizeof(event));
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGALRM;
  timer_create(CLOCK_MONOTONIC, &event, &timer);
  const struct itimerspec once = {.it_value = ten};
  start = now_ns();
  timer_settime(timer, 0, &once, NULL);
  while (!expired) {
    pause();
  }
  report("timer_create", start);
  timer_delete(timer);

  expired = 0;
  start = now_ns();
  alarm(10);
  while (!expired) {
    pause();
  }
  report("alarm", start);
  return 0;
}
