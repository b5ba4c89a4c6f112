/* SPDX-License-Identifier: GPL-2.0-or-later */
#define UART_STRUCTS_VERSION 1
#include <applibs/uart.h>
#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "internal.h"

_Static_assert(sizeof(struct z__UART_Config_v1) == 16, "part of the binary interface");

/* TCSETS2 of the kernel; musl knows only the older requests, which have no free choice of speed. */
enum { set_termios2 = 0x402c542b };

/* What the block can do: 26 MHz, at least 4 clocks a bit. */
static const uint32_t slowest = 1, fastest = 6500000;

EXPORT int z__UART_InitConfig(struct z__UART_Config_Base* uartConfig, uint32_t uartStructVersion) {
  if (uartConfig == NULL) {
    return fail(EFAULT);
  }
  if (uartStructVersion != 1) {
    return fail(EINVAL);
  }
  struct z__UART_Config_v1* config = (struct z__UART_Config_v1*)uartConfig;
  *config = (struct z__UART_Config_v1){.z__magicAndVersion = z__UART_CONFIG_MAGIC | 1,
                                       .blockingMode = UART_BlockingMode_NonBlocking,
                                       .dataBits = UART_DataBits_Eight,
                                       .parity = UART_Parity_None,
                                       .stopBits = UART_StopBits_One,
                                       .flowControl = UART_FlowControl_None};
  return 0;
}

static bool is_valid(const struct z__UART_Config_v1* config) {
  return config->z__magicAndVersion == (z__UART_CONFIG_MAGIC | 1) && config->baudRate >= slowest &&
         config->baudRate <= fastest && config->blockingMode == UART_BlockingMode_NonBlocking &&
         config->dataBits >= UART_DataBits_Five && config->dataBits <= UART_DataBits_Eight &&
         config->parity <= UART_Parity_Odd &&
         (config->stopBits == UART_StopBits_One || config->stopBits == UART_StopBits_Two) &&
         config->flowControl <= UART_FlowControl_XONXOFF;
}

static struct termios2 settings_of(const struct z__UART_Config_v1* config) {
  static const tcflag_t sizes[] = {CS5, CS6, CS7, CS8};
  struct termios2 settings;
  memset(&settings, 0, sizeof(settings));
  settings.c_cflag = CREAD | CLOCAL | BOTHER | sizes[config->dataBits - UART_DataBits_Five];
  settings.c_ispeed = config->baudRate;
  settings.c_ospeed = config->baudRate;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VSTART] = 0x11;
  settings.c_cc[VSTOP] = 0x13;
  if (config->parity != UART_Parity_None) {
    settings.c_cflag |= config->parity == UART_Parity_Odd ? PARENB | PARODD : PARENB;
    settings.c_iflag |= INPCK;
  }
  if (config->stopBits == UART_StopBits_Two) {
    settings.c_cflag |= CSTOPB;
  }
  if (config->flowControl == UART_FlowControl_RTSCTS) {
    settings.c_cflag |= CRTSCTS;
  } else if (config->flowControl == UART_FlowControl_XONXOFF) {
    settings.c_iflag |= IXON | IXOFF;
  }
  return settings;
}

EXPORT int z__UART_Open(UART_Id uartId, const struct z__UART_Config_Base* uartConfig) {
  if (uartConfig == NULL) {
    return fail(EFAULT);
  }
  const struct z__UART_Config_v1* config = (const struct z__UART_Config_v1*)uartConfig;
  if (!is_valid(config)) {
    return fail(EINVAL);
  }
  int fd = open_node("/dev/ttyS%d", uartId, O_RDWR | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) {
    return -1;
  }
  struct termios2 settings = settings_of(config);
  if (ioctl(fd, TIOCEXCL) < 0 || ioctl(fd, set_termios2, &settings) < 0) {
    return close_failed(fd);
  }
  return fd;
}
