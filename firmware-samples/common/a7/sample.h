/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the small high-level samples share: an event loop, a timer and a clean end at SIGTERM. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include <applibs/eventloop.h>

/* Runs once for each tick. Returns 0 to go on, or the exit code with which the app ends. */
typedef int sample_tick(void);

/* Ticks every `milliseconds` until `tick` or SIGTERM ends it; the events of other descriptors are
 * served meanwhile. Returns the exit code: 0 after SIGTERM, 255 when the loop
 * or the timer fails. */
int sample_run(EventLoop* loop, long milliseconds, sample_tick* tick);

#endif /* SAMPLE_H */
