/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events of the system: updates, and how to put them off. Needs "SystemEventNotifications", and
 * "SoftwareUpdateDeferral" to defer and resume. */
#ifndef APPLIBS_SYSEVENT_H
#define APPLIBS_SYSEVENT_H

#include <applibs/eventloop.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t SysEvent_Events;
enum {
  SysEvent_Events_None = 0x00,
  SysEvent_Events_UpdateReadyForInstall = 0x01,
  SysEvent_Events_Update = SysEvent_Events_UpdateReadyForInstall, /* its old name */
  SysEvent_Events_UpdateStarted = 0x02,
  SysEvent_Events_NoUpdateAvailable = 0x04,
  SysEvent_Events_Mask = 0x07,
};

typedef uint32_t SysEvent_Status;
enum {
  SysEvent_Status_Invalid = 0,
  SysEvent_Status_Pending = 1,                         /* can be deferred */
  SysEvent_Status_Final = 2,                           /* cannot be deferred any more */
  SysEvent_Status_Deferred = 3,                        /* an app has deferred it */
  SysEvent_Status_Rejected = SysEvent_Status_Deferred, /* its old name */
  SysEvent_Status_Complete = 4,
};

typedef uint32_t SysEvent_UpdateType;
enum {
  SysEvent_UpdateType_Invalid = 0,
  SysEvent_UpdateType_App = 1,
  SysEvent_UpdateType_System = 2,
};

typedef struct SysEvent_Info_UpdateData {
  unsigned int max_deferral_time_in_minutes; /* with SysEvent_Status_Pending only */
  SysEvent_UpdateType update_type;
} SysEvent_Info_UpdateData;

/* Valid within the callback only. */
typedef struct SysEvent_Info SysEvent_Info;

typedef void SysEvent_EventsCallback(SysEvent_Events event, SysEvent_Status status,
                                     const SysEvent_Info* info, void* context);

/* One registration an app. NULL with errno: EACCES; EFAULT; EINVAL no events or unknown ones;
 * EBUSY there is one. */
EventRegistration* SysEvent_RegisterForEventNotifications(EventLoop* el,
                                                          SysEvent_Events eventBitmask,
                                                          SysEvent_EventsCallback* callback,
                                                          void* context);

/* errno: EFAULT. */
int SysEvent_UnregisterForEventNotifications(EventRegistration* reg);

/* errno: EFAULT; EINVAL the event is not SysEvent_Events_UpdateReadyForInstall. */
int SysEvent_Info_GetUpdateData(const SysEvent_Info* info, SysEvent_Info_UpdateData* update_info);

/* While the event is pending; more minutes than the update allows are cut. errno: EACCES; EINVAL
 * not one event that can be deferred; ENOENT none is pending; EALREADY this app has deferred it;
 * EPERM there is no time left. */
int SysEvent_DeferEvent(SysEvent_Events event, uint32_t requested_defer_time_in_minutes);

/* Ends a deferral. errno: EACCES; EINVAL; ENOENT nothing is deferred. */
int SysEvent_ResumeEvent(SysEvent_Events event);

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_SYSEVENT_H */
