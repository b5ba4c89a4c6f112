/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pipes and pairs of sockets: what they hold, how they end, and what a bad pointer costs. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const char* error_name(void) {
  switch (errno) {
    case EAGAIN:
      return "EAGAIN";
    case EFAULT:
      return "EFAULT";
    case EPIPE:
      return "EPIPE";
    default:
      return strerror(errno);
  }
}

static volatile sig_atomic_t broken;
static void on_pipe(int number) {
  (void)number;
  broken++;
}

int main(void) {
  signal(SIGPIPE, on_pipe);
  int fds[2];
  if (pipe2(fds, O_NONBLOCK) != 0) return 1;
  char text[16] = "";
  printf("empty: %zd %s\n", read(fds[0], text, 1), error_name());
  printf("write %zd\n", write(fds[1], "abc", 3));
  printf("bad pointer: %zd %s\n", read(fds[0], (void*)16, 3), error_name());
  printf("still there: %zd %s\n", read(fds[0], text, sizeof(text)), text);
  static char block[4096];
  long held = 0;
  for (ssize_t n; (n = write(fds[1], block, sizeof(block))) > 0;) held += n;
  printf("holds %ld bytes, then %s\n", held, error_name());
  close(fds[0]);
  printf("no reader: %zd %s, SIGPIPE %d\n", write(fds[1], "x", 1), error_name(), (int)broken);
  close(fds[1]);

  if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) return 1;
  write(fds[0], "one", 3);
  write(fds[0], "two", 3);
  memset(text, 0, sizeof(text));
  printf("stream: %zd %s\n", recv(fds[1], text, 4, MSG_PEEK), text);
  memset(text, 0, sizeof(text));
  printf("stream: %zd %s\n", recv(fds[1], text, sizeof(text), 0), text);
  printf("nothing: %zd %s\n", recv(fds[1], text, 1, MSG_DONTWAIT), error_name());
  const struct timeval limit = {.tv_usec = 20000};
  setsockopt(fds[1], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  printf("timeout: %zd %s\n", read(fds[1], text, 1), error_name());
  shutdown(fds[0], SHUT_WR);
  printf("end: %zd\n", read(fds[1], text, 1));
  write(fds[1], "back", 4);
  memset(text, 0, sizeof(text));
  printf("the other way: %zd %s\n", read(fds[0], text, sizeof(text)), text);
  close(fds[0]);
  printf("gone: %zd %s, SIGPIPE %d\n", send(fds[1], "x", 1, 0), error_name(), (int)broken);
  printf("quietly: %zd %s, SIGPIPE %d\n", send(fds[1], "x", 1, MSG_NOSIGNAL), error_name(),
         (int)broken);
  close(fds[1]);

  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fds) != 0) return 1;
  send(fds[0], "message", 7, 0);
  send(fds[0], "next", 4, 0);
  memset(text, 0, sizeof(text));
  printf("datagram: %zd %s\n", recv(fds[1], text, 4, MSG_TRUNC), text);
  memset(text, 0, sizeof(text));
  printf("datagram: %zd %s\n", recv(fds[1], text, sizeof(text), 0), text);
  return 0;
}
