// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "base/result.h"
#include "os/fs/memory_vfs.h"
#include "os/fs/process_table.h"

namespace armillary::os {

/// Mounts /proc: self, PID/{attr/current, cmdline, comm, cwd, exe, fd/, maps, stat, statm, status},
/// cpuinfo, loadavg, meminfo, stat, uptime, version. Texts are made when a file is opened.
/// `table` must outlive the tree.
Result<void> mount_proc(MemoryVfs& vfs, const ProcessTable& table);

}  // namespace armillary::os
