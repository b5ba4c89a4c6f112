// SPDX-License-Identifier: GPL-2.0-or-later
//
// os/dev/ holds the device nodes of the A7.
#pragma once

#include "os/random_source.h"
#include "os/vfs.h"

namespace armillary::os {

/// Adds /dev/null, /dev/zero, /dev/full, /dev/random and /dev/urandom. `random` must outlive the
/// tree.
void add_basic_devices(Vfs& vfs, RandomSource& random);

}  // namespace armillary::os
