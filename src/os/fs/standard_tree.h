// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/guid.h"
#include "base/result.h"
#include "os/fs/memory_vfs.h"

namespace armillary::os {

/// The tree of an Azure Sphere device as its apps see it (azure-sphere.md section 4.1): the
/// read-only root with dev etc lib mnt proc run tmp usr var; /tmp points to /var/volatile/tmp;
/// /dev, /run and /var/volatile are small and volatile. `rootfs` is the host folder of the guest
/// runtime, read once; empty: no libraries.
Result<void> make_standard_tree(MemoryVfs& vfs, const std::filesystem::path& rootfs);

/// One file, directory or link of an app's image.
struct ImageEntry {
  std::string path;              ///< relative to the image: "bin/app"
  std::uint32_t mode = 0;        ///< type and permission bits
  std::vector<std::byte> bytes;  ///< contents, or the target of a link
};

/// Mounts an app's image at /mnt/apps/<component>, read-only, readable by its own user only.
/// Parents of entries are made as needed. An image that was there before is replaced.
Result<void> mount_image(MemoryVfs& vfs, const Guid& component, std::uint32_t uid,
                         std::vector<ImageEntry> entries);

/// The folder of the app's one mutable file, /mnt/config/<component>: writable by its user, limited
/// to the manifest's `MutableStorage` `SizeKB` (EDQUOT beyond). What it held is kept when it is
/// there already, as on the device over restarts and updates.
Result<void> mount_mutable_storage(MemoryVfs& vfs, const Guid& component, std::uint32_t uid,
                                   std::uint32_t size_kib);

}  // namespace armillary::os
