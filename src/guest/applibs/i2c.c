/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/i2c.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <sys/ioctl.h>

#include "internal.h"

/* The platform's own request. */
enum { set_speed = 0x0730 };

EXPORT int I2CMaster_Open(I2C_InterfaceId id) { return open_node("/dev/i2c-%d", id, O_RDWR); }

EXPORT int I2CMaster_SetBusSpeed(int fd, uint32_t speedInHz) {
  return ioctl(fd, set_speed, speedInHz);
}

EXPORT int I2CMaster_SetTimeout(int fd, uint32_t timeoutInMs) {
  return ioctl(fd, I2C_TIMEOUT, timeoutInMs / 10 + (timeoutInMs % 10 != 0));
}

EXPORT int I2CMaster_SetDefaultTargetAddress(int fd, I2C_DeviceAddress address) {
  return ioctl(fd, I2C_SLAVE, address);
}

static int transfer(int fd, struct i2c_msg* messages, unsigned int count) {
  struct i2c_rdwr_ioctl_data data = {.msgs = messages, .nmsgs = count};
  return ioctl(fd, I2C_RDWR, &data) < 0 ? -1 : 0;
}

/* A message holds 16 bits of length and 7 of address. Returns 0, or -1 with errno. */
static int check(I2C_DeviceAddress address, const void* data, size_t length) {
  if (data == NULL && length != 0) {
    errno = EFAULT;
  } else if (address > 0x7f) {
    errno = EINVAL;
  } else if (length > 4096) {
    errno = EOPNOTSUPP;
  } else {
    return 0;
  }
  return -1;
}

EXPORT ssize_t I2CMaster_Read(int fd, I2C_DeviceAddress address, uint8_t* buffer,
                              size_t maxLength) {
  struct i2c_msg message = {
      .addr = (uint16_t)address, .flags = I2C_M_RD, .len = (uint16_t)maxLength, .buf = buffer};
  if (check(address, buffer, maxLength) < 0 || transfer(fd, &message, 1) < 0) {
    return -1;
  }
  return (ssize_t)maxLength;
}

EXPORT ssize_t I2CMaster_Write(int fd, I2C_DeviceAddress address, const uint8_t* data,
                               size_t length) {
  struct i2c_msg message = {
      .addr = (uint16_t)address, .len = (uint16_t)length, .buf = (uint8_t*)data};
  if (check(address, data, length) < 0 || transfer(fd, &message, 1) < 0) {
    return -1;
  }
  return (ssize_t)length;
}

EXPORT ssize_t I2CMaster_WriteThenRead(int fd, I2C_DeviceAddress address, const uint8_t* writeData,
                                       size_t lenWriteData, uint8_t* readData, size_t lenReadData) {
  struct i2c_msg messages[] = {
      {.addr = (uint16_t)address, .len = (uint16_t)lenWriteData, .buf = (uint8_t*)writeData},
      {.addr = (uint16_t)address,
       .flags = I2C_M_RD,
       .len = (uint16_t)lenReadData,
       .buf = readData}};
  if (check(address, writeData, lenWriteData) < 0 || check(address, readData, lenReadData) < 0 ||
      transfer(fd, messages, 2) < 0) {
    return -1;
  }
  return (ssize_t)(lenWriteData + lenReadData);
}
