/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child dies of SIGPIPE, as the first command of "yes | head" does: nothing of it is a crash. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  const pid_t child = fork();
  if (child == 0) {
    raise(SIGPIPE);
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  printf("the child died of signal %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  return 0;
}
