/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The binary interface below uart.h: structures of fixed layout with their version in front. Apps
 * include uart.h. */
#ifndef APPLIBS_UART_INTERNAL_H
#define APPLIBS_UART_INTERNAL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The upper half of z__magicAndVersion; the lower half is the version. */
#define z__UART_CONFIG_MAGIC 0xde2a0000u

/* What every version begins with. */
struct z__UART_Config_Base {
  uint32_t z__magicAndVersion;
};

struct z__UART_Config_v1 {
  uint32_t z__magicAndVersion;
  UART_BaudRate_Type baudRate;
  UART_BlockingMode_Type blockingMode;
  UART_DataBits_Type dataBits;
  UART_Parity_Type parity;
  UART_StopBits_Type stopBits;
  UART_FlowControl_Type flowControl;
};

/* Returns 0, or -1 with errno: EFAULT, EINVAL no such version. */
int z__UART_InitConfig(struct z__UART_Config_Base* uartConfig, uint32_t uartStructVersion);
int z__UART_Open(UART_Id uartId, const struct z__UART_Config_Base* uartConfig);

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_UART_INTERNAL_H */
