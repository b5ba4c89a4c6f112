/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Three kinds of timers: a periodic one as a descriptor in the event loop, one that fires once, and
 * a POSIX timer whose signal would end an app that hangs (a watchdog). */
#include <applibs/eventloop.h>
#include <applibs/log.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "../common/a7/sample.h"

typedef enum {
  ExitCode_Success = 0,
  ExitCode_Watchdog = 1,
  ExitCode_OneShot = 2,
  ExitCode_EventLoop = 3,
} ExitCode;

static timer_t watchdog;
static struct timespec start;
static int ticks;

static long milliseconds_since_start(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long)(now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000;
}

/* Two seconds from now SIGALRM would come, which nobody handles: the OS ends the app. */
static int feed_watchdog(void) {
  const struct itimerspec due = {.it_value = {.tv_sec = 2}};
  return timer_settime(watchdog, 0, &due, NULL);
}

static int make_watchdog(void) {
  struct sigevent alarm = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
  return timer_create(CLOCK_MONOTONIC, &alarm, &watchdog) < 0 ? -1 : feed_watchdog();
}

static void on_one_shot(EventLoop* loop, int fd, EventLoop_IoEvents events, void* context) {
  (void)loop, (void)events, (void)context;
  uint64_t expiries;
  if (read(fd, &expiries, sizeof(expiries)) < 0) {
    return;
  }
  Log_Debug("timers-hl: once, after %ld ms\n", milliseconds_since_start());
}

static int make_one_shot(EventLoop* loop, long milliseconds) {
  int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  const struct itimerspec due = {
      .it_value = {milliseconds / 1000, milliseconds % 1000 * 1000000}};
  if (fd < 0 || timerfd_settime(fd, 0, &due, NULL) < 0 ||
      EventLoop_RegisterIo(loop, fd, EventLoop_Input, on_one_shot, NULL) == NULL) {
    return -1;
  }
  return fd;
}

static int on_tick(void) {
  ++ticks;
  Log_Debug("timers-hl: tick %d after %ld ms\n", ticks, milliseconds_since_start());
  if (ticks <= 4) {
    feed_watchdog();
  } else if (ticks == 5) {
    Log_Debug("timers-hl: does not feed the watchdog any more\n");
  }
  return ExitCode_Success;
}

int main(void) {
  clock_gettime(CLOCK_MONOTONIC, &start);
  if (make_watchdog() < 0) {
    Log_Debug("timers-hl: cannot make a POSIX timer: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Watchdog;
  }
  EventLoop* loop = EventLoop_Create();
  if (loop == NULL) {
    return ExitCode_EventLoop;
  }
  int one_shot = make_one_shot(loop, 1250);
  int code = one_shot < 0 ? ExitCode_OneShot : sample_run(loop, 500, on_tick);
  if (one_shot >= 0) {
    close(one_shot);
  }
  EventLoop_Close(loop);
  return code;
}
