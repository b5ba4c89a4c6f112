/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The analogue-to-digital converter. Needs it in the manifest's "Adc". */
#ifndef APPLIBS_ADC_H
#define APPLIBS_ADC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* As the hardware definition headers name them. */
typedef uint32_t ADC_ControllerId;
typedef uint32_t ADC_ChannelId;

/* Opens a converter. Returns a file descriptor to be closed with close(), or -1 with errno: EACCES
 * the manifest does not list it; ENODEV no such converter; EBUSY already open. */
static inline int ADC_Open(ADC_ControllerId id);

/* How many bits a sample has: 12. -1 with errno: EINVAL no such channel. */
static inline int ADC_GetSampleBitCount(int fd, ADC_ChannelId channel);

/* The voltage of the largest sample: the MT3620 takes 1.8 V or 2.5 V, whichever is nearer, for all
 * channels. Returns 0, or -1 with errno: EINVAL out of range. */
static inline int ADC_SetReferenceVoltage(int fd, ADC_ChannelId channel, float referenceVoltage);

/* One sample. Returns 0, or -1 with errno: EFAULT. */
static inline int ADC_Poll(int fd, ADC_ChannelId channel, uint32_t* outSampleValue);

#ifdef __cplusplus
}
#endif

#include <applibs/adc_internal.h>

#endif /* APPLIBS_ADC_H */
