/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <applibs/eventloop.h>
#include <applibs/gpio.h>
#include <applibs/log.h>
#include <hw/doorbell.h>

#include "chime.h"

static int lamp = -1;
static int left;

static void ring(EventLoop *loop, int fd, EventLoop_IoEvents events, void *context) {
  (void)events;
  (void)context;
  uint64_t expirations = 0;
  if (read(fd, &expirations, sizeof expirations) != sizeof expirations) {
    Log_Debug("ERROR: the timer: %s (%d)\n", strerror(errno), errno);
    EventLoop_Stop(loop);
    return;
  }
  GPIO_SetValue(lamp, left % 2 == 0 ? GPIO_Value_Low : GPIO_Value_High);
  Log_Debug("ring, %d left\n", --left);
  if (left == 0) EventLoop_Stop(loop);
}

int Chime_Start(int times) {
  left = times;
  lamp = GPIO_OpenAsOutput(DOORBELL_LAMP, GPIO_OutputMode_PushPull, GPIO_Value_High);
  if (lamp < 0) return -1;
  EventLoop *loop = EventLoop_Create();
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct itimerspec second = {.it_value = {.tv_sec = 1}, .it_interval = {.tv_sec = 1}};
  if (loop == NULL || timer < 0 || timerfd_settime(timer, 0, &second, NULL) != 0) return -1;
  if (EventLoop_RegisterIo(loop, timer, EventLoop_Input, ring, NULL) == NULL) return -1;
  EventLoop_Run(loop, -1, false);
  EventLoop_Close(loop);
  return 0;
}
