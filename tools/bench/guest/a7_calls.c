/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System calls as fast as they go: a line after each 65,536; rounds of that many by the first
 * argument, 0 for ever. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char* argv[]) {
  const int rounds = argc > 1 ? atoi(argv[1]) : 0;
  for (int round = 0; rounds == 0 || round < rounds; ++round) {
    for (int i = 0; i < 65536; ++i) {
      syscall(SYS_getppid);
    }
    puts("65536 calls");
    fflush(stdout);
  }
  return 0;
}
