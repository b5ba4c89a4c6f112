/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "timer.h"

#include <stdint.h>
#include <sys/timerfd.h>
#include <unistd.h>

static void on_readable(EventLoop* loop, int fd, EventLoop_IoEvents events, void* context) {
  (void)loop, (void)events;
  struct timer* timer = context;
  uint64_t expiries;
  if (read(fd, &expiries, sizeof(expiries)) == (ssize_t)sizeof(expiries)) {
    timer->on_expiry(timer->context);
  }
}

bool timer_open(struct timer* timer, EventLoop* loop, void (*on_expiry)(void* context),
                void* context) {
  *timer = (struct timer){.loop = loop, .on_expiry = on_expiry, .context = context};
  timer->fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (timer->fd < 0) {
    return false;
  }
  timer->registration = EventLoop_RegisterIo(loop, timer->fd, EventLoop_Input, on_readable, timer);
  return timer->registration != NULL;
}

void timer_close(struct timer* timer) {
  EventLoop_UnregisterIo(timer->loop, timer->registration);
  timer->registration = NULL;
  if (timer->fd >= 0) {
    close(timer->fd);
    timer->fd = -1;
  }
}

void timer_start(struct timer* timer, long milliseconds) {
  const struct itimerspec setting = {
      .it_value = {milliseconds / 1000, milliseconds % 1000 * 1000000}};
  timerfd_settime(timer->fd, 0, &setting, NULL);
}

void timer_stop(struct timer* timer) { timer_start(timer, 0); }
