/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the functions of pwm.h reach the device node: they are part of the app, so the node's path and
 * request are the binary interface. Apps include pwm.h. */
#ifndef APPLIBS_PWM_INTERNAL_H
#define APPLIBS_PWM_INTERNAL_H

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/ioctl.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The request of the platform's kernel. */
struct z__PWM_Request {
  unsigned int channel;
  PwmState state;
  void* extended;
  size_t extended_size;
};
#define z__PWM_APPLY_STATE ((int)_IOW(0xf7, 1, struct z__PWM_Request))

static inline int PWM_Open(PWM_ControllerId pwm) {
  char path[32];
  snprintf(path, sizeof(path), "/dev/pwm%u", pwm);
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) {
    errno = ENODEV;
  }
  return fd;
}

static inline int PWM_Apply(int pwmFd, PWM_ChannelId pwmChannel, const PwmState* newState) {
  if (newState == NULL) {
    errno = EINVAL;
    return -1;
  }
  struct z__PWM_Request request = {pwmChannel, *newState, NULL, 0};
  return ioctl(pwmFd, z__PWM_APPLY_STATE, &request) < 0 ? -1 : 0;
}

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_PWM_INTERNAL_H */
