// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"
#include "os/fs/memory_vfs.h"

namespace armillary::os {

/// Copies a folder of the host into the tree at `path`, once, before the run: files (0644, or 0755
/// where the host says executable), directories and symbolic links, in name order, all owned by
/// root. Links are copied as they are and never followed on the host. Errors name the host path.
Result<void> load_host_folder(MemoryVfs& vfs, std::string_view path,
                              const std::filesystem::path& folder);

}  // namespace armillary::os
