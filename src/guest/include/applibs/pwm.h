/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pulse-width modulation. Needs the controllers in the manifest's "Pwm". */
#ifndef APPLIBS_PWM_H
#define APPLIBS_PWM_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* As the hardware definition headers name them. */
typedef unsigned int PWM_ControllerId;
typedef uint32_t PWM_ChannelId;

typedef uint32_t PwmPolarity;
enum {
  PWM_Polarity_Normal = 0,
  PWM_Polarity_Inversed = 1,
};

/* On for dutyCycle_nsec of every period_nsec; the MT3620 does it in steps of 500 ns. */
typedef struct PwmState {
  unsigned int period_nsec;
  unsigned int dutyCycle_nsec;
  PwmPolarity polarity;
  bool enabled;
} PwmState;

/* Opens a controller. Returns a file descriptor to be closed with close(), or -1 with errno: EACCES
 * the manifest does not list it; ENODEV no such controller. */
static inline int PWM_Open(PWM_ControllerId pwm);

/* Applies a state to a channel at once. Returns 0, or -1 with errno: EBADF; ENODEV no such channel;
 * EINVAL newState is NULL or cannot be. */
static inline int PWM_Apply(int pwmFd, PWM_ChannelId pwmChannel, const PwmState* newState);

#ifdef __cplusplus
}
#endif

#include <applibs/pwm_internal.h>

#endif /* APPLIBS_PWM_H */
