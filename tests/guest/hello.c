/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The smallest program; with arguments, it shows what it was started with. */
#include <stdio.h>

int main(int argc, char* argv[]) {
  printf("hello from the guest\n");
  for (int i = 1; i < argc; i++) {
    printf("argument %d: %s\n", i, argv[i]);
  }
  return 0;
}
