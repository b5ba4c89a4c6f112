/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "control.h"

uint32_t control_step(struct control* control, int32_t millidegrees) {
  if (millidegrees > CONTROL_ON_MILLIDEGREES) {
    control->on = true;
  } else if (millidegrees < CONTROL_OFF_MILLIDEGREES) {
    control->on = false;
  }
  if (!control->on) {
    return 0;
  }
  /* Proportional between the temperature that stops the fan and the one that wants all of it. */
  if (millidegrees >= CONTROL_FULL_MILLIDEGREES) {
    return 100;
  }
  const int32_t span = CONTROL_FULL_MILLIDEGREES - CONTROL_OFF_MILLIDEGREES;
  const int32_t above = millidegrees - CONTROL_OFF_MILLIDEGREES;
  return CONTROL_LEAST_DUTY + (uint32_t)(above * (100 - CONTROL_LEAST_DUTY) / span);
}
