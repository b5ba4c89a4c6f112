/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ten seconds by nanosleep, and ten by timerfd: the test looks at when the lines come. */
#include <stdint.h>
#include <stdio.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  const struct timespec ten = {.tv_sec = 10};
  printf("nanosleep: start\n");
  if (nanosleep(&ten, NULL) != 0) {
    return 1;
  }
  printf("nanosleep: end\n");
  const int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  const struct itimerspec once = {.it_value = ten};
  uint64_t expirations = 0;
  printf("timerfd: start\n");
  if (timerfd_settime(fd, 0, &once, NULL) != 0 ||
      read(fd, &expirations, sizeof(expirations)) != (ssize_t)sizeof(expirations)) {
    return 1;
  }
  printf("timerfd: end\n");
  return expirations == 1 ? 0 : 1;
}
