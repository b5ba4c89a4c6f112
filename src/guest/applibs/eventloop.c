/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/eventloop.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

enum { batch_size = 8 };

struct EventRegistration {
  int fd;
  EventLoop_IoEvents events;
  EventLoopIoCallback* callback;
  void* context;
  struct EventRegistration* next;
  struct EventRegistration* previous;
};

struct EventLoop {
  int epoll_fd;
  int stop_fd; /* eventfd; in the epoll set with no registration */
  atomic_bool running;
  pthread_t runner;     /* the thread inside EventLoop_Run, valid while running */
  bool stop_requested;  /* only touched by the runner */
  bool close_requested; /* EventLoop_Close was called from a callback */
  struct EventRegistration* registrations;
  /* Events that epoll reported and that are not handled yet. Unregistering takes its events out. */
  struct epoll_event batch[batch_size];
  int batch_count;
};

static const EventLoop_IoEvents all_events = EventLoop_Input | EventLoop_Output | EventLoop_Error;

EXPORT EventLoop* EventLoop_Create(void) {
  EventLoop* el = calloc(1, sizeof(*el));
  if (el == NULL) {
    return NULL;
  }
  el->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  el->stop_fd = el->epoll_fd < 0 ? -1 : eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  struct epoll_event stop_event = {.events = EPOLLIN, .data.ptr = NULL};
  if (el->stop_fd < 0 || epoll_ctl(el->epoll_fd, EPOLL_CTL_ADD, el->stop_fd, &stop_event) < 0) {
    int error = errno;
    EventLoop_Close(el);
    errno = error;
    return NULL;
  }
  return el;
}

EXPORT void EventLoop_Close(EventLoop* el) {
  if (el == NULL) {
    return;
  }
  if (el->running) {
    el->stop_requested = true;
    el->close_requested = true; /* EventLoop_Run still needs the loop; it closes it at its end */
    return;
  }
  while (el->registrations != NULL) {
    EventRegistration* next = el->registrations->next;
    free(el->registrations);
    el->registrations = next;
  }
  if (el->stop_fd >= 0) {
    close(el->stop_fd);
  }
  if (el->epoll_fd >= 0) {
    close(el->epoll_fd);
  }
  free(el);
}

static int64_t now_in_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static EventLoop_IoEvents to_io_events(uint32_t epoll_events) {
  EventLoop_IoEvents events = epoll_events & all_events;
  if ((epoll_events & EPOLLHUP) != 0) {
    events |= EventLoop_Error;
  }
  return events;
}

/* Calls back for what is in the batch, up to a stop. Returns how many callbacks ran. */
static int dispatch(EventLoop* el) {
  int handled = 0;
  for (int i = 0; i < el->batch_count && !el->stop_requested; i++) {
    EventRegistration* reg = el->batch[i].data.ptr;
    if (reg != NULL) {
      el->batch[i].data.ptr = NULL;
      reg->callback(el, reg->fd, to_io_events(el->batch[i].events), reg->context);
      handled++;
    }
  }
  el->batch_count = 0;
  return handled;
}

/* Takes a stop that another thread asked for out of the batch. */
static void take_stop_request(EventLoop* el) {
  for (int i = 0; i < el->batch_count; i++) {
    if (el->batch[i].data.ptr == NULL) {
      eventfd_t count;
      if (eventfd_read(el->stop_fd, &count) == 0) {
        el->stop_requested = true;
      }
    }
  }
}

static EventLoop_Run_Result run(EventLoop* el, int duration, bool one_event) {
  const bool poll_once = duration == 0;
  const int64_t deadline = duration > 0 ? now_in_milliseconds() + duration : 0;
  bool any = false;
  for (;;) {
    int timeout = duration;
    if (duration > 0) {
      int64_t left = deadline - now_in_milliseconds();
      timeout = left < 0 ? 0 : (int)left;
    }
    int wanted = one_event || poll_once ? 1 : batch_size;
    int count = epoll_wait(el->epoll_fd, el->batch, wanted, timeout);
    if (count < 0) {
      return EventLoop_Run_Failed;
    }
    el->batch_count = count;
    take_stop_request(el);
    int handled = dispatch(el);
    any = any || handled > 0;
    bool expired = duration > 0 && now_in_milliseconds() >= deadline;
    if (el->stop_requested || poll_once || expired || (one_event && handled > 0)) {
      return any ? EventLoop_Run_Finished : EventLoop_Run_FinishedEmpty;
    }
  }
}

EXPORT EventLoop_Run_Result EventLoop_Run(EventLoop* el, int duration_in_milliseconds,
                                          bool process_one_event) {
  if (el == NULL) {
    return fail(EFAULT);
  }
  if (el->running) {
    return fail(EBUSY);
  }
  el->runner = pthread_self();
  el->running = true;
  EventLoop_Run_Result result = run(el, duration_in_milliseconds, process_one_event);
  int error = errno;
  el->running = false;
  el->stop_requested = false;
  el->batch_count = 0;
  if (el->close_requested) {
    EventLoop_Close(el);
  }
  errno = error;
  return result;
}

EXPORT int EventLoop_Stop(EventLoop* el) {
  if (el == NULL) {
    return fail(EFAULT);
  }
  if (el->running && pthread_equal(el->runner, pthread_self())) {
    el->stop_requested = true;
    return 0;
  }
  return eventfd_write(el->stop_fd, 1);
}

EXPORT int EventLoop_GetWaitDescriptor(EventLoop* el) {
  return el == NULL ? fail(EFAULT) : el->epoll_fd;
}

EXPORT EventRegistration* EventLoop_RegisterIo(EventLoop* el, int fd,
                                               EventLoop_IoEvents eventBitmask,
                                               EventLoopIoCallback* callback, void* context) {
  if (el == NULL || callback == NULL) {
    errno = EFAULT;
    return NULL;
  }
  if ((eventBitmask & ~all_events) != 0) {
    errno = EINVAL;
    return NULL;
  }
  EventRegistration* reg = calloc(1, sizeof(*reg));
  if (reg == NULL) {
    return NULL;
  }
  reg->fd = fd;
  reg->events = eventBitmask;
  reg->callback = callback;
  reg->context = context;
  struct epoll_event event = {.events = eventBitmask, .data.ptr = reg};
  if (epoll_ctl(el->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
    int error = errno;
    free(reg);
    errno = error;
    return NULL;
  }
  reg->next = el->registrations;
  if (reg->next != NULL) {
    reg->next->previous = reg;
  }
  el->registrations = reg;
  return reg;
}

EXPORT int EventLoop_ModifyIoEvents(EventLoop* el, EventRegistration* reg,
                                    EventLoop_IoEvents eventBitmask) {
  if (el == NULL || reg == NULL) {
    return fail(EFAULT);
  }
  if ((eventBitmask & ~all_events) != 0) {
    return fail(EINVAL);
  }
  struct epoll_event event = {.events = eventBitmask, .data.ptr = reg};
  if (epoll_ctl(el->epoll_fd, EPOLL_CTL_MOD, reg->fd, &event) < 0) {
    return -1;
  }
  reg->events = eventBitmask;
  return 0;
}

EXPORT int EventLoop_UnregisterIo(EventLoop* el, EventRegistration* reg) {
  if (reg == NULL) {
    return 0;
  }
  if (el == NULL) {
    return fail(EFAULT);
  }
  /* The descriptor may be closed already, which took it out of the set: no error for the caller. */
  (void)epoll_ctl(el->epoll_fd, EPOLL_CTL_DEL, reg->fd, NULL);
  for (int i = 0; i < el->batch_count; i++) {
    if (el->batch[i].data.ptr == reg) {
      el->batch[i].data.ptr = NULL;
    }
  }
  if (reg->previous != NULL) {
    reg->previous->next = reg->next;
  } else {
    el->registrations = reg->next;
  }
  if (reg->next != NULL) {
    reg->next->previous = reg->previous;
  }
  free(reg);
  return 0;
}
