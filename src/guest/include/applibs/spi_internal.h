/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The binary interface below spi.h: structures of fixed layout with their version in front. Apps
 * include spi.h. */
#ifndef APPLIBS_SPI_INTERNAL_H
#define APPLIBS_SPI_INTERNAL_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The upper halves of z__magicAndVersion; the lower half is the version. */
#define z__SPI_MASTER_CONFIG_MAGIC 0x45170000u
#define z__SPI_MASTER_TRANSFER_MAGIC 0x22130000u

/* What every version begins with. */
struct z__SPIMaster_Config_Base {
  uint32_t z__magicAndVersion;
};
struct z__SPIMaster_Transfer_Base {
  uint32_t z__magicAndVersion;
};

struct z__SPIMaster_Config_v1 {
  uint32_t z__magicAndVersion;
  SPI_ChipSelectPolarity csPolarity;
};
struct z__SPIMaster_Transfer_v1 {
  uint32_t z__magicAndVersion;
  SPI_TransferFlags flags;
  const uint8_t* writeData;
  uint8_t* readData;
  size_t length;
};

int z__SPIMaster_InitConfig(struct z__SPIMaster_Config_Base* config, uint32_t structVersion);
int z__SPIMaster_Open(SPI_InterfaceId interfaceId, SPI_ChipSelectId chipSelectId,
                      const struct z__SPIMaster_Config_Base* config);
int z__SPIMaster_InitTransfers(struct z__SPIMaster_Transfer_Base* transfers, size_t transferCount,
                               uint32_t structVersion);
ssize_t z__SPIMaster_TransferSequential(int fd, const struct z__SPIMaster_Transfer_Base* transfers,
                                        size_t transferCount);

static inline ssize_t z__SPIMaster_WriteThenRead(int fd, const uint8_t* writeData,
                                                 size_t lenWriteData, uint8_t* readData,
                                                 size_t lenReadData) {
  if (writeData == NULL || readData == NULL) {
    errno = EFAULT;
    return -1;
  }
  if (lenWriteData == 0 || lenReadData == 0) {
    errno = EINVAL;
    return -1;
  }
  struct z__SPIMaster_Transfer_v1 transfers[2];
  if (z__SPIMaster_InitTransfers((struct z__SPIMaster_Transfer_Base*)transfers, 2, 1) < 0) {
    return -1;
  }
  transfers[0].flags = SPI_TransferFlags_Write;
  transfers[0].writeData = writeData;
  transfers[0].length = lenWriteData;
  transfers[1].flags = SPI_TransferFlags_Read;
  transfers[1].readData = readData;
  transfers[1].length = lenReadData;
  return z__SPIMaster_TransferSequential(
      fd, (const struct z__SPIMaster_Transfer_Base*)transfers, 2);
}

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_SPI_INTERNAL_H */
