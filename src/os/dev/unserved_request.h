// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

#include "os/os_result.h"
#include "os/task.h"

namespace armillary::os {

/// The answer to an ioctl that a device does not have: -error, named once as a warning. A C library
/// asks every file whether it is a terminal (requests 0x54xx); to say no to that is no news.
SysResult unserved_request(Task& task, std::string_view device, std::uint32_t request, int error);

}  // namespace armillary::os
