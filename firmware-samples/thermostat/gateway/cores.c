/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cores.h"

#include <applibs/application.h>
#include <applibs/log.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* One message a call: the loop calls again while more wait. Other sizes are not ours. */
static bool take_message(int fd, const char* from, void* message, size_t size) {
  const ssize_t got = recv(fd, message, size, MSG_DONTWAIT | MSG_TRUNC);
  if (got < 0) {
    if (errno != EAGAIN) {
      Log_Debug("gateway: cannot receive from the %s: %s (%d)\n", from, strerror(errno), errno);
    }
    return false;
  }
  if ((size_t)got != size) {
    Log_Debug("gateway: a message of %zd bytes from the %s; expected %zu\n", got, from, size);
    return false;
  }
  return true;
}

static void on_sensor(EventLoop* loop, int fd, EventLoop_IoEvents events, void* context) {
  (void)loop, (void)events;
  const struct cores* cores = context;
  struct sensor_reading reading;
  if (take_message(fd, "sensor", &reading, sizeof(reading))) {
    cores->handlers.on_reading(cores->handlers.context, &reading);
  }
}

static void on_fan(EventLoop* loop, int fd, EventLoop_IoEvents events, void* context) {
  (void)loop, (void)events;
  const struct cores* cores = context;
  struct fan_report report;
  if (take_message(fd, "fan", &report, sizeof(report))) {
    cores->handlers.on_report(cores->handlers.context, &report);
  }
}

static bool connect_to(struct cores* cores, const char* name, const char* component_id, int* fd,
                       EventRegistration** registration, EventLoopIoCallback* callback) {
  *fd = Application_Connect(component_id);
  if (*fd < 0) {
    Log_Debug("gateway: cannot connect to the %s: %s (%d)\n", name, strerror(errno), errno);
    return false;
  }
  *registration = EventLoop_RegisterIo(cores->loop, *fd, EventLoop_Input, callback, cores);
  return *registration != NULL;
}

bool cores_open(struct cores* cores, EventLoop* loop, struct cores_handlers handlers) {
  *cores = (struct cores){.loop = loop, .handlers = handlers, .sensor_fd = -1, .fan_fd = -1};
  return connect_to(cores, "sensor", SENSOR_COMPONENT_ID, &cores->sensor_fd,
                    &cores->sensor_registration, on_sensor) &&
         connect_to(cores, "fan", FAN_COMPONENT_ID, &cores->fan_fd, &cores->fan_registration,
                    on_fan);
}

static void close_one(EventLoop* loop, EventRegistration** registration, int* fd) {
  EventLoop_UnregisterIo(loop, *registration);
  *registration = NULL;
  if (*fd >= 0) {
    close(*fd);
    *fd = -1;
  }
}

void cores_close(struct cores* cores) {
  close_one(cores->loop, &cores->sensor_registration, &cores->sensor_fd);
  close_one(cores->loop, &cores->fan_registration, &cores->fan_fd);
}

void cores_command_fan(struct cores* cores, const struct fan_command* command) {
  if (send(cores->fan_fd, command, sizeof(*command), MSG_DONTWAIT) < 0) {
    Log_Debug("gateway: command #%u was not sent: %s (%d)\n", command->sequence, strerror(errno),
              errno);
  }
}
