/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The application manager: power, and the events of updates. The rules stand in services.h. */
#ifndef ARMILLARY_GUEST_ABI_SERVICES_SYSTEM_H
#define ARMILLARY_GUEST_ABI_SERVICES_SYSTEM_H

#include "services.h"

/* Readable while an event waits; a read takes one struct azs_system_event. Opening it is the
 * registration: EACCES without SystemEventNotifications, EBUSY the app has one already. */
#define AZS_EVENTS_PATH "/dev/azsphere-events"

/* PowerManagement's states and governors */
#define AZS_POWER_REBOOT 0u
#define AZS_POWER_DOWN 1u

/* SysEvent_Events, SysEvent_Status and SysEvent_UpdateType */
#define AZS_EVENT_UPDATE_READY 1u
#define AZS_EVENT_UPDATE_STARTED 2u
#define AZS_EVENT_NO_UPDATE 4u
#define AZS_EVENTS_ALL 7u
#define AZS_EVENT_STATUS_PENDING 1u
#define AZS_EVENT_STATUS_FINAL 2u
#define AZS_EVENT_STATUS_DEFERRED 3u
#define AZS_EVENT_STATUS_COMPLETE 4u
#define AZS_UPDATE_APP 1u
#define AZS_UPDATE_SYSTEM 2u

/* Request: all. Errors: EACCES without ForceReboot or ForcePowerDown in PowerControls, EINVAL. */
struct azs_power {
  uint32_t state; /* AZS_POWER_x */
  uint32_t maximum_residency_s;
};

/* Request: profile, 0 to 2. Errors: EACCES without SetPowerProfile in PowerControls, EINVAL. */
struct azs_power_profile {
  uint32_t profile;
};

/* What a read of AZS_EVENTS_PATH gives. update_type is 0 where there is none. */
struct azs_system_event {
  uint32_t event, status;
  uint32_t max_deferral_minutes; /* for AZS_EVENT_STATUS_PENDING */
  uint32_t update_type;
};

/* Request: all; minutes is cut to what the update allows. Errors: EACCES without
 * SoftwareUpdateDeferral, EINVAL not an event that can be deferred, ENOENT none is pending,
 * EALREADY this app has deferred it. */
struct azs_defer {
  uint32_t event, minutes;
};

#define AZS_IOCTL_POWER AZS_IOCTL(0x80u, azs_power)
#define AZS_IOCTL_POWER_PROFILE AZS_IOCTL(0x81u, azs_power_profile)
#define AZS_IOCTL_DEFER AZS_IOCTL(0x90u, azs_defer)
#define AZS_IOCTL_RESUME AZS_IOCTL(0x91u, azs_number) /* the event in; ENOENT none is deferred */

#endif /* ARMILLARY_GUEST_ABI_SERVICES_SYSTEM_H */
