/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/sysevent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "abi/services_system.h"
#include "internal.h"

struct SysEvent_Info {
  SysEvent_Events event;
  SysEvent_Info_UpdateData update;
};

/* The app's one registration. What the caller gets is the loop's registration of our descriptor. */
struct registration {
  EventLoop* loop;
  EventRegistration* io;
  int fd;
  SysEvent_Events mask;
  SysEvent_EventsCallback* callback;
  void* context;
};
static struct registration* current;

static void on_event(EventLoop* el, int fd, EventLoop_IoEvents events, void* context) {
  (void)el;
  (void)events;
  const struct registration* mine = context;
  struct azs_system_event event;
  if (read(fd, &event, sizeof(event)) != (ssize_t)sizeof(event) ||
      (event.event & mine->mask) == 0) {
    return;
  }
  const struct SysEvent_Info info = {
      .event = event.event,
      .update = {.max_deferral_time_in_minutes = event.max_deferral_minutes,
                 .update_type = event.update_type}};
  mine->callback(event.event, event.status, &info, mine->context);
}

EXPORT EventRegistration* SysEvent_RegisterForEventNotifications(EventLoop* el,
                                                                 SysEvent_Events eventBitmask,
                                                                 SysEvent_EventsCallback* callback,
                                                                 void* context) {
  if (el == NULL || callback == NULL) {
    errno = EFAULT;
    return NULL;
  }
  if (eventBitmask == 0 || (eventBitmask & ~(SysEvent_Events)AZS_EVENTS_ALL) != 0) {
    errno = EINVAL;
    return NULL;
  }
  struct registration* made = calloc(1, sizeof(*made));
  if (made == NULL) {
    return NULL;
  }
  made->loop = el;
  made->mask = eventBitmask;
  made->callback = callback;
  made->context = context;
  made->fd = open(AZS_EVENTS_PATH, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  made->io =
      made->fd < 0 ? NULL : EventLoop_RegisterIo(el, made->fd, EventLoop_Input, on_event, made);
  if (made->io == NULL) {
    int error = errno;
    if (made->fd >= 0) {
      close(made->fd);
    }
    free(made);
    errno = error;
    return NULL;
  }
  current = made;
  return made->io;
}

EXPORT int SysEvent_UnregisterForEventNotifications(EventRegistration* reg) {
  if (reg == NULL || current == NULL || current->io != reg) {
    return fail(EFAULT);
  }
  struct registration* mine = current;
  current = NULL;
  int result = EventLoop_UnregisterIo(mine->loop, mine->io);
  close(mine->fd);
  free(mine);
  return result;
}

EXPORT int SysEvent_Info_GetUpdateData(const SysEvent_Info* info,
                                       SysEvent_Info_UpdateData* update_info) {
  if (info == NULL || update_info == NULL) {
    return fail(EFAULT);
  }
  if (info->event != SysEvent_Events_UpdateReadyForInstall) {
    return fail(EINVAL);
  }
  *update_info = info->update;
  return 0;
}

EXPORT int SysEvent_DeferEvent(SysEvent_Events event, uint32_t requested_defer_time_in_minutes) {
  struct azs_defer request = {.event = event, .minutes = requested_defer_time_in_minutes};
  return services_call(AZS_IOCTL_DEFER, &request);
}

EXPORT int SysEvent_ResumeEvent(SysEvent_Events event) {
  struct azs_number request = {.value = (int32_t)event};
  return services_call(AZS_IOCTL_RESUME, &request);
}
