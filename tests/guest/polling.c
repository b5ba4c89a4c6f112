/* SPDX-License-Identifier: GPL-2.0-or-later */
/* epoll, poll and select over eventfds, timerfds and pipes. */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int add(int epoll, int fd, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int main(void) {
  struct epoll_event events[4];
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  const int counter = eventfd(0, EFD_NONBLOCK);
  const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  int fds[2];
  if (pipe(fds) < 0) {
    return 1;
  }
  add(epoll, counter, EPOLLIN);
  add(epoll, timer, EPOLLIN);
  add(epoll, fds[0], EPOLLIN);
  printf("add twice: %s\n", add(epoll, counter, EPOLLIN) < 0 && errno == EEXIST ? "EEXIST" : "?");
  printf("nothing ready: %d\n", epoll_wait(epoll, events, 4, 0));
  printf("timeout: %d\n", epoll_wait(epoll, events, 4, 20));

  uint64_t value = 5;
  (void)!write(counter, &value, sizeof(value));
  value = 3;
  (void)!write(counter, &value, sizeof(value));
  int ready = epoll_wait(epoll, events, 4, -1);
  printf("eventfd: %d ready, the counter %d\n", ready, events[0].data.fd == counter);
  printf("still ready: %d\n", epoll_wait(epoll, events, 4, 0));
  (void)!read(counter, &value, sizeof(value));
  printf("read %llu, then ready: %d\n", (unsigned long long)value, epoll_wait(epoll, events, 4, 0));
  printf("empty: %s\n",
         read(counter, &value, sizeof(value)) < 0 && errno == EAGAIN ? "EAGAIN" : "?");

  const struct itimerspec setting = {.it_value = {0, 50000000}};
  timerfd_settime(timer, 0, &setting, NULL);
  ready = epoll_wait(epoll, events, 4, 5000);
  printf("timerfd: %d ready, the timer %d\n", ready, events[0].data.fd == timer);
  (void)!read(timer, &value, sizeof(value));

  struct epoll_event change = {.events = EPOLLIN | EPOLLONESHOT, .data.fd = fds[0]};
  epoll_ctl(epoll, EPOLL_CTL_MOD, fds[0], &change);
  (void)!write(fds[1], "ab", 2);
  ready = epoll_wait(epoll, events, 4, 0);
  printf("one shot: %d, then %d\n", ready, epoll_wait(epoll, events, 4, 0));
  change.events = EPOLLIN | EPOLLET;
  epoll_ctl(epoll, EPOLL_CTL_MOD, fds[0], &change);
  ready = epoll_wait(epoll, events, 4, 0);
  printf("edge: %d, then %d\n", ready, epoll_wait(epoll, events, 4, 0));
  epoll_ctl(epoll, EPOLL_CTL_DEL, fds[0], NULL);

  struct pollfd polls[2] = {{.fd = fds[0], .events = POLLIN}, {.fd = fds[1], .events = POLLOUT}};
  ready = poll(polls, 2, 1000);
  printf("poll: %d ready, in %d, out %d\n", ready, (polls[0].revents & POLLIN) != 0,
         (polls[1].revents & POLLOUT) != 0);

  fd_set readable;
  FD_ZERO(&readable);
  FD_SET(fds[0], &readable);
  FD_SET(counter, &readable);
  struct timeval limit = {1, 0};
  const int top = (fds[0] > counter ? fds[0] : counter) + 1;
  ready = select(top, &readable, NULL, NULL, &limit);
  printf("select: %d ready, the pipe %d, the counter %d\n", ready, FD_ISSET(fds[0], &readable) != 0,
         FD_ISSET(counter, &readable) != 0);

  char text[4] = "";
  (void)!read(fds[0], text, sizeof(text));
  close(fds[1]);
  polls[0].revents = 0;
  ready = poll(polls, 1, 1000);
  printf("closed: %d ready, hang-up %d\n", ready, (polls[0].revents & POLLHUP) != 0);
  polls[0].fd = 99;
  ready = poll(polls, 1, 0);
  printf("bad descriptor: %d ready, POLLNVAL %d\n", ready, (polls[0].revents & POLLNVAL) != 0);

  const int nested = epoll_create1(0);
  add(nested, epoll, EPOLLIN);
  value = 1;
  (void)!write(counter, &value, sizeof(value));
  printf("nested: %d\n", epoll_wait(nested, events, 4, 0));

  const int semaphore = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
  (void)!read(semaphore, &value, sizeof(value));
  printf("semaphore: %llu", (unsigned long long)value);
  (void)!read(semaphore, &value, sizeof(value));
  printf(" %llu, then %s\n", (unsigned long long)value,
         read(semaphore, &value, sizeof(value)) < 0 && errno == EAGAIN ? "EAGAIN" : "?");
  return 0;
}
