/* SPDX-License-Identifier: GPL-2.0-or-later */
#define SPI_STRUCTS_VERSION 1
#include <applibs/spi.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/spi/spidev.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "internal.h"

_Static_assert(sizeof(struct z__SPIMaster_Config_v1) == 8, "part of the binary interface");
_Static_assert(sizeof(struct z__SPIMaster_Transfer_v1) == 20, "part of the binary interface");

EXPORT int z__SPIMaster_InitConfig(struct z__SPIMaster_Config_Base* config,
                                   uint32_t structVersion) {
  if (config == NULL) {
    return fail(EFAULT);
  }
  if (structVersion != 1) {
    return fail(EINVAL);
  }
  *(struct z__SPIMaster_Config_v1*)config = (struct z__SPIMaster_Config_v1){
      .z__magicAndVersion = z__SPI_MASTER_CONFIG_MAGIC | 1,
      .csPolarity = SPI_ChipSelectPolarity_ActiveLow};
  return 0;
}

EXPORT int z__SPIMaster_Open(SPI_InterfaceId interfaceId, SPI_ChipSelectId chipSelectId,
                             const struct z__SPIMaster_Config_Base* config) {
  if (config == NULL) {
    return fail(EFAULT);
  }
  const struct z__SPIMaster_Config_v1* v1 = (const struct z__SPIMaster_Config_v1*)config;
  if (v1->z__magicAndVersion != (z__SPI_MASTER_CONFIG_MAGIC | 1) ||
      (v1->csPolarity != SPI_ChipSelectPolarity_ActiveLow &&
       v1->csPolarity != SPI_ChipSelectPolarity_ActiveHigh)) {
    return fail(EINVAL);
  }
  /* The chip selects have the numbers -1 and -2. */
  if (chipSelectId != -1 && chipSelectId != -2) {
    return fail(EINVAL);
  }
  int fd = open_node(chipSelectId == -1 ? "/dev/spidev%d.0" : "/dev/spidev%d.1", interfaceId,
                     O_RDWR);
  if (fd < 0) {
    return -1;
  }
  uint8_t mode = SPI_MODE_0;
  if (v1->csPolarity == SPI_ChipSelectPolarity_ActiveHigh) {
    mode |= SPI_CS_HIGH;
  }
  return ioctl(fd, SPI_IOC_WR_MODE, &mode) < 0 ? close_failed(fd) : fd;
}

EXPORT int SPIMaster_SetBusSpeed(int fd, uint32_t speedInHz) {
  return ioctl(fd, SPI_IOC_WR_MAX_SPEED_HZ, &speedInHz) < 0 ? -1 : 0;
}

EXPORT int SPIMaster_SetMode(int fd, SPI_Mode mode) {
  if (mode < SPI_Mode_0 || mode > SPI_Mode_3) {
    return fail(EINVAL);
  }
  uint8_t bits;
  if (ioctl(fd, SPI_IOC_RD_MODE, &bits) < 0) {
    return -1;
  }
  bits = (uint8_t)((bits & ~SPI_MODE_3) | (mode - SPI_Mode_0));
  return ioctl(fd, SPI_IOC_WR_MODE, &bits) < 0 ? -1 : 0;
}

EXPORT int SPIMaster_SetBitOrder(int fd, SPI_BitOrder order) {
  if (order != SPI_BitOrder_LsbFirst && order != SPI_BitOrder_MsbFirst) {
    return fail(EINVAL);
  }
  uint8_t low_first = order == SPI_BitOrder_LsbFirst;
  return ioctl(fd, SPI_IOC_WR_LSB_FIRST, &low_first) < 0 ? -1 : 0;
}

EXPORT int z__SPIMaster_InitTransfers(struct z__SPIMaster_Transfer_Base* transfers,
                                      size_t transferCount, uint32_t structVersion) {
  if (transfers == NULL) {
    return fail(EFAULT);
  }
  if (structVersion != 1 || transferCount > SPI_MASTER_MAX_TRANSFERS) {
    return fail(EINVAL);
  }
  struct z__SPIMaster_Transfer_v1* v1 = (struct z__SPIMaster_Transfer_v1*)transfers;
  for (size_t i = 0; i < transferCount; i++) {
    v1[i] = (struct z__SPIMaster_Transfer_v1){
        .z__magicAndVersion = z__SPI_MASTER_TRANSFER_MAGIC | 1, .flags = SPI_TransferFlags_None};
  }
  return 0;
}

/* One of them as the kernel wants it. Returns 0, or the error number. */
static int convert(const struct z__SPIMaster_Transfer_v1* from, struct spi_ioc_transfer* to) {
  if (from->z__magicAndVersion != (z__SPI_MASTER_TRANSFER_MAGIC | 1) || from->length == 0) {
    return EINVAL;
  }
  const void* buffer;
  if (from->flags == SPI_TransferFlags_Write) {
    buffer = from->writeData;
    to->tx_buf = (uintptr_t)buffer;
  } else if (from->flags == SPI_TransferFlags_Read) {
    buffer = from->readData;
    to->rx_buf = (uintptr_t)buffer;
  } else {
    return EINVAL;
  }
  to->len = from->length;
  return buffer == NULL ? EFAULT : 0;
}

EXPORT ssize_t z__SPIMaster_TransferSequential(int fd,
                                               const struct z__SPIMaster_Transfer_Base* transfers,
                                               size_t transferCount) {
  if (transfers == NULL) {
    return fail(EFAULT);
  }
  if (transferCount == 0 || transferCount > SPI_MASTER_MAX_TRANSFERS) {
    return fail(EINVAL);
  }
  const struct z__SPIMaster_Transfer_v1* v1 = (const struct z__SPIMaster_Transfer_v1*)transfers;
  struct spi_ioc_transfer* converted = calloc(transferCount, sizeof(*converted));
  if (converted == NULL) {
    return -1;
  }
  int error = 0;
  for (size_t i = 0; i < transferCount && error == 0; i++) {
    error = convert(&v1[i], &converted[i]);
  }
  int done = -1;
  if (error == 0) {
    done = ioctl(fd, (int)SPI_IOC_MESSAGE(transferCount), converted);
    error = errno;
  }
  free(converted);
  return done < 0 ? fail(error) : done;
}
