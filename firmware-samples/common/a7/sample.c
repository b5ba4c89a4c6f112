/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample.h"

#include <applibs/log.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { running = -1, failed = 255 };

static volatile sig_atomic_t exit_code = running;
static sample_tick* current_tick;

static void on_terminate(int signal_number) {
  (void)signal_number; /* nothing else is safe here, Log_Debug is not */
  exit_code = 0;
}

static void on_timer(EventLoop* loop, int fd, EventLoop_IoEvents events, void* context) {
  (void)loop, (void)events, (void)context;
  uint64_t expiries;
  if (read(fd, &expiries, sizeof(expiries)) < 0) {
    return;
  }
  int code = current_tick();
  if (code != 0) {
    exit_code = code;
  }
}

int sample_run(EventLoop* loop, long milliseconds, sample_tick* tick) {
  struct sigaction action = {.sa_handler = on_terminate};
  sigaction(SIGTERM, &action, NULL);
  current_tick = tick;
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  const struct timespec period = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  const struct itimerspec setting = {.it_interval = period, .it_value = period};
  if (timer < 0 || timerfd_settime(timer, 0, &setting, NULL) < 0 ||
      EventLoop_RegisterIo(loop, timer, EventLoop_Input, on_timer, NULL) == NULL) {
    Log_Debug("cannot make a timer: %s (%d)\n", strerror(errno), errno);
    exit_code = failed;
  }
  while (exit_code == running) {
    /* EINTR: a signal came; its handler has set the exit code if it wants us to end. */
    if (EventLoop_Run(loop, -1, true) == EventLoop_Run_Failed && errno != EINTR) {
      exit_code = failed;
    }
  }
  if (timer >= 0) {
    close(timer);
  }
  return exit_code;
}
