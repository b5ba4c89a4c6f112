/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes 4 KiB after 4 KiB, as many as the first argument says, and tells when it has them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char* argv[]) {
  const int pages = argc > 1 ? atoi(argv[1]) : 1000;
  for (int i = 0; i < pages; ++i) {
    char* page = malloc(4096);
    if (page == NULL) {
      printf("malloc failed\n");
      return 1;
    }
    memset(page, i, 4096);
  }
  printf("%d pages are there\n", pages);
  return 0;
}
