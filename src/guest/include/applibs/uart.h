/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Serial lines. Needs the interface units in the manifest's "Uart". The file descriptor is used
 * with read(), write(), poll() and close(). */
#ifndef APPLIBS_UART_H
#define APPLIBS_UART_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An interface unit, as the hardware definition headers name it. */
typedef int UART_Id;

/* Bits a second. */
typedef uint32_t UART_BaudRate_Type;

/* What a read without data does: it fails with EAGAIN. */
typedef uint8_t UART_BlockingMode_Type;
typedef enum {
  UART_BlockingMode_NonBlocking = 0,
} UART_BlockingMode;

typedef uint8_t UART_DataBits_Type;
typedef enum {
  UART_DataBits_Five = 5,
  UART_DataBits_Six = 6,
  UART_DataBits_Seven = 7,
  UART_DataBits_Eight = 8,
} UART_DataBits;

typedef uint8_t UART_Parity_Type;
typedef enum {
  UART_Parity_None = 0,
  UART_Parity_Even = 1,
  UART_Parity_Odd = 2,
} UART_Parity;

typedef uint8_t UART_StopBits_Type;
typedef enum {
  UART_StopBits_One = 1,
  UART_StopBits_Two = 2,
} UART_StopBits;

typedef uint8_t UART_FlowControl_Type;
typedef enum {
  UART_FlowControl_None = 0,
  UART_FlowControl_RTSCTS = 1,
  UART_FlowControl_XONXOFF = 2,
} UART_FlowControl;

#ifdef __cplusplus
}
#endif

#include <applibs/uart_internal.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The structure's version is chosen by UART_STRUCTS_VERSION, to be defined before this header is
 * included. */
#if !defined(UART_STRUCTS_VERSION) || UART_STRUCTS_VERSION != 1
#error "define UART_STRUCTS_VERSION as 1 before applibs/uart.h is included"
#else
typedef struct z__UART_Config_v1 UART_Config;
#endif

/* Sets the defaults: 8 data bits, no parity, one stop bit, no flow control, non-blocking. The speed
 * is to be set by the caller. */
static inline void UART_InitConfig(UART_Config* uartConfig);

/* Opens a serial line for this app alone. Returns a file descriptor to be closed with close(), or -1
 * with errno: EACCES the manifest does not list the unit; ENODEV no such unit; EINVAL bad settings;
 * EBUSY already open; EFAULT uartConfig is NULL. */
static inline int UART_Open(UART_Id uartId, const UART_Config* uartConfig);

static inline void UART_InitConfig(UART_Config* uartConfig) {
  z__UART_InitConfig((struct z__UART_Config_Base*)uartConfig, UART_STRUCTS_VERSION);
}

static inline int UART_Open(UART_Id uartId, const UART_Config* uartConfig) {
  return z__UART_Open(uartId, (const struct z__UART_Config_Base*)uartConfig);
}

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_UART_H */
