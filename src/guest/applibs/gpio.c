/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/gpio.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "internal.h"

static atomic_int chip_fd = -1;

static int open_line(GPIO_Id id, unsigned int flags, GPIO_Value_Type initial_value) {
  if (id < 0) {
    errno = ENODEV;
    return -1;
  }
  int chip = open_once(&chip_fd, "/dev/gpiochip0", O_RDWR);
  if (chip < 0) {
    return -1;
  }
  struct gpiohandle_request request = {
      .lineoffsets = {(unsigned int)id},
      .flags = flags,
      .default_values = {initial_value},
      .consumer_label = "applibs",
      .lines = 1,
  };
  if (ioctl(chip, GPIO_GET_LINEHANDLE_IOCTL, &request) < 0) {
    if (errno == EINVAL) {
      errno = ENODEV; /* the only thing that can be invalid here is the line's number */
    }
    return -1;
  }
  return request.fd;
}

EXPORT int GPIO_OpenAsInput(GPIO_Id gpioId) {
  return open_line(gpioId, GPIOHANDLE_REQUEST_INPUT, GPIO_Value_Low);
}

EXPORT int GPIO_OpenAsOutput(GPIO_Id gpioId, GPIO_OutputMode_Type outputMode,
                             GPIO_Value_Type initialValue) {
  unsigned int flags = GPIOHANDLE_REQUEST_OUTPUT;
  switch (outputMode) {
    case GPIO_OutputMode_PushPull:
      break;
    case GPIO_OutputMode_OpenDrain:
      flags |= GPIOHANDLE_REQUEST_OPEN_DRAIN;
      break;
    case GPIO_OutputMode_OpenSource:
      flags |= GPIOHANDLE_REQUEST_OPEN_SOURCE;
      break;
    default:
      errno = EINVAL;
      return -1;
  }
  if (initialValue > GPIO_Value_High) {
    errno = EINVAL;
    return -1;
  }
  return open_line(gpioId, flags, initialValue);
}

EXPORT int GPIO_GetValue(int gpioFd, GPIO_Value_Type* outValue) {
  if (outValue == NULL) {
    errno = EFAULT;
    return -1;
  }
  struct gpiohandle_data data;
  memset(&data, 0, sizeof(data));
  if (ioctl(gpioFd, GPIOHANDLE_GET_LINE_VALUES_IOCTL, &data) < 0) {
    return -1;
  }
  *outValue = data.values[0] != 0 ? GPIO_Value_High : GPIO_Value_Low;
  return 0;
}

EXPORT int GPIO_SetValue(int gpioFd, GPIO_Value_Type value) {
  if (value > GPIO_Value_High) {
    errno = EINVAL;
    return -1;
  }
  struct gpiohandle_data data;
  memset(&data, 0, sizeof(data));
  data.values[0] = value;
  if (ioctl(gpioFd, GPIOHANDLE_SET_LINE_VALUES_IOCTL, &data) < 0) {
    /* EPERM is the kernel's answer for an input line; the API says that it has no effect. */
    return errno == EPERM ? 0 : -1;
  }
  return 0;
}
