/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/log.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "internal.h"

static atomic_int log_fd = -1;

/* One write() is one piece of output, so that lines of two threads do not mix. */
static int write_all(const char* text, size_t length) {
  int fd = open_once(&log_fd, "/dev/log-debug", O_WRONLY);
  return fd >= 0 && write(fd, text, length) >= 0 ? 0 : -1;
}

EXPORT int Log_DebugVarArgs(const char* fmt, va_list args) {
  if (fmt == NULL) {
    errno = EFAULT;
    return -1;
  }
  char buffer[512];
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(buffer, sizeof(buffer), fmt, args);
  int result = -1;
  if (length >= 0 && (size_t)length < sizeof(buffer)) {
    result = write_all(buffer, (size_t)length);
  } else if (length >= 0) {
    size_t size = (size_t)length + 1;
    char* text = malloc(size);
    if (text != NULL) {
      vsnprintf(text, size, fmt, again);
      result = write_all(text, (size_t)length);
      free(text);
    }
  }
  va_end(again);
  return result;
}

EXPORT int Log_Debug(const char* fmt, ...) {
  va_list args;
  va_start(args, fmt);
  int result = Log_DebugVarArgs(fmt, args);
  va_end(args);
  return result;
}
