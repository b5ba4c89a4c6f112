/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A malicious guest: children that make any system call with any arguments. Each begins with other
 * random numbers, and is killed after a second when it has not ended by itself; the first process
 * must come through, as the kernel must. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { children = 60, calls = 400, highest_call = 460 };

static uint32_t state;

static uint32_t next(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

static char buffer[4096];
static char* border; /* behind it nothing is mapped */

static const char* const texts[] = {"/", "/proc/self/mem", "/dev/gpiochip0", "/tmp/x", "../../etc/passwd",
                                    "/mnt/apps", "/proc/self/exe", "", "/dev/../../../tmp",
                                    "/tmp/x/../../../../../../etc"};

static long argument(void) {
  switch (next() % 12) {
    case 0:
      return 0;
    case 1:
      return -1;
    case 2:
      return (long)next();
    case 3:
    case 4:
      return (long)(next() % 16); /* a descriptor, a flag, a signal */
    case 5:
      return (long)(next() % 5000);
    case 6:
      return (long)(border - next() % 64);
    case 7:
      return (long)(0xffff0000u + next() % 0x10000);
    case 8:
    case 9:
      return (long)texts[next() % (sizeof texts / sizeof texts[0])];
    default:
      return (long)(buffer + next() % sizeof buffer);
  }
}

static int leaves_alone(long number) {
  /* A signal may stop the first process, as its user may. */
  if (number == SYS_kill || number == SYS_tkill || number == SYS_tgkill ||
      number == SYS_rt_sigqueueinfo || number == SYS_rt_tgsigqueueinfo) {
    return 1;
  }
  /* These end the child at once, and so the rest of its calls. */
  return number == SYS_exit || number == SYS_exit_group || number == SYS_rt_sigreturn ||
         number == SYS_sigreturn || number == SYS_pause || number == SYS_rt_sigsuspend;
}

static void go_wild(uint32_t seed) {
  state = seed * 2654435761u + 1;
  for (unsigned int i = 0; i < sizeof buffer; ++i) {
    buffer[i] = (char)next();
  }
  for (int i = 0; i < calls; ++i) {
    const long number = next() % 64 == 0 ? (long)(0xf0000 + next() % 8) : (long)(next() % highest_call);
    if (!leaves_alone(number)) {
      syscall(number, argument(), argument(), argument(), argument(), argument(), argument());
    }
  }
  _exit(0);
}

int main(void) {
  char* pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  munmap(pages + 4096, 4096);
  border = pages + 4096;
  int ended = 0;
  for (uint32_t seed = 1; seed <= children; ++seed) {
    const pid_t child = fork();
    if (child == 0) {
      go_wild(seed);
    }
    if (child < 0) {
      continue;
    }
    for (int tenth = 0; tenth < 10 && waitpid(child, NULL, WNOHANG) == 0; ++tenth) {
      const struct timespec wait = {0, 100000000};
      nanosleep(&wait, NULL);
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    ++ended;
  }
  printf("%d children came and went\n", ended);
  return 0;
}
