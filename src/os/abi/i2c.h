// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace armillary::os {

// include/uapi/linux/i2c-dev.h and i2c.h; the speed is the platform's own (azure-sphere.md section
// 1.4).
inline constexpr std::uint32_t kI2cRetries = 0x0701, kI2cTimeout = 0x0702, kI2cSlave = 0x0703,
                               kI2cTenBit = 0x0704, kI2cFunctions = 0x0705, kI2cSlaveForce = 0x0706,
                               kI2cTransfer = 0x0707, kI2cPec = 0x0708, kI2cSpeed = 0x0730;
inline constexpr std::uint16_t kI2cRead = 0x0001;
/// I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL
inline constexpr std::uint32_t kI2cFunctionality = 0x0000'0001 | 0x0EFF'0008;
inline constexpr std::uint32_t kI2cMostMessages = 42, kI2cLongestMessage = 8192;

/// struct i2c_rdwr_ioctl_data
struct I2cTransferRequest {
  std::uint32_t messages = 0, count = 0;
};
/// struct i2c_msg
struct I2cMessageHeader {
  std::uint16_t address = 0, flags = 0, length = 0, padding = 0;
  std::uint32_t buffer = 0;
};
static_assert(sizeof(I2cMessageHeader) == 12);

}  // namespace armillary::os
