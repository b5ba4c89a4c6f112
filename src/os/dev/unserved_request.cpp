// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/unserved_request.h"

#include <fmt/format.h>

#include "os/kernel.h"

namespace armillary::os {

SysResult unserved_request(Task& task, std::string_view device, std::uint32_t request, int error) {
  if ((request & ~0xffU) != 0x5400) {
    task.kernel().warn(task.process(),
                       fmt::format("{}: ioctl {:#010x} is not modelled; it answers {}", device,
                                   request, error == kENOTTY ? "ENOTTY" : "EINVAL"));
  }
  return -error;
}

}  // namespace armillary::os
