// SPDX-License-Identifier: GPL-2.0-or-later
//
// What tools/bench/engine_bench.cpp runs on a bare Core: entry points, no start-up code.
#include <stdint.h>

#include "compute.h"

static struct Work work;
volatile uint32_t result;

void compute(void) {
  work_init(&work);
  for (;;) result += work_round(&work);
}

// 2 instructions a round, one of them the device access.
void read_device(void) {
  volatile uint32_t* const device = (volatile uint32_t*)0x40000000u;
  for (;;) (void)*device;
}
