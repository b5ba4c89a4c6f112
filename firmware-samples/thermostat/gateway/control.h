/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The control law: how fast the fan turns at which temperature. Knows no clock and no core. */
#ifndef GATEWAY_CONTROL_H
#define GATEWAY_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

enum {
  CONTROL_ON_MILLIDEGREES = 27000,   /* the fan starts above */
  CONTROL_OFF_MILLIDEGREES = 25000,  /* and stops below: the gap keeps it from chattering */
  CONTROL_FULL_MILLIDEGREES = 33000, /* full speed from here on */
  CONTROL_LEAST_DUTY = 30,           /* below, the motor would not turn */
};

struct control {
  bool on;
};

/* Takes a temperature in thousandths of a degree and returns the duty in percent. */
uint32_t control_step(struct control* control, int32_t millidegrees);

#endif /* GATEWAY_CONTROL_H */
