/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The real-time clock. Needs "SystemTime" in the manifest. */
#ifndef APPLIBS_RTC_H
#define APPLIBS_RTC_H

#ifdef __cplusplus
extern "C" {
#endif

/* Sets the real-time clock to the system's time (UTC). Returns 0, or -1 with errno: EACCES the
 * manifest does not have SystemTime; EBUSY the clock is open elsewhere, try again; ENOENT there is no
 * clock. */
int clock_systohc(void);

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_RTC_H */
