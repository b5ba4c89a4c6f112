// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/fs/directory_file.h"

#include <utility>

namespace armillary::os {

NodeFile::NodeFile(std::shared_ptr<Node> node, const Caller& caller, std::uint32_t flags)
    : File(flags), node_(std::move(node)), opener_(caller) {
  // The process may end before its files do; only its ids are needed from here on, and a caller
  // without a process would be the simulator itself.
}

OsResult<Stat> NodeFile::stat() const { return node_->stat(opener_); }

SysResult NodeFile::set_mode(std::uint32_t mode) {
  if (!node_->owned_by(opener_)) return -kEPERM;
  if (node_->volume().read_only()) return -kEROFS;
  node_->set_permissions(mode);
  return 0;
}

SysResult NodeFile::set_owner(std::uint32_t uid, std::uint32_t gid) {
  if (opener_.uid != 0) return -kEPERM;
  if (node_->volume().read_only()) return -kEROFS;
  node_->set_owner(uid, gid);
  return 0;
}

SysResult NodeFile::set_times(const TimeSpec* accessed, const TimeSpec* modified) {
  if (!node_->owned_by(opener_) && !node_->permits(opener_, 2)) return -kEPERM;
  if (node_->volume().read_only()) return -kEROFS;
  node_->set_times(accessed, modified);
  return 0;
}

OsResult<FileSystemStat> NodeFile::file_system() const { return node_->volume().status(); }

DirectoryFile::DirectoryFile(std::shared_ptr<DirectoryNode> node, const Caller& caller,
                             std::uint32_t flags)
    : NodeFile(node, caller, flags), directory_(std::move(node)) {}

SysResult DirectoryFile::read(std::span<std::byte> /*out*/) { return -kEISDIR; }

OsResult<std::vector<DirectoryEntry>> DirectoryFile::entries() {
  const auto parent = directory_->parent();
  if (parent == nullptr) return os_failure(kENOENT);  // it was removed
  std::vector<DirectoryEntry> entries;
  entries.push_back({directory_->inode(), kEntryDirectory, "."});
  entries.push_back({parent->inode(), kEntryDirectory, ".."});
  for (auto& [name, child] : directory_->list(opener())) {
    entries.push_back({child->inode(), entry_type(*child), std::move(name)});
  }
  directory_->touch_accessed();
  return entries;
}

SysResult DirectoryFile::seek(std::int64_t offset, int whence) {
  std::int64_t target = offset;
  if (whence == kSeekCurrent) {
    target += static_cast<std::int64_t>(directory_offset());
  } else if (whence != kSeekSet) {
    return -kEINVAL;
  }
  if (target < 0) return -kEINVAL;
  set_directory_offset(static_cast<std::size_t>(target));
  return target;
}

SysResult PathFile::read(std::span<std::byte> /*out*/) { return -kEBADF; }
SysResult PathFile::write(std::span<const std::byte> /*in*/) { return -kEBADF; }
SysResult PathFile::read_at(std::uint64_t /*offset*/, std::span<std::byte> /*out*/) {
  return -kEBADF;
}
SysResult PathFile::write_at(std::uint64_t /*offset*/, std::span<const std::byte> /*in*/) {
  return -kEBADF;
}
SysResult PathFile::ioctl(Task& /*task*/, std::uint32_t /*request*/, std::uint32_t /*argument*/) {
  return -kEBADF;
}
SysResult PathFile::seek(std::int64_t /*offset*/, int /*whence*/) { return -kEBADF; }
OsResult<std::vector<DirectoryEntry>> PathFile::entries() { return os_failure(kEBADF); }
SysResult PathFile::truncate(std::uint64_t /*size*/) { return -kEBADF; }
SysResult PathFile::set_mode(std::uint32_t /*mode*/) { return -kEBADF; }
SysResult PathFile::set_owner(std::uint32_t /*uid*/, std::uint32_t /*gid*/) { return -kEBADF; }

std::uint8_t entry_type(const Node& node) {
  // d_type is the type nibble of st_mode (include/linux/fs_types.h).
  return static_cast<std::uint8_t>(node.type() >> 12);
}

}  // namespace armillary::os
