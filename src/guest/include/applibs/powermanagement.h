/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Power of the whole device. Each function needs its entry in "PowerControls"; without it errno is
 * EACCES. */
#ifndef APPLIBS_POWERMANAGEMENT_H
#define APPLIBS_POWERMANAGEMENT_H

#include <stdint.h>

typedef uint32_t PowerManagement_System_PowerProfile;
enum {
  PowerManagement_PowerSaver = 0,
  PowerManagement_Balanced = 1,
  PowerManagement_HighPerformance = 2, /* after a boot */
};

#include <applibs/powermanagement_internal.h>

#endif /* APPLIBS_POWERMANAGEMENT_H */
