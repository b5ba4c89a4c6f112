/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the acceleration from an LSM6DS3 on an I2C bus, once a second. */
#include <applibs/i2c.h>
#include <applibs/log.h>
#include <errno.h>
#include <hw/sample_appliance.h>
#include <string.h>
#include <unistd.h>

#include "../common/a7/sample.h"

typedef enum {
  ExitCode_Success = 0,
  ExitCode_Open = 1,
  ExitCode_Setup = 2,
  ExitCode_Identity = 3,
  ExitCode_Read = 4,
  ExitCode_EventLoop = 5,
} ExitCode;

enum {
  sensor_address = 0x6a,
  register_who_am_i = 0x0f,
  register_ctrl1_xl = 0x10,
  register_outx_l_xl = 0x28,
  identity = 0x69,
  rate_104_hz_range_4_g = 0x48,
};

static int bus_fd = -1;

static int read_registers(uint8_t first, uint8_t* values, size_t count) {
  ssize_t done = I2CMaster_WriteThenRead(bus_fd, sensor_address, &first, 1, values, count);
  if (done != (ssize_t)(1 + count)) {
    Log_Debug("i2c-hl: cannot read the sensor: %s (%d)\n", strerror(errno), errno);
    return -1;
  }
  return 0;
}

static int on_tick(void) {
  uint8_t raw[6];
  if (read_registers(register_outx_l_xl, raw, sizeof(raw)) < 0) {
    return ExitCode_Read;
  }
  double g[3];
  for (int axis = 0; axis < 3; axis++) {
    g[axis] = 0.000122 * (int16_t)(raw[2 * axis] | raw[2 * axis + 1] << 8);
  }
  Log_Debug("i2c-hl: acceleration %.2f %.2f %.2f g\n", g[0], g[1], g[2]);
  return ExitCode_Success;
}

static ExitCode start(void) {
  bus_fd = I2CMaster_Open(SAMPLE_LSM6DS3_I2C);
  if (bus_fd < 0) {
    Log_Debug("i2c-hl: cannot open the bus: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Open;
  }
  static const uint8_t setup[] = {register_ctrl1_xl, rate_104_hz_range_4_g};
  if (I2CMaster_SetBusSpeed(bus_fd, I2C_BUS_SPEED_FAST) < 0 ||
      I2CMaster_SetTimeout(bus_fd, 100) < 0 ||
      I2CMaster_Write(bus_fd, sensor_address, setup, sizeof(setup)) < 0) {
    Log_Debug("i2c-hl: cannot set up the sensor: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Setup;
  }
  uint8_t who = 0;
  if (read_registers(register_who_am_i, &who, 1) < 0 || who != identity) {
    Log_Debug("i2c-hl: this is no LSM6DS3: 0x%02x\n", who);
    return ExitCode_Identity;
  }
  Log_Debug("i2c-hl: found an LSM6DS3\n");
  return ExitCode_Success;
}

int main(void) {
  int code = start();
  EventLoop* loop = EventLoop_Create();
  if (code == ExitCode_Success) {
    code = loop == NULL ? ExitCode_EventLoop : sample_run(loop, 1000, on_tick);
  }
  EventLoop_Close(loop);
  close(bus_fd);
  return code;
}
