/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/applications.h>
#include <errno.h>
#include <string.h>

#include "abi/services.h"
#include "internal.h"

static_assert(APPLICATIONS_OS_VERSION_MAX_LENGTH == AZS_OS_VERSION_SIZE, "same size on both sides");

EXPORT int z__Applications_GetMemoryInfo(uint32_t attribute, void* buffer, size_t bufferSize) {
  if (buffer == NULL) {
    errno = EFAULT;
    return -1;
  }
  struct azs_memory_info request = {.attribute = attribute};
  if (bufferSize < sizeof(request.kib)) {
    errno = ERANGE;
    return -1;
  }
  if (services_call(AZS_IOCTL_MEMORY_INFO, &request) < 0) {
    return -1;
  }
  memcpy(buffer, &request.kib, sizeof(request.kib));
  return 0;
}

EXPORT int Applications_GetOsVersion(Applications_OsVersion* outVersion) {
  if (outVersion == NULL) {
    errno = EFAULT;
    return -1;
  }
  struct azs_os_version request = {{0}};
  if (services_call(AZS_IOCTL_OS_VERSION, &request) < 0) {
    return -1;
  }
  memcpy(outVersion->version, request.version, sizeof(outVersion->version));
  outVersion->version[sizeof(outVersion->version) - 1] = '\0';
  return 0;
}
