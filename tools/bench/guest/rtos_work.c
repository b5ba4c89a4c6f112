// SPDX-License-Identifier: GPL-2.0-or-later
//
// Takes the place of firmware-samples/common/m4/oscillators.c in the RTOS samples: their tasks then
// do the integer work of compute.h, the same as the bare firmware that they are compared with.
#include "compute.h"
#include "oscillators.h"

static struct Work work;

// Each call works on the data as it is: tasks that interrupt each other here change nothing but the
// numbers, and no access can leave the arrays. The result is the same for all calls.
float oscillate(float step) {
  if (work.table[1] == 0) work_init(&work);
  return work_round(&work) == 1 ? step : step;
}
