/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that no kernel has: they answer ENOSYS, and the program goes on. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 3; i++) {
    errno = 0;
    const long result = syscall(5000, 1, 2, 3);
    printf("call 5000: %ld %s\n", result, errno == ENOSYS ? "ENOSYS" : "another error");
  }
  return 0;
}
