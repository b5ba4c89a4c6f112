/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pins as inputs and outputs. Needs the pins in the manifest's "Gpio". */
#ifndef APPLIBS_GPIO_H
#define APPLIBS_GPIO_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A pin's number, as the hardware definition headers name it. */
typedef int GPIO_Id;

typedef uint8_t GPIO_Value_Type;
typedef enum {
  GPIO_Value_Low = 0,
  GPIO_Value_High = 1,
} GPIO_Value;

typedef uint8_t GPIO_OutputMode_Type;
typedef enum {
  GPIO_OutputMode_PushPull = 0,
  GPIO_OutputMode_OpenDrain = 1,
  GPIO_OutputMode_OpenSource = 2,
} GPIO_OutputMode;

/* Opens a pin. Returns a file descriptor to be closed with close(), or -1 with errno: EACCES the
 * manifest does not list the pin; ENODEV no such pin; EBUSY already open; for an output EINVAL bad
 * mode or value. */
int GPIO_OpenAsInput(GPIO_Id gpioId);
int GPIO_OpenAsOutput(GPIO_Id gpioId, GPIO_OutputMode_Type outputMode,
                      GPIO_Value_Type initialValue);

/* Reads the pin; works on an output too. Returns 0, or -1 with errno: EFAULT outValue is NULL;
 * EBADF. */
int GPIO_GetValue(int gpioFd, GPIO_Value_Type* outValue);

/* Drives the pin; has no effect on an input. Returns 0, or -1 with errno: EINVAL bad value;
 * EBADF. */
int GPIO_SetValue(int gpioFd, GPIO_Value_Type value);

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_GPIO_H */
