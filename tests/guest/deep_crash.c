/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dies three calls deep: each caller must be among the probable callers of the crash report. */
#include <stdio.h>

static volatile int* volatile nowhere = (volatile int*)0xdead0000u;

static int __attribute__((noinline)) innermost(int depth) {
  char text[32];
  snprintf(text, sizeof text, "%d", depth);
  *nowhere = text[0]; /* here */
  return text[0];
}

static int __attribute__((noinline)) middle(int depth) {
  return innermost(depth + 1) + 1; /* middle */
}

static int __attribute__((noinline)) outermost(int depth) {
  return middle(depth + 1) + 1; /* outermost */
}

int main(void) {
  printf("about to crash\n");
  fflush(stdout);
  return outermost(1) + 1; /* main */
}
