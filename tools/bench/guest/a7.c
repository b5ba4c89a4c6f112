// SPDX-License-Identifier: GPL-2.0-or-later
//
// The benchmark program of the A7: argv[1] rounds of compute.h (0: for ever). Runs under qemu-arm
// too.
#include <stdio.h>
#include <stdlib.h>

#include "compute.h"

static struct Work work;

int main(int argc, char** argv) {
  const unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
  work_init(&work);
  uint32_t sum = 0;
  for (unsigned long i = 0; rounds == 0 || i < rounds; ++i) sum += work_round(&work);
  printf("%08x\n", sum);
  return 0;
}
