/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of powermanagement.h that is compiled into the app; include that. */
#ifndef APPLIBS_POWERMANAGEMENT_INTERNAL_H
#define APPLIBS_POWERMANAGEMENT_INTERNAL_H

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t z__PowerManagement_System_PowerState;
enum {
  z__PowerManagement_System_PowerState_ForceReboot = 0,
  z__PowerManagement_System_PowerState_ForcePowerDown = 1,
};

struct z__PowerManagement_PowerDownStateTransitionParams {
  unsigned int maximum_residency_in_seconds;
};

int z__PowerManagement_TransitionToSystemPowerState(z__PowerManagement_System_PowerState type,
                                                    void* power_state_transition_params_ptr);

/* "ForceReboot". Returns at once; then every app gets SIGTERM, and the device restarts. */
static inline int PowerManagement_ForceSystemReboot(void) {
  return z__PowerManagement_TransitionToSystemPowerState(
      z__PowerManagement_System_PowerState_ForceReboot, NULL);
}

/* "ForcePowerDown". As above, but the device is off until the RTC's alarm after that time, or until
 * a wake-up pin wakes it. errno: EINVAL a time of 0. */
static inline int PowerManagement_ForceSystemPowerDown(unsigned int maximum_residency_in_seconds) {
  struct z__PowerManagement_PowerDownStateTransitionParams params = {maximum_residency_in_seconds};
  return z__PowerManagement_TransitionToSystemPowerState(
      z__PowerManagement_System_PowerState_ForcePowerDown, &params);
}

/* What /dev/cpufreq of the kernel takes. */
struct z__PowerManagement_Governor {
  uint32_t cpu;
  char governor_name[16];
};

/* "SetPowerProfile". Not kept over a reboot. errno: EINVAL. */
static inline int PowerManagement_SetSystemPowerProfile(
    PowerManagement_System_PowerProfile desired_profile) {
  static const char* const governors[] = {"conservative", "ondemand", "performance"};
  if (desired_profile >= sizeof(governors) / sizeof(governors[0])) {
    errno = EINVAL;
    return -1;
  }
  int fd = open("/dev/cpufreq", O_WRONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT) {
      errno = EACCES; /* the node is there for those who may */
    }
    return -1;
  }
  struct z__PowerManagement_Governor governor = {0, {0}};
  strcpy(governor.governor_name, governors[desired_profile]);
  int result = ioctl(fd, _IOW(0xf8, 1, struct z__PowerManagement_Governor), &governor);
  int error = errno;
  close(fd);
  errno = error;
  return result;
}

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_POWERMANAGEMENT_INTERNAL_H */
