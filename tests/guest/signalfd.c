/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals as messages: blocked signals are read from a descriptor, poll sees them come. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <unistd.h>

static void read_one(const char* what, int fd) {
  struct signalfd_siginfo info;
  const ssize_t got = read(fd, &info, sizeof(info));
  if (got == (ssize_t)sizeof(info)) {
    printf("%s: signal %u, code %d, value %d\n", what, info.ssi_signo, info.ssi_code, info.ssi_int);
  } else {
    printf("%s: %zd %s\n", what, got, errno == EAGAIN ? "EAGAIN" : "another error");
  }
}

int main(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGALRM);
  sigaddset(&set, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &set, NULL);
  const int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  read_one("nothing", fd);
  kill(getpid(), SIGUSR1);
  kill(getpid(), SIGUSR1); /* waits once */
  struct pollfd state = {fd, POLLIN, 0};
  printf("poll %d %d\n", poll(&state, 1, 0), state.revents);
  read_one("first", fd);
  read_one("second", fd);
  const union sigval value = {.sival_int = 7};
  sigqueue(getpid(), SIGRTMIN, value);
  sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 8}); /* both wait, in order */
  read_one("queued", fd);
  read_one("queued", fd);
  const struct itimerval alarm = {.it_value = {.tv_usec = 20000}};
  setitimer(ITIMER_REAL, &alarm, NULL);
  printf("poll for the alarm %d\n", poll(&state, 1, 5000));
  read_one("alarm", fd);
  char small[8];
  printf("small buffer: %zd %s\n", read(fd, small, sizeof(small)), errno == EINVAL ? "EINVAL" : "?");
  sigset_t none;
  sigemptyset(&none);
  printf("new mask: %d\n", signalfd(fd, &none, 0) == fd);
  kill(getpid(), SIGUSR1);
  read_one("masked out", fd);
  return 0;
}
