// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <utility>

#include "os/abi/i2c.h"
#include "os/dev/i2c_adapter.h"
#include "os/file.h"

namespace armillary::os {

/// An open file of an I2C bus: Linux' i2c-dev. What the controller cannot do is refused as the
/// platform's driver refuses it.
class I2cFile final : public File {
 public:
  /// `adapter` must outlive it.
  I2cFile(std::uint32_t flags, I2cAdapter& adapter, std::string path)
      : File(flags), adapter_(adapter), name_(std::move(path)) {}

  SysResult read_in(Call& call, std::span<std::byte> out) override;
  SysResult write_in(Call& call, std::span<const std::byte> in) override;
  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override;
  [[nodiscard]] bool keeps_message_borders() const override { return true; }
  [[nodiscard]] OsResult<Stat> stat() const override;

 private:
  using Made = OsResult<std::shared_ptr<I2cTransfer>>;
  SysResult transfer(Task& task, std::uint32_t argument);
  Made read_request(Task& task, std::uint32_t argument, I2cMessageHeader& reading);

  I2cAdapter& adapter_;
  std::string name_;
  std::uint8_t address_ = 0;
};

}  // namespace armillary::os
