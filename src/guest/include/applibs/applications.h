/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory use of the apps, and the version of the OS. Needs no capability. */
#ifndef APPLIBS_APPLICATIONS_H
#define APPLIBS_APPLICATIONS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define APPLICATIONS_OS_VERSION_MAX_LENGTH 16

typedef struct Applications_OsVersion {
  char version[APPLICATIONS_OS_VERSION_MAX_LENGTH]; /* such as "24.06", zero-terminated */
} Applications_OsVersion;

/* Returns 0, or -1 with errno EFAULT. */
int Applications_GetOsVersion(Applications_OsVersion* outVersion);

/* Exported for the inline functions below; apps call those. */
enum {
  z__Applications_Memory_Total = 0,
  z__Applications_Memory_UserMode = 1,
  z__Applications_Memory_PeakUserMode = 2,
};
int z__Applications_GetMemoryInfo(uint32_t attribute, void* buffer, size_t bufferSize);

static inline size_t z__Applications_MemoryInKB(uint32_t attribute) {
  uint32_t kib = 0;
  return z__Applications_GetMemoryInfo(attribute, &kib, sizeof(kib)) == 0 ? kib : 0;
}

/* Each returns KiB, or 0 with errno: EAGAIN the figure is not available now. */
static inline size_t Applications_GetTotalMemoryUsageInKB(void) {
  return z__Applications_MemoryInKB(z__Applications_Memory_Total);
}
static inline size_t Applications_GetUserModeMemoryUsageInKB(void) {
  return z__Applications_MemoryInKB(z__Applications_Memory_UserMode);
}
static inline size_t Applications_GetPeakUserModeMemoryUsageInKB(void) {
  return z__Applications_MemoryInKB(z__Applications_Memory_PeakUserMode);
}

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_APPLICATIONS_H */
