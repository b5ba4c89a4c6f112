/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The device's kernel refuses memory that is writable and executable with EPERM. (Ordinary Linux
 * does not: this program's expected output is the device's.) musl's mmap() tells EPERM for an
 * anonymous mapping as ENOMEM. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { page = 4096 };

static const char* outcome(int failed) {
  return !failed ? "allowed" : errno == EPERM ? "EPERM" : errno == ENOMEM ? "ENOMEM" : strerror(errno);
}

int main(void) {
  void* map =
      mmap(NULL, page, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  printf("mmap of write and execute: %s\n", outcome(map == MAP_FAILED));
  map = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  printf("mmap of write: %s\n", outcome(map == MAP_FAILED));
  memset(map, 0, page);
  printf("add execute: %s\n", outcome(mprotect(map, page, PROT_READ | PROT_WRITE | PROT_EXEC) < 0));
  printf("written, then execute: %s\n", outcome(mprotect(map, page, PROT_READ | PROT_EXEC) < 0));
  printf("read-only: %s\n", outcome(mprotect(map, page, PROT_READ) < 0));
  return 0;
}
