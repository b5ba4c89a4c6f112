/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A timer in an EventLoop. */
#ifndef GATEWAY_TIMER_H
#define GATEWAY_TIMER_H

#include <applibs/eventloop.h>
#include <stdbool.h>

struct timer {
  EventLoop* loop;
  EventRegistration* registration;
  int fd;
  void (*on_expiry)(void* context);
  void* context;
};

/* Makes a timer that is not running. Returns false with errno. */
bool timer_open(struct timer* timer, EventLoop* loop, void (*on_expiry)(void* context),
                void* context);
void timer_close(struct timer* timer);

/* Expires once after so many milliseconds; a call replaces the one before. 0 stops the timer. */
void timer_start(struct timer* timer, long milliseconds);
void timer_stop(struct timer* timer);

#endif /* GATEWAY_TIMER_H */
