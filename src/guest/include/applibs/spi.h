/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SPI as the master of a bus. Needs the interface units in the manifest's "SpiMaster". The file
 * descriptor is also used with read() and write(). */
#ifndef APPLIBS_SPI_H
#define APPLIBS_SPI_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An interface unit and a chip select, as the hardware definition headers name them. */
typedef int SPI_InterfaceId;
typedef int SPI_ChipSelectId;

/* The most parts of one transfer. */
#define SPI_MASTER_MAX_TRANSFERS 256

/* Clock polarity and phase. */
typedef enum {
  SPI_Mode_Invalid = 0,
  SPI_Mode_0 = 1,
  SPI_Mode_1 = 2,
  SPI_Mode_2 = 3,
  SPI_Mode_3 = 4,
} SPI_Mode;

typedef enum {
  SPI_BitOrder_Invalid = 0,
  SPI_BitOrder_LsbFirst = 1,
  SPI_BitOrder_MsbFirst = 2,
} SPI_BitOrder;

typedef enum {
  SPI_ChipSelectPolarity_Invalid = 0,
  SPI_ChipSelectPolarity_ActiveLow = 1,
  SPI_ChipSelectPolarity_ActiveHigh = 2,
} SPI_ChipSelectPolarity;

/* What a part of a transfer does: one of the two. */
typedef enum {
  SPI_TransferFlags_None = 0,
  SPI_TransferFlags_Read = 1,
  SPI_TransferFlags_Write = 2,
} SPI_TransferFlags;

#ifdef __cplusplus
}
#endif

#include <applibs/spi_internal.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The structures' version is chosen by SPI_STRUCTS_VERSION, to be defined before this header is
 * included. */
#if !defined(SPI_STRUCTS_VERSION) || SPI_STRUCTS_VERSION != 1
#error "define SPI_STRUCTS_VERSION as 1 before applibs/spi.h is included"
#else
typedef struct z__SPIMaster_Config_v1 SPIMaster_Config;
typedef struct z__SPIMaster_Transfer_v1 SPIMaster_Transfer;
#endif

/* Sets the defaults: the chip select is active low. Returns 0, or -1 with errno. */
static inline int SPIMaster_InitConfig(SPIMaster_Config* config);

/* Opens a target on a bus, in mode 0 with the most significant bit first. Returns a file descriptor
 * to be closed with close(), or -1 with errno: EACCES the manifest does not list the unit; ENODEV no
 * such unit; EINVAL bad chip select or settings; EFAULT. */
static inline int SPIMaster_Open(SPI_InterfaceId interfaceId, SPI_ChipSelectId chipSelectId,
                                 const SPIMaster_Config* config);

/* The clock will not be faster than this; the MT3620 can do 20 kHz to 40 MHz. */
int SPIMaster_SetBusSpeed(int fd, uint32_t speedInHz);
/* Return 0, or -1 with errno: EINVAL. */
int SPIMaster_SetMode(int fd, SPI_Mode mode);
int SPIMaster_SetBitOrder(int fd, SPI_BitOrder order);

/* Writes, then reads, with the target selected all the while. Returns the number of bytes both ways,
 * or -1 with errno: EFAULT a buffer is NULL; EINVAL a length is 0. */
static inline ssize_t SPIMaster_WriteThenRead(int fd, const uint8_t* writeData, size_t lenWriteData,
                                              uint8_t* readData, size_t lenReadData);

/* Sets the defaults of transfers. Returns 0, or -1 with errno. */
static inline int SPIMaster_InitTransfers(SPIMaster_Transfer* transfers, size_t transferCount);

/* Does the transfers one after the other, with the target selected all the while. Each reads or
 * writes. Returns the number of bytes, or -1 with errno: EFAULT a buffer is NULL; EINVAL none, more
 * than 256, or one that is not one way; EMSGSIZE more than 4096 bytes in a direction. */
static inline ssize_t SPIMaster_TransferSequential(int fd, const SPIMaster_Transfer* transfers,
                                                   size_t transferCount);

static inline int SPIMaster_InitConfig(SPIMaster_Config* config) {
  return z__SPIMaster_InitConfig((struct z__SPIMaster_Config_Base*)config, SPI_STRUCTS_VERSION);
}

static inline int SPIMaster_Open(SPI_InterfaceId interfaceId, SPI_ChipSelectId chipSelectId,
                                 const SPIMaster_Config* config) {
  return z__SPIMaster_Open(interfaceId, chipSelectId,
                           (const struct z__SPIMaster_Config_Base*)config);
}

static inline int SPIMaster_InitTransfers(SPIMaster_Transfer* transfers, size_t transferCount) {
  return z__SPIMaster_InitTransfers((struct z__SPIMaster_Transfer_Base*)transfers, transferCount,
                                    SPI_STRUCTS_VERSION);
}

static inline ssize_t SPIMaster_TransferSequential(int fd, const SPIMaster_Transfer* transfers,
                                                   size_t transferCount) {
  return z__SPIMaster_TransferSequential(
      fd, (const struct z__SPIMaster_Transfer_Base*)transfers, transferCount);
}

static inline ssize_t SPIMaster_WriteThenRead(int fd, const uint8_t* writeData, size_t lenWriteData,
                                              uint8_t* readData, size_t lenReadData) {
  return z__SPIMaster_WriteThenRead(fd, writeData, lenWriteData, readData, lenReadData);
}

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_SPI_H */
