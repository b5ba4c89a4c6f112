/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process finds when it starts. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(void) {
  struct utsname system;
  uname(&system);
  printf("%s %s\n", system.sysname, system.machine);
  printf("page size %ld\n", sysconf(_SC_PAGESIZE));
  printf("random %d, VFP %d\n", getauxval(AT_RANDOM) != 0, (getauxval(AT_HWCAP) & (1 << 6)) != 0);
  unsigned char random[16] = {0};
  const int fd = open("/dev/urandom", O_RDONLY);
  const ssize_t got = read(fd, random, sizeof(random));
  unsigned sum = 0;
  for (size_t i = 0; i < sizeof(random); i++) {
    sum += random[i];
  }
  printf("urandom %zd, not all zero %d\n", got, sum != 0);
  close(fd);
  printf("null %zd\n", write(open("/dev/null", O_WRONLY), "x", 1));
  printf("zero %d\n", read(open("/dev/zero", O_RDONLY), random, 16) == 16 && random[15] == 0);
  char path[256] = "";
  printf("exe %d, cwd %d\n", readlink("/proc/self/exe", path, sizeof(path) - 1) > 0,
         getcwd(path, sizeof(path)) != NULL);
  struct rlimit limit;
  printf("stack limit %d\n", getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur >= 65536);
  return 0;
}
