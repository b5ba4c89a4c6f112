// SPDX-License-Identifier: GPL-2.0-or-later
//
// os/fs/ holds the files that apps see. All of it lives in memory: a tree of nodes (node.h), where
// each node belongs to a volume with its limits (volume.h); the walk along a path (path_walk.h);
// /proc (proc.h); what fills the tree at start (host_folder.h, standard_tree.h); and the Vfs on top
// of them (memory_vfs.h). No call reaches a file of the host after the start.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "os/abi/errno.h"
#include "os/stat.h"

namespace armillary::os {

/// What time it is for a file's stamps: the guest's real-time clock.
using StampClock = std::function<TimeSpec()>;

/// A file system as statfs(2) tells it apart: what is limited together, and where link(2) and
/// rename(2) end. Owned by shared_ptr by all of its nodes. A guest can never make it hold more than
/// its limits.
class Volume {
 public:
  struct Config {
    std::uint32_t type = 0;        ///< f_type of statfs
    bool read_only = false;        ///< every change answers EROFS
    std::uint64_t capacity = 0;    ///< bytes of file contents, in whole blocks
    std::uint64_t node_limit = 0;  ///< files, directories and links
    int full_error = kENOSPC;      ///< EDQUOT where a quota is the limit
    std::uint32_t block_size = 4096;
  };
  /// `device` becomes st_dev; unique among the volumes of a tree.
  Volume(std::uint64_t device, Config config, StampClock clock);
  Volume(const Volume&) = delete;
  Volume& operator=(const Volume&) = delete;

  [[nodiscard]] std::uint64_t device() const { return device_; }
  [[nodiscard]] bool read_only() const { return config_.read_only; }
  [[nodiscard]] std::uint32_t block_size() const { return config_.block_size; }
  [[nodiscard]] int full_error() const { return config_.full_error; }
  [[nodiscard]] std::uint64_t capacity() const { return config_.capacity; }
  [[nodiscard]] FileSystemStat status() const;
  [[nodiscard]] TimeSpec now() const { return clock_ ? clock_() : TimeSpec{}; }
  /// While the simulator itself fills a read-only volume.
  void set_read_only(bool read_only) { config_.read_only = read_only; }

  /// Accounts for a file that grows or shrinks; false when the volume would be over its limit (then
  /// nothing has changed).
  [[nodiscard]] bool resize(std::uint64_t old_size, std::uint64_t new_size);
  /// The longest a file of `size` bytes may become now.
  [[nodiscard]] std::uint64_t longest(std::uint64_t size) const;
  /// Room for one more node? The node itself counts when it is made and when it goes.
  [[nodiscard]] bool has_free_node() const { return nodes_ < config_.node_limit; }
  /// A new node's inode number.
  std::uint64_t add_node();
  void remove_node() { --nodes_; }

 private:
  [[nodiscard]] std::uint64_t blocks(std::uint64_t size) const {
    return size / config_.block_size + (size % config_.block_size != 0 ? 1 : 0);
  }

  std::uint64_t device_;
  Config config_;
  StampClock clock_;
  std::uint64_t used_blocks_ = 0;
  std::uint64_t nodes_ = 0;
  std::uint64_t last_inode_ = 0;
};

// f_type of statfs(2), include/uapi/linux/magic.h.
inline constexpr std::uint32_t kTmpfsType = 0x01021994;
inline constexpr std::uint32_t kProcType = 0x00009FA0;
inline constexpr std::uint32_t kCramfsType = 0x28CD3D45;  // asxipfs is derived from cramfs

}  // namespace armillary::os
