// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/syscalls/families.h"

namespace armillary::os {

SyscallFamily ipc_syscalls() { return {}; }

}  // namespace armillary::os
