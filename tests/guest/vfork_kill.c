/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A process that waits in vfork for a child that never goes on is ended by SIGKILL, and only by
 * it. */
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void nothing(int signal_number) { (void)signal_number; }

int main(void) {
  signal(SIGUSR1, nothing);
  const pid_t child = fork();
  if (child == 0) {
    if (vfork() == 0) {
      for (;;) {
        syscall(SYS_pause);
      }
    }
    _exit(0);
  }
  const struct timespec wait = {0, 10000000};
  nanosleep(&wait, NULL);
  kill(child, SIGUSR1);
  nanosleep(&wait, NULL);
  printf("after SIGUSR1: %d\n", (int)waitpid(child, NULL, WNOHANG));
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  printf("after SIGKILL: signal %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  return 0;
}
