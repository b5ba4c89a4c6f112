// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "cpu/core.h"
#include "os/file.h"
#include "os/guest_memory.h"

namespace armillary::os {

/// The memory of one process.
class AddressSpace : public GuestMemory {
 public:
};

}  // namespace armillary::os
