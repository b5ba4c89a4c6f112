// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/gpio_line_handle.h"

#include "os/abi/gpio.h"
#include "os/dev/unserved_request.h"
#include "os/process.h"

namespace armillary::os {

SysResult GpioLineHandle::ioctl(Task& task, std::uint32_t request, std::uint32_t argument) {
  switch (request) {
    case kGpioHandleGetValues:
      return get_values(task, argument);
    case kGpioHandleSetValues:
      return set_values(task, argument);
    case kGpioHandleSetConfig:
      return set_config(task, argument);
    default:
      return unserved_request(task, "a GPIO line", request, kEINVAL);
  }
}

SysResult GpioLineHandle::get_values(Task& task, std::uint32_t argument) {
  GpioHandleData data;
  for (std::size_t i = 0; i < numbers_.size(); ++i) {
    data.values[i] = lines_.value(numbers_[i]) ? 1 : 0;
  }
  return task.memory().put(argument, data) ? 0 : -kEFAULT;
}

SysResult GpioLineHandle::set_values(Task& task, std::uint32_t argument) {
  // All lines were requested together with one direction, so the first one tells.
  if (!lines_.line(numbers_.front()).output) return -kEPERM;
  GpioHandleData data;
  if (!task.memory().get(argument, data)) return -kEFAULT;
  for (std::size_t i = 0; i < numbers_.size(); ++i) {
    lines_.set_value(numbers_[i], data.values[i] != 0);
  }
  return 0;
}

SysResult GpioLineHandle::set_config(Task& task, std::uint32_t argument) {
  GpioHandleConfig config;
  if (!task.memory().get(argument, config)) return -kEFAULT;
  if (const SysResult wrong = GpioLines::check_flags(config.flags); wrong != 0) return wrong;
  lines_.configure(numbers_, config.flags, config.default_values);
  return 0;
}

}  // namespace armillary::os
