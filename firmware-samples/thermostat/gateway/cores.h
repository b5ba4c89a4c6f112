/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The connections to the two real-time cores. */
#ifndef GATEWAY_CORES_H
#define GATEWAY_CORES_H

#include <applibs/eventloop.h>
#include <stdbool.h>

#include "../protocol.h"

struct cores_handlers {
  void (*on_reading)(void* context, const struct sensor_reading* reading);
  void (*on_report)(void* context, const struct fan_report* report);
  void* context;
};

struct cores {
  EventLoop* loop;
  struct cores_handlers handlers;
  int sensor_fd;
  int fan_fd;
  EventRegistration* sensor_registration;
  EventRegistration* fan_registration;
};

/* Connects to both. Says in the log what failed, and returns false. */
bool cores_open(struct cores* cores, EventLoop* loop, struct cores_handlers handlers);
void cores_close(struct cores* cores);

/* Does not wait: when the fan's core has stopped reading, the command is dropped and logged. */
void cores_command_fan(struct cores* cores, const struct fan_command* command);

#endif /* GATEWAY_CORES_H */
