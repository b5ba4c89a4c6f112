/* SPDX-License-Identifier: GPL-2.0-or-later */
/* I2C as the controller of a bus. Needs the interface units in the manifest's "I2cMaster". */
#ifndef APPLIBS_I2C_H
#define APPLIBS_I2C_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An interface unit, as the hardware definition headers name it. */
typedef int I2C_InterfaceId;
/* Seven bits. */
typedef uint32_t I2C_DeviceAddress;

#define I2C_BUS_SPEED_STANDARD 100000u
#define I2C_BUS_SPEED_FAST 400000u
#define I2C_BUS_SPEED_FAST_PLUS 1000000u
#define I2C_BUS_SPEED_HIGH 3400000u

/* Opens a bus. Returns a file descriptor to be closed with close(), or -1 with errno: EACCES the
 * manifest does not list the unit; ENODEV no such unit. */
int I2CMaster_Open(I2C_InterfaceId id);

/* In Hz; the MT3620 can do STANDARD, FAST and FAST_PLUS. Returns 0, or -1 with errno: EOPNOTSUPP any
 * other; EBADF. */
int I2CMaster_SetBusSpeed(int fd, uint32_t speedInHz);

/* How long a transfer may take; rounded up to a multiple of 10 ms, 1 s at first. Returns 0, or -1
 * with errno. */
int I2CMaster_SetTimeout(int fd, uint32_t timeoutInMs);

/* A transfer with a target. Each returns the number of bytes (for WriteThenRead of both together,
 * with a repeated start between them), or -1 with errno: EBUSY the bus is held; ENXIO the target did
 * not acknowledge; ETIMEDOUT; EFAULT; EOPNOTSUPP a read of no bytes, or more than 4096. */
ssize_t I2CMaster_Read(int fd, I2C_DeviceAddress address, uint8_t* buffer, size_t maxLength);
ssize_t I2CMaster_Write(int fd, I2C_DeviceAddress address, const uint8_t* data, size_t length);
ssize_t I2CMaster_WriteThenRead(int fd, I2C_DeviceAddress address, const uint8_t* writeData,
                                size_t lenWriteData, uint8_t* readData, size_t lenReadData);

/* Whom read() and write() of the descriptor mean. Does not look whether it is there. Returns 0, or
 * -1 with errno. */
int I2CMaster_SetDefaultTargetAddress(int fd, I2C_DeviceAddress address);

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_I2C_H */
