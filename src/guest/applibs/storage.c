/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/storage.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

EXPORT char* Storage_GetAbsolutePathInImagePackage(const char* relativePath) {
  if (relativePath == NULL) {
    errno = EFAULT;
    return NULL;
  }
  if (relativePath[0] == '/' || relativePath[0] == '.' || strstr(relativePath, "..") != NULL) {
    errno = EINVAL;
    return NULL;
  }
  char id[COMPONENT_ID_TEXT_SIZE];
  if (own_component_id(id) < 0) {
    return NULL;
  }
  static const char root[] = "/mnt/apps/";
  size_t size = sizeof(root) + sizeof(id) + strlen(relativePath) + 1;
  char* path = malloc(size);
  if (path != NULL) {
    snprintf(path, size, "%s%s/%s", root, id, relativePath);
  }
  return path;
}

EXPORT int Storage_OpenFileInImagePackage(const char* relativePath) {
  char* path = Storage_GetAbsolutePathInImagePackage(relativePath);
  if (path == NULL) {
    return -1;
  }
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  int error = errno;
  free(path);
  errno = error;
  return fd;
}

static int mutable_file_path(char* path, size_t size) {
  char id[COMPONENT_ID_TEXT_SIZE];
  if (own_component_id(id) < 0) {
    return -1;
  }
  snprintf(path, size, "/mnt/config/%s/mutable", id);
  return 0;
}

EXPORT int Storage_OpenMutableFile(void) {
  char path[96];
  if (mutable_file_path(path, sizeof(path)) < 0) {
    return -1;
  }
  return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

EXPORT int Storage_DeleteMutableFile(void) {
  char path[96];
  if (mutable_file_path(path, sizeof(path)) < 0) {
    return -1;
  }
  return unlink(path);
}
