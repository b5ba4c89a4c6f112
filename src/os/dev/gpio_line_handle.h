// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "os/dev/gpio_lines.h"
#include "os/file.h"

namespace armillary::os {

/// What GPIO_GET_LINEHANDLE_IOCTL gives out: lines of the chip that this file has taken. They are
/// given back when it closes.
class GpioLineHandle final : public File {
 public:
  /// The lines have been taken.
  GpioLineHandle(GpioLines& lines, std::vector<std::uint32_t> numbers)
      : File(kOReadOnly), lines_(lines), numbers_(std::move(numbers)) {
    set_path("anon_inode:gpio-linehandle");
  }
  ~GpioLineHandle() override { lines_.release(numbers_); }

  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override;

 private:
  SysResult get_values(Task& task, std::uint32_t argument);
  SysResult set_values(Task& task, std::uint32_t argument);
  SysResult set_config(Task& task, std::uint32_t argument);

  GpioLines& lines_;
  std::vector<std::uint32_t> numbers_;
};

}  // namespace armillary::os
