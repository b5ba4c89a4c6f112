/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libapplibs promises of the EventLoop. */
#include <applibs/eventloop.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int calls;
static EventRegistration* victim;

static const char* error_name(void) {
  switch (errno) {
    case EFAULT:
      return "EFAULT";
    case EINVAL:
      return "EINVAL";
    case EBADF:
      return "EBADF";
    case EEXIST:
      return "EEXIST";
    case EBUSY:
      return "EBUSY";
    default:
      return strerror(errno);
  }
}

static void on_count(EventLoop* el, int fd, EventLoop_IoEvents events, void* context) {
  (void)el, (void)context;
  eventfd_t value;
  eventfd_read(fd, &value);
  calls++;
  printf("  event %u, value %u\n", (unsigned)events, (unsigned)value);
}

static void on_keep(EventLoop* el, int fd, EventLoop_IoEvents events, void* context) {
  (void)fd, (void)events, (void)context;
  calls++;
  if (calls == 3) {
    EventLoop_Stop(el);
  }
}

static void on_nested_run(EventLoop* el, int fd, EventLoop_IoEvents events, void* context) {
  (void)events, (void)context;
  eventfd_t value;
  eventfd_read(fd, &value);
  printf("  run from a callback: %d %s\n", EventLoop_Run(el, 0, false), error_name());
}

static void on_unregister_other(EventLoop* el, int fd, EventLoop_IoEvents events, void* context) {
  (void)events, (void)context;
  eventfd_t value;
  eventfd_read(fd, &value);
  calls++;
  EventLoop_UnregisterIo(el, victim);
  victim = NULL;
}

static void* stop_later(void* el) {
  const struct timespec time = {0, 50000000};
  nanosleep(&time, NULL);
  EventLoop_Stop(el);
  return NULL;
}

int main(void) {
  EventLoop* el = EventLoop_Create();
  const int fd = eventfd(0, EFD_NONBLOCK);
  const int file = 0x7FFF;
  EventRegistration* none;

  printf("run NULL: %d %s\n", EventLoop_Run(NULL, 0, false), error_name());
  printf("stop NULL: %d %s\n", EventLoop_Stop(NULL), error_name());
  none = EventLoop_RegisterIo(el, fd, EventLoop_Input, NULL, NULL);
  printf("no callback: %d %s\n", none != NULL, error_name());
  none = EventLoop_RegisterIo(el, fd, 0x100, on_count, NULL);
  printf("bad events: %d %s\n", none != NULL, error_name());
  none = EventLoop_RegisterIo(el, file, EventLoop_Input, on_count, NULL);
  printf("bad descriptor: %d %s\n", none != NULL, error_name());
  EventRegistration* reg = EventLoop_RegisterIo(el, fd, EventLoop_Input, on_count, NULL);
  none = EventLoop_RegisterIo(el, fd, EventLoop_Input, on_count, NULL);
  printf("twice: %d %s\n", none != NULL, error_name());
  printf("modify: %d %s\n", EventLoop_ModifyIoEvents(el, reg, 0x100), error_name());
  printf("unregister NULL: %d, without loop: %d %s\n", EventLoop_UnregisterIo(el, NULL),
         EventLoop_UnregisterIo(NULL, reg), error_name());

  printf("nothing: %d\n", EventLoop_Run(el, 0, false));
  printf("for 20 ms: %d\n", EventLoop_Run(el, 20, false));
  eventfd_write(fd, 5);
  struct pollfd state = {EventLoop_GetWaitDescriptor(el), POLLIN, 0};
  printf("wait descriptor: %d\n", poll(&state, 1, 0));
  printf("one event: %d\n", EventLoop_Run(el, -1, true));
  eventfd_write(fd, 6);
  printf("poll: %d\n", EventLoop_Run(el, 0, false));
  EventLoop_ModifyIoEvents(el, reg, EventLoop_None);
  eventfd_write(fd, 7);
  printf("masked: %d\n", EventLoop_Run(el, 0, false));
  EventLoop_ModifyIoEvents(el, reg, EventLoop_Input);
  printf("unmasked: %d\n", EventLoop_Run(el, 0, false));
  EventLoop_UnregisterIo(el, reg);

  calls = 0;
  reg = EventLoop_RegisterIo(el, fd, EventLoop_Output, on_keep, NULL);
  printf("stopped from a callback: %d", EventLoop_Run(el, -1, false));
  printf(" after %d\n", calls);
  EventLoop_UnregisterIo(el, reg);

  pthread_t thread;
  pthread_create(&thread, NULL, stop_later, el);
  printf("stopped by a thread: %d\n", EventLoop_Run(el, -1, false));
  pthread_join(thread, NULL);

  reg = EventLoop_RegisterIo(el, fd, EventLoop_Input, on_nested_run, NULL);
  eventfd_write(fd, 1);
  EventLoop_Run(el, 0, false);
  EventLoop_UnregisterIo(el, reg);

  /* Both are reported at once; the first callback takes the second registration away. */
  const int other = eventfd(1, EFD_NONBLOCK);
  eventfd_write(fd, 1);
  calls = 0;
  reg = EventLoop_RegisterIo(el, fd, EventLoop_Input, on_unregister_other, NULL);
  victim = EventLoop_RegisterIo(el, other, EventLoop_Input, on_keep, NULL);
  EventLoop_Run(el, 30, false);
  printf("unregistered by the callback before: %d call\n", calls);
  EventLoop_Close(el);
  return 0;
}
