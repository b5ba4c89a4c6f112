/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "abi/services.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>

#include "internal.h"

static atomic_int services_fd = -1;

int services_call(unsigned int request, void* argument) {
  int fd = open_once(&services_fd, AZS_SERVICES_PATH, O_RDWR);
  /* musl's ioctl takes an int; the request's bits go through unchanged. */
  return fd >= 0 && ioctl(fd, (int)request, argument) >= 0 ? 0 : -1;
}

int services_copy_name(char* target, size_t size, const char* name) {
  if (name == NULL) {
    errno = EFAULT;
    return -1;
  }
  size_t length = strlen(name);
  if (length >= size) {
    errno = ENOENT;
    return -1;
  }
  memcpy(target, name, length + 1);
  return 0;
}
