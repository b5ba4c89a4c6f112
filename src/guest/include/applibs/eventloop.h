/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A loop that waits for file descriptors and calls back. Needs no capability.
 *
 * A loop belongs to one thread. EventLoop_Stop is the only function that another thread may call.
 * Events are level-triggered: a callback is called again until what it waits for is consumed. */
#ifndef APPLIBS_EVENTLOOP_H
#define APPLIBS_EVENTLOOP_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct EventLoop EventLoop;
typedef struct EventRegistration EventRegistration;

typedef int EventLoop_Run_Result;
enum {
  EventLoop_Run_Failed = -1,       /* see errno */
  EventLoop_Run_FinishedEmpty = 0, /* no event came while the loop ran */
  EventLoop_Run_Finished = 1,
};

typedef uint32_t EventLoop_IoEvents;
enum {
  EventLoop_None = 0x00,
  EventLoop_Input = 0x01,
  EventLoop_Output = 0x04,
  EventLoop_Error = 0x08, /* always reported, whether asked for or not */
};

typedef void EventLoopIoCallback(EventLoop* el, int fd, EventLoop_IoEvents events, void* context);

/* NULL with errno when memory or descriptors are short. */
EventLoop* EventLoop_Create(void);

/* Frees the loop and its registrations; closes none of the registered descriptors. */
void EventLoop_Close(EventLoop* el);

/* duration_in_milliseconds: 0 handles at most one event that is ready now; above 0 runs that long;
 * below 0 runs until stopped. process_one_event returns after the first event. errno: EFAULT el is
 * NULL; EBUSY called from a callback of the same loop; EINTR a signal came. */
EventLoop_Run_Result EventLoop_Run(EventLoop* el, int duration_in_milliseconds,
                                   bool process_one_event);

/* Makes EventLoop_Run return: at once after the callback that calls it, or soon when another thread
 * calls it. Returns 0, or -1 with errno EFAULT. */
int EventLoop_Stop(EventLoop* el);

/* A descriptor that is readable while events wait, to nest this loop in another one. Returns -1
 * with errno EFAULT. */
int EventLoop_GetWaitDescriptor(EventLoop* el);

/* Returns NULL with errno: EFAULT el or callback is NULL; EINVAL bad events; EBADF; EEXIST the
 * descriptor is registered already. */
EventRegistration* EventLoop_RegisterIo(EventLoop* el, int fd, EventLoop_IoEvents eventBitmask,
                                        EventLoopIoCallback* callback, void* context);

/* Returns 0, or -1 with errno: EFAULT; EINVAL bad events. */
int EventLoop_ModifyIoEvents(EventLoop* el, EventRegistration* reg,
                             EventLoop_IoEvents eventBitmask);

/* Unregister before closing the descriptor. Does nothing when reg is NULL. Returns 0, or -1 with
 * errno EFAULT when only el is NULL. */
int EventLoop_UnregisterIo(EventLoop* el, EventRegistration* reg);

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_EVENTLOOP_H */
