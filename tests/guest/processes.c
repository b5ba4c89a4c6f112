/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fork, exec, wait and pipes. The program starts itself again with an argument as the child. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void report(const char* what, int status) {
  if (WIFEXITED(status)) {
    printf("%s: exit %d\n", what, WEXITSTATUS(status));
  } else if (WIFSIGNALED(status)) {
    printf("%s: signal %d\n", what, WTERMSIG(status));
  }
  fflush(stdout);
}

int main(int argc, char* argv[]) {
  if (argc > 1 && strcmp(argv[1], "child") == 0) {
    printf("child: executed, %d arguments\n", argc);
    return 42;
  }
  int fds[2];
  int status;
  if (pipe(fds) < 0) {
    return 1;
  }
  int copied = 1; /* each process has its own memory */
  pid_t child = fork();
  if (child == 0) {
    copied = 2;
    close(fds[0]);
    const char text[] = "through the pipe";
    _exit(write(fds[1], text, sizeof(text)) == (ssize_t)sizeof(text) ? copied + 5 : 1);
  }
  close(fds[1]);
  char text[64] = "";
  ssize_t got = read(fds[0], text, sizeof(text));
  printf("parent: %zd bytes \"%s\", then %zd at the end\n", got, text, read(fds[0], text, 1));
  waitpid(child, &status, 0);
  report("writer", status);
  printf("parent: copied is %d\n", copied);
  fflush(stdout);

  child = fork();
  if (child == 0) {
    execl(argv[0], argv[0], "child", "of", "mine", (char*)NULL);
    _exit(127);
  }
  printf("waitpid %s\n", waitpid(child, &status, 0) == child ? "found the child" : "failed");
  report("executed", status);

  child = fork();
  if (child == 0) {
    for (;;) {
      pause();
    }
  }
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  report("killed", status);

  errno = 0;
  printf("no child left: %d, %s\n", (int)waitpid(-1, &status, 0),
         errno == ECHILD ? "ECHILD" : "wrong errno");
  errno = 0;
  execl("/no/such/program", "program", (char*)NULL);
  printf("exec of nothing: %s\n", errno == ENOENT ? "ENOENT" : "wrong errno");
  return 0;
}
