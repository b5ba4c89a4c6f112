// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/fs/node.h"
#include "os/fs/path_walk.h"
#include "os/fs/volume.h"
#include "os/vfs.h"

namespace armillary::os {

/// The tree of files, in memory. Rules of Linux for permissions by uid, the sticky bit, links and
/// renames; mount points are directories of another volume. Uid 0 is the simulator itself.
class MemoryVfs final : public Vfs {
 public:
  /// The root volume may be filled until freeze_root(). `clock` stamps files; may be empty.
  explicit MemoryVfs(StampClock clock = {});

  // Vfs
  OsResult<std::shared_ptr<File>> open(const Caller& caller, std::string_view path,
                                       std::uint32_t flags, std::uint32_t mode) override;
  OsResult<Stat> stat(const Caller& caller, std::string_view path, bool follow) override;
  OsResult<std::string> read_link(const Caller& caller, std::string_view path) override;
  OsResult<std::string> real_path(const Caller& caller, std::string_view path) override;
  OsResult<FileSystemStat> file_system(const Caller& caller, std::string_view path) override;
  SysResult access(const Caller& caller, std::string_view path, std::uint32_t mode) override;
  SysResult make_directory(const Caller& caller, std::string_view path,
                           std::uint32_t mode) override;
  SysResult remove_directory(const Caller& caller, std::string_view path) override;
  SysResult unlink(const Caller& caller, std::string_view path) override;
  SysResult rename(const Caller& caller, std::string_view from, std::string_view to) override;
  SysResult link(const Caller& caller, std::string_view from, std::string_view to) override;
  SysResult symlink(const Caller& caller, std::string_view target, std::string_view path) override;
  SysResult truncate(const Caller& caller, std::string_view path, std::uint64_t size) override;
  SysResult set_mode(const Caller& caller, std::string_view path, std::uint32_t mode,
                     bool follow) override;
  SysResult set_owner(const Caller& caller, std::string_view path, std::uint32_t uid,
                      std::uint32_t gid, bool follow) override;
  SysResult set_times(const Caller& caller, std::string_view path, const TimeSpec* accessed,
                      const TimeSpec* modified, bool follow) override;
  SysResult make_node(const Caller& caller, std::string_view path, std::uint32_t mode) override;
  void add_device(std::string_view path, std::uint32_t mode, DeviceFactory factory) override;

  // Filling the tree. Paths are absolute; directories on the way are made with mode 0755 and belong
  // to root. Errors are sentences and mean that a volume is full or that something else is there.

  /// A volume for mount(); the device number is the next free one.
  [[nodiscard]] std::shared_ptr<Volume> make_volume(Volume::Config config);
  /// An empty directory of `volume` at `path`; what is there is hidden.
  Result<void> mount(std::string_view path, const std::shared_ptr<Volume>& volume,
                     std::uint32_t permissions, std::uint32_t uid = 0, std::uint32_t gid = 0);
  /// Any other node, such as the root of /proc.
  Result<void> mount_node(std::string_view path, std::shared_ptr<Node> node);
  /// Takes a mounted directory away; open files live on. False when there is none.
  bool unmount(std::string_view path);
  Result<void> add_directory(std::string_view path, std::uint32_t permissions,
                             std::uint32_t uid = 0, std::uint32_t gid = 0);
  Result<void> add_file(std::string_view path, std::vector<std::byte> bytes,
                        std::uint32_t permissions, std::uint32_t uid = 0, std::uint32_t gid = 0);
  Result<void> add_symlink(std::string_view path, std::string target);
  /// From now on the root volume is read-only.
  void freeze_root() { root_volume_->set_read_only(true); }
  [[nodiscard]] const StampClock& clock() const { return clock_; }

 private:
  /// A new name's place: checked for permissions, space and read-only volumes. EEXIST when taken.
  OsResult<PathEnd> find_new(const Caller& caller, std::string_view path, bool directory) const;
  /// A name that is to go: permissions, the sticky bit, mount points.
  SysResult check_removal(const Caller& caller, const PathEnd& end) const;
  OsResult<PathEnd> find_or_create(const Caller& caller, std::string_view path, std::uint32_t flags,
                                   std::uint32_t mode);
  SysResult check_open(const Caller& caller, const Node& node, std::uint32_t flags) const;
  SysResult replace_target(const Caller& caller, const PathEnd& from, const PathEnd& to);
  /// The stored directory at `path`, made as needed.
  Result<std::shared_ptr<StoredDirectory>> directory_at(std::string_view path);
  Result<std::shared_ptr<StoredDirectory>> parent_of(std::string_view path, std::string& name);

  StampClock clock_;
  std::uint64_t last_device_ = 0;
  std::uint64_t last_minor_ = 0;  ///< of devices without a well-known number
  std::shared_ptr<Volume> root_volume_;
  std::shared_ptr<StoredDirectory> root_;
  PathWalk walk_;
};

}  // namespace armillary::os
