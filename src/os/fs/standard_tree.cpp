// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/fs/standard_tree.h"

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "os/fs/host_folder.h"

namespace armillary::os {

namespace {

// 4 MiB of RAM is all that the MT3620's A7 has; volatile files live there.
constexpr std::uint64_t kVolatileCapacity = std::uint64_t{1} << 20;
constexpr std::uint64_t kVolatileNodes = 512;
constexpr std::uint64_t kImageCapacity = std::uint64_t{64} << 20;
constexpr std::uint64_t kImageNodes = 16384;
// One file per app, and room for a temporary one beside it.
constexpr std::uint64_t kMutableNodes = 8;
constexpr std::uint32_t kLittlefsType = 0x2D3D4C46;  // not in magic.h: the driver is out of tree
constexpr std::uint32_t kQuotaBlock = 1024;

constexpr std::array<std::string_view, 8> kRootFolders{"/dev",  "/etc", "/lib", "/mnt/apps",
                                                       "/proc", "/run", "/usr", "/mnt/config"};

std::string image_path(const Guid& component) { return "/mnt/apps/" + component.to_string(); }
std::string config_path(const Guid& component) { return "/mnt/config/" + component.to_string(); }

}  // namespace

Result<void> make_standard_tree(MemoryVfs& vfs, const std::filesystem::path& rootfs) {
  if (!rootfs.empty()) {
    if (auto loaded = load_host_folder(vfs, "/", rootfs); !loaded) return loaded;
  }
  for (const std::string_view folder : kRootFolders) {
    if (auto made = vfs.add_directory(folder, 0755); !made) return made;
  }
  if (!vfs.stat({}, "/tmp", false)) {
    if (auto made = vfs.add_symlink("/tmp", "var/volatile/tmp"); !made) return made;
  }
  struct Mount {
    std::string_view path;
    std::uint32_t permissions;
  };
  for (const auto& [path, permissions] :
       {Mount{"/dev", 0755}, Mount{"/run", 0755}, Mount{"/var/volatile", 0755},
        Mount{"/mnt/apps", 0755}, Mount{"/mnt/config", 0755}}) {
    const auto volume = vfs.make_volume(
        {.type = kTmpfsType, .capacity = kVolatileCapacity, .node_limit = kVolatileNodes});
    if (auto mounted = vfs.mount(path, volume, permissions); !mounted) return mounted;
  }
  if (auto made = vfs.add_directory("/var/volatile/tmp", 01777); !made) return made;
  vfs.freeze_root();
  return {};
}

Result<void> mount_image(MemoryVfs& vfs, const Guid& component, std::uint32_t uid,
                         std::vector<ImageEntry> entries) {
  const auto volume =
      vfs.make_volume({.type = kCramfsType, .capacity = kImageCapacity, .node_limit = kImageNodes});
  const std::string root = image_path(component);
  if (auto mounted = vfs.mount(root, volume, 0500, uid, uid); !mounted) return mounted;
  for (ImageEntry& entry : entries) {
    const std::string path = root + "/" + entry.path;
    // The package has been checked by its reader; a path that climbs out is refused here as well.
    if (("/" + entry.path + "/").find("/../") != std::string::npos) {
      return failure(ErrorKind::bad_input, fmt::format("image {}: '{}' leads out of the image",
                                                       component.to_string(), entry.path));
    }
    Result<void> added;
    switch (entry.mode & kModeTypeMask) {
      case kModeDirectory:
        added = vfs.add_directory(path, entry.mode & 0555, uid, uid);
        break;
      case kModeSymlink: {
        std::string target;
        for (const std::byte b : entry.bytes) target.push_back(static_cast<char>(b));
        added = vfs.add_symlink(path, std::move(target));
        break;
      }
      case kModeRegular:
        added = vfs.add_file(path, std::move(entry.bytes), entry.mode & 0555, uid, uid);
        break;
      default:
        added = failure(ErrorKind::bad_input,
                        fmt::format("image {}: '{}' is neither a file nor a directory nor a link",
                                    component.to_string(), entry.path));
    }
    if (!added) return added;
  }
  volume->set_read_only(true);
  return {};
}

Result<void> mount_mutable_storage(MemoryVfs& vfs, const Guid& component, std::uint32_t uid,
                                   std::uint32_t size_kib) {
  const std::string path = config_path(component);
  if (vfs.stat({}, path, false)) return {};
  const auto volume = vfs.make_volume({.type = kLittlefsType,
                                       .capacity = std::uint64_t{size_kib} * 1024,
                                       .node_limit = kMutableNodes,
                                       .full_error = kEDQUOT,
                                       .block_size = kQuotaBlock});
  // Without MutableStorage the folder is there and closed: Storage_OpenMutableFile gives EACCES.
  const bool allowed = size_kib > 0;
  return vfs.mount(path, volume, 0700, allowed ? uid : 0, allowed ? uid : 0);
}

}  // namespace armillary::os
