/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dies of a wild write: the line that is named "here" must show in the crash report. */
#include <stdio.h>
#include <stdlib.h>

static void write_to(volatile int* address) { *address = 42; /* here */ }

int main(int argc, char* argv[]) {
  printf("about to crash\n");
  fflush(stdout);
  write_to((volatile int*)(argc > 1 ? strtoul(argv[1], NULL, 16) : 0xdead0000u));
  printf("not reached\n");
  return 0;
}
