/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "internal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int open_once(atomic_int* cached, const char* path, int flags) {
  int fd = atomic_load(cached);
  if (fd >= 0) {
    return fd;
  }
  int opened = open(path, flags | O_CLOEXEC);
  if (opened < 0) {
    return -1;
  }
  if (!atomic_compare_exchange_strong(cached, &fd, opened)) {
    close(opened); /* another thread was first; fd is now its descriptor */
    return fd;
  }
  return opened;
}

int open_node(const char* format, int number, int flags) {
  char path[32];
  int length = snprintf(path, sizeof(path), format, number);
  if (number < 0 || length < 0 || (size_t)length >= sizeof(path)) {
    errno = ENODEV;
    return -1;
  }
  int fd = open(path, flags | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) {
    errno = ENODEV;
  }
  return fd;
}

int close_failed(int fd) {
  int error = errno;
  close(fd);
  errno = error;
  return -1;
}

int own_component_id(char text[COMPONENT_ID_TEXT_SIZE]) {
  /* The kernel's security module reports three lines; the first is "CID: " and the id. */
  static const char prefix[] = "CID: ";
  char line[sizeof(prefix) + COMPONENT_ID_TEXT_SIZE];
  int fd = open("/proc/self/attr/current", O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return -1;
  }
  ssize_t got = read(fd, line, sizeof(line) - 1);
  int error = errno;
  close(fd);
  if (got < 0) {
    errno = error;
    return -1;
  }
  size_t prefix_length = sizeof(prefix) - 1;
  size_t id_length = COMPONENT_ID_TEXT_SIZE - 1;
  if ((size_t)got < prefix_length + id_length || memcmp(line, prefix, prefix_length) != 0) {
    errno = EIO;
    return -1;
  }
  for (size_t i = 0; i < id_length; i++) {
    text[i] = (char)tolower((unsigned char)line[prefix_length + i]);
  }
  text[id_length] = '\0';
  return 0;
}
