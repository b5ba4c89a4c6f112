// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "os/abi/files.h"
#include "os/file.h"
#include "os/fs/volume.h"
#include "os/os_result.h"
#include "os/stat.h"
#include "os/vfs.h"

namespace armillary::os {

/// What a name in a directory stands for. Owned by shared_ptr: by its directories and by open
/// files, so that an unlinked file lives until it is closed.
class Node : public std::enable_shared_from_this<Node> {
 public:
  /// `mode`: type and permission bits. Counts in the volume as long as it lives.
  Node(std::shared_ptr<Volume> volume, std::uint32_t mode, std::uint32_t uid, std::uint32_t gid);
  virtual ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  [[nodiscard]] Volume& volume() const { return *volume_; }
  [[nodiscard]] const std::shared_ptr<Volume>& shared_volume() const { return volume_; }
  [[nodiscard]] std::uint64_t inode() const { return inode_; }
  [[nodiscard]] std::uint32_t mode() const { return mode_; }
  [[nodiscard]] std::uint32_t type() const { return mode_ & kModeTypeMask; }
  [[nodiscard]] bool is_directory() const { return type() == kModeDirectory; }
  [[nodiscard]] bool is_symlink() const { return type() == kModeSymlink; }
  [[nodiscard]] bool is_regular() const { return type() == kModeRegular; }
  [[nodiscard]] std::uint32_t uid() const { return uid_; }
  [[nodiscard]] std::uint32_t gid() const { return gid_; }

  /// `caller`: what some files of /proc say depends on who asks.
  [[nodiscard]] virtual Stat stat(const Caller& caller) const;
  /// Opens it; the permissions have been checked, O_CREAT and O_TRUNC are done with.
  virtual OsResult<std::shared_ptr<File>> open(const Caller& caller, std::uint32_t flags) = 0;
  /// Length in bytes for truncate(2); -kEINVAL for all but regular files.
  virtual SysResult truncate(std::uint64_t size);

  /// `wanted`: 4 read, 2 write, 1 execute.
  [[nodiscard]] bool permits(const Caller& caller, std::uint32_t wanted) const;
  /// The owner, or uid 0: the simulator itself, as no app runs as root.
  [[nodiscard]] bool owned_by(const Caller& caller) const;

  void set_permissions(std::uint32_t bits);
  void set_owner(std::uint32_t uid, std::uint32_t gid);
  void set_times(const TimeSpec* accessed, const TimeSpec* modified);
  /// The content changed now.
  void touch_modified();
  void touch_accessed();
  void add_link() { ++links_; }
  void remove_link();

 private:
  std::shared_ptr<Volume> volume_;
  std::uint64_t inode_;
  std::uint32_t mode_, uid_, gid_;
  std::uint32_t links_ = 0;
  TimeSpec accessed_, modified_, changed_;
};

/// A directory as the path walk and getdents64 see it.
class DirectoryNode : public Node {
 public:
  using Node::Node;
  /// Never "." or "..". Nothing when there is no such name.
  [[nodiscard]] virtual std::shared_ptr<Node> lookup(const Caller& caller,
                                                     std::string_view name) const = 0;
  /// In name order, without "." and "..".
  [[nodiscard]] virtual std::vector<std::pair<std::string, std::shared_ptr<Node>>> list(
      const Caller& caller) const = 0;
  /// Adds a name that does not exist. Errors: EROFS, EPERM (a directory that takes none).
  virtual SysResult insert(std::string name, std::shared_ptr<Node> node) = 0;
  virtual SysResult remove(std::string_view name) = 0;

  OsResult<std::shared_ptr<File>> open(const Caller& caller, std::uint32_t flags) override;

  /// Its "..": itself at the root, nothing when it has been removed. A mount point's parent is the
  /// directory it is mounted in.
  [[nodiscard]] std::shared_ptr<DirectoryNode> parent() const { return parent_.lock(); }
  void set_parent(const std::shared_ptr<DirectoryNode>& parent) { parent_ = parent; }

 private:
  std::weak_ptr<DirectoryNode> parent_;
};

/// A directory whose names are stored. A child of another volume is a mount point.
class StoredDirectory final : public DirectoryNode {
 public:
  StoredDirectory(std::shared_ptr<Volume> volume, std::uint32_t permissions, std::uint32_t uid = 0,
                  std::uint32_t gid = 0);

  [[nodiscard]] Stat stat(const Caller& caller) const override;
  [[nodiscard]] std::shared_ptr<Node> lookup(const Caller& caller,
                                             std::string_view name) const override;
  [[nodiscard]] std::vector<std::pair<std::string, std::shared_ptr<Node>>> list(
      const Caller& caller) const override;
  SysResult insert(std::string name, std::shared_ptr<Node> node) override;
  SysResult remove(std::string_view name) override;
  [[nodiscard]] bool empty() const { return children_.empty(); }
  /// Mounting, which no read-only volume minds. What had the name before is hidden for good.
  void attach(std::string name, std::shared_ptr<Node> node);
  void detach(std::string_view name);

 private:
  std::map<std::string, std::shared_ptr<Node>, std::less<>> children_;
};

/// A symbolic link.
class SymlinkNode : public Node {
 public:
  SymlinkNode(std::shared_ptr<Volume> volume, std::string target, std::uint32_t uid = 0,
              std::uint32_t gid = 0);
  [[nodiscard]] virtual std::string target(const Caller& /*caller*/) const { return target_; }
  [[nodiscard]] Stat stat(const Caller& caller) const override;
  /// Only with O_PATH, which the Vfs serves itself; otherwise ELOOP.
  OsResult<std::shared_ptr<File>> open(const Caller& caller, std::uint32_t flags) override;

 private:
  std::string target_;
};

/// A character device.
class DeviceNode final : public Node {
 public:
  DeviceNode(std::shared_ptr<Volume> volume, std::uint32_t permissions, std::uint64_t number,
             DeviceFactory factory);
  [[nodiscard]] Stat stat(const Caller& caller) const override;
  OsResult<std::shared_ptr<File>> open(const Caller& caller, std::uint32_t flags) override;

 private:
  std::uint64_t number_;
  DeviceFactory factory_;
};

}  // namespace armillary::os
