// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/fs/memory_vfs.h"

#include <utility>

#include "os/fs/regular_file.h"

namespace armillary::os {

namespace {

constexpr std::uint32_t kStickyBit = 01000;
constexpr std::uint32_t kMostLinks = 64;

/// Flags that only mean something while a file is being opened.
constexpr std::uint32_t kOpenOnly =
    kOCreate | kOExclusive | kONoCtty | kOTruncate | kOCloseOnExec | kONoFollow;

std::uint32_t wanted_access(std::uint32_t flags) {
  std::uint32_t wanted = (flags & kOTruncate) != 0 ? 2 : 0;
  switch (flags & kOAccessMode) {
    case kOReadOnly:
      return wanted | 4;
    case kOWriteOnly:
      return wanted | 2;
    default:
      return wanted | 6;
  }
}

}  // namespace

OsResult<PathEnd> MemoryVfs::find_new(const Caller& caller, std::string_view path,
                                      bool directory) const {
  auto end = walk_.find(caller, path, false);
  if (!end) return end;
  if (end->node != nullptr) return os_failure(kEEXIST);
  if (end->wants_directory && !directory) return os_failure(kENOENT);
  if (end->parent->volume().read_only()) return os_failure(kEROFS);
  if (!end->parent->permits(caller, 3)) return os_failure(kEACCES);
  if (!end->parent->volume().has_free_node()) {
    return os_failure(end->parent->volume().full_error());
  }
  return end;
}

SysResult MemoryVfs::check_removal(const Caller& caller, const PathEnd& end) const {
  if (end.name.empty()) return -kEBUSY;
  const DirectoryNode& parent = *end.parent;
  if (&end.node->volume() != &parent.volume()) return -kEBUSY;  // a mount point
  if (parent.volume().read_only()) return -kEROFS;
  if (!parent.permits(caller, 3)) return -kEACCES;
  const bool sticky = (parent.mode() & kStickyBit) != 0;
  if (sticky && !parent.owned_by(caller) && !end.node->owned_by(caller)) return -kEPERM;
  return 0;
}

OsResult<PathEnd> MemoryVfs::find_or_create(const Caller& caller, std::string_view path,
                                            std::uint32_t flags, std::uint32_t mode) {
  const bool create = (flags & kOCreate) != 0;
  const bool exclusive = create && (flags & kOExclusive) != 0;
  auto end = walk_.find(caller, path, !exclusive && (flags & kONoFollow) == 0);
  if (!end) return end;
  if (end->node != nullptr) {
    if (exclusive) return os_failure(kEEXIST);
    if (create && end->node->is_directory()) return os_failure(kEISDIR);
    return end;
  }
  if (!create) return os_failure(kENOENT);
  if (end->wants_directory) return os_failure(kEISDIR);
  auto place = find_new(caller, end->path, false);
  if (!place) return place;
  place->node = std::make_shared<RegularNode>(place->parent->shared_volume(),
                                              mode & 07777 & ~caller.umask, caller.uid, caller.gid);
  if (const SysResult result = place->parent->insert(place->name, place->node); result < 0) {
    return os_failure(static_cast<int>(-result));
  }
  return place;
}

SysResult MemoryVfs::check_open(const Caller& caller, const Node& node, std::uint32_t flags) const {
  if (node.is_symlink()) return -kELOOP;  // only with O_NOFOLLOW
  const std::uint32_t wanted = wanted_access(flags);
  if (node.is_directory() && (wanted & 2) != 0) return -kEISDIR;
  if (!node.is_directory() && (flags & kODirectory) != 0) return -kENOTDIR;
  if (!node.permits(caller, wanted)) return -kEACCES;
  if (node.is_regular() && (wanted & 2) != 0 && node.volume().read_only()) return -kEROFS;
  return 0;
}

OsResult<std::shared_ptr<File>> MemoryVfs::open(const Caller& caller, std::string_view path,
                                                std::uint32_t flags, std::uint32_t mode) {
  if ((flags & kOPath) != 0) {
    auto end = walk_.find_existing(caller, path, (flags & kONoFollow) == 0);
    if (!end) return os_failure(end.error());
    if ((flags & kODirectory) != 0 && !end->node->is_directory()) return os_failure(kENOTDIR);
    auto file = std::make_shared<PathFile>(end->node, caller, flags & ~kOpenOnly);
    file->set_path(end->path);
    return file;
  }

  const bool existed = walk_.find_existing(caller, path, (flags & kONoFollow) == 0).has_value();
  auto end = find_or_create(caller, path, flags, mode);
  if (!end) return os_failure(end.error());
  // Whoever makes a file may open it as asked, whatever its mode says.
  if (existed) {
    if (const SysResult result = check_open(caller, *end->node, flags); result < 0) {
      return os_failure(static_cast<int>(-result));
    }
    if ((flags & kOTruncate) != 0 && end->node->is_regular()) {
      if (const SysResult result = end->node->truncate(0); result < 0) {
        return os_failure(static_cast<int>(-result));
      }
    }
  }
  auto file = end->node->open(caller, flags & ~kOpenOnly);
  if (file && (*file)->path().empty()) (*file)->set_path(end->path);
  return file;
}

OsResult<Stat> MemoryVfs::stat(const Caller& caller, std::string_view path, bool follow) {
  const auto end = walk_.find_existing(caller, path, follow);
  if (!end) return os_failure(end.error());
  return end->node->stat(caller);
}

OsResult<std::string> MemoryVfs::read_link(const Caller& caller, std::string_view path) {
  const auto end = walk_.find_existing(caller, path, false);
  if (!end) return os_failure(end.error());
  if (!end->node->is_symlink()) return os_failure(kEINVAL);
  return static_cast<const SymlinkNode&>(*end->node).target(caller);
}

OsResult<std::string> MemoryVfs::real_path(const Caller& caller, std::string_view path) {
  const auto end = walk_.find_existing(caller, path, true);
  if (!end) return os_failure(end.error());
  return end->path;
}

OsResult<FileSystemStat> MemoryVfs::file_system(const Caller& caller, std::string_view path) {
  const auto end = walk_.find_existing(caller, path, true);
  if (!end) return os_failure(end.error());
  return end->node->volume().status();
}

SysResult MemoryVfs::access(const Caller& caller, std::string_view path, std::uint32_t mode) {
  if (mode > 7) return -kEINVAL;
  const auto end = walk_.find_existing(caller, path, true);
  if (!end) return -end.error();
  const Node& node = *end->node;
  const bool device = node.type() == kModeCharacter;
  if ((mode & 2) != 0 && node.volume().read_only() && !device) return -kEROFS;
  return node.permits(caller, mode) ? 0 : -kEACCES;
}

SysResult MemoryVfs::make_directory(const Caller& caller, std::string_view path,
                                    std::uint32_t mode) {
  auto end = find_new(caller, path, true);
  if (!end) return -end.error();
  return end->parent->insert(end->name, std::make_shared<StoredDirectory>(
                                            end->parent->shared_volume(),
                                            mode & 01777 & ~caller.umask, caller.uid, caller.gid));
}

SysResult MemoryVfs::remove_directory(const Caller& caller, std::string_view path) {
  const auto end = walk_.find_existing(caller, path, false);
  if (!end) return -end.error();
  if (path.ends_with("/.") || path == ".") return -kEINVAL;
  if (path.ends_with("/..")) return -kENOTEMPTY;
  if (!end->node->is_directory()) return -kENOTDIR;
  if (const SysResult result = check_removal(caller, *end); result < 0) return result;
  const auto* directory = dynamic_cast<const StoredDirectory*>(end->node.get());
  if (directory == nullptr) return -kEPERM;
  if (!directory->empty()) return -kENOTEMPTY;
  return end->parent->remove(end->name);
}

SysResult MemoryVfs::unlink(const Caller& caller, std::string_view path) {
  const auto end = walk_.find_existing(caller, path, false);
  if (!end) return -end.error();
  if (end->node->is_directory()) return -kEISDIR;
  if (const SysResult result = check_removal(caller, *end); result < 0) return result;
  return end->parent->remove(end->name);
}

SysResult MemoryVfs::replace_target(const Caller& caller, const PathEnd& from, const PathEnd& to) {
  if (to.node == nullptr) return 0;
  if (const SysResult result = check_removal(caller, to); result < 0) return result;
  if (from.node->is_directory() && !to.node->is_directory()) return -kENOTDIR;
  if (!from.node->is_directory() && to.node->is_directory()) return -kEISDIR;
  const auto* directory = dynamic_cast<const StoredDirectory*>(to.node.get());
  if (directory != nullptr && !directory->empty()) return -kENOTEMPTY;
  return to.parent->remove(to.name);
}

SysResult MemoryVfs::rename(const Caller& caller, std::string_view from, std::string_view to) {
  const auto source = walk_.find_existing(caller, from, false);
  if (!source) return -source.error();
  const auto target = walk_.find(caller, to, false);
  if (!target) return -target.error();
  if (source->name.empty() || target->name.empty()) return -kEBUSY;
  if (&source->parent->volume() != &target->parent->volume()) return -kEXDEV;
  if (const SysResult result = check_removal(caller, *source); result < 0) return result;
  if (!target->parent->permits(caller, 3)) return -kEACCES;
  if (target->wants_directory && !source->node->is_directory()) return -kENOTDIR;
  if (source->node == target->node) return 0;
  for (auto above = target->parent; above != nullptr && above != root_; above = above->parent()) {
    if (above == source->node) return -kEINVAL;  // a directory into itself
  }
  if (const SysResult result = replace_target(caller, *source, *target); result < 0) return result;
  if (const SysResult result = source->parent->remove(source->name); result < 0) return result;
  return target->parent->insert(target->name, source->node);
}

SysResult MemoryVfs::link(const Caller& caller, std::string_view from, std::string_view to) {
  const auto source = walk_.find_existing(caller, from, false);
  if (!source) return -source.error();
  if (source->node->is_directory()) return -kEPERM;
  const auto target = find_new(caller, to, false);
  if (!target) return -target.error();
  if (&source->node->volume() != &target->parent->volume()) return -kEXDEV;
  if (source->node->stat(caller).links >= kMostLinks) return -kEMLINK;
  return target->parent->insert(target->name, source->node);
}

SysResult MemoryVfs::symlink(const Caller& caller, std::string_view target, std::string_view path) {
  if (target.empty()) return -kENOENT;
  if (target.size() >= kPathMax) return -kENAMETOOLONG;
  const auto end = find_new(caller, path, false);
  if (!end) return -end.error();
  return end->parent->insert(
      end->name, std::make_shared<SymlinkNode>(end->parent->shared_volume(), std::string(target),
                                               caller.uid, caller.gid));
}

SysResult MemoryVfs::truncate(const Caller& caller, std::string_view path, std::uint64_t size) {
  const auto end = walk_.find_existing(caller, path, true);
  if (!end) return -end.error();
  if (end->node->is_directory()) return -kEISDIR;
  if (!end->node->permits(caller, 2)) return -kEACCES;
  return end->node->truncate(size);
}

SysResult MemoryVfs::set_mode(const Caller& caller, std::string_view path, std::uint32_t mode,
                              bool follow) {
  const auto end = walk_.find_existing(caller, path, follow);
  if (!end) return -end.error();
  if (end->node->is_symlink()) return -kEOPNOTSUPP;
  if (end->node->volume().read_only()) return -kEROFS;
  if (!end->node->owned_by(caller)) return -kEPERM;
  end->node->set_permissions(mode);
  return 0;
}

SysResult MemoryVfs::set_owner(const Caller& caller, std::string_view path, std::uint32_t uid,
                               std::uint32_t gid, bool follow) {
  const auto end = walk_.find_existing(caller, path, follow);
  if (!end) return -end.error();
  if (end->node->volume().read_only()) return -kEROFS;
  if (caller.uid != 0) return -kEPERM;
  end->node->set_owner(uid, gid);
  return 0;
}

SysResult MemoryVfs::set_times(const Caller& caller, std::string_view path,
                               const TimeSpec* accessed, const TimeSpec* modified, bool follow) {
  const auto end = walk_.find_existing(caller, path, follow);
  if (!end) return -end.error();
  if (end->node->volume().read_only()) return -kEROFS;
  if (!end->node->owned_by(caller) && !end->node->permits(caller, 2)) return -kEACCES;
  end->node->set_times(accessed, modified);
  return 0;
}

SysResult MemoryVfs::make_node(const Caller& caller, std::string_view path, std::uint32_t mode) {
  // Named pipes are not offered: no Azure Sphere file system that an app may write to has them.
  const std::uint32_t type = mode & kModeTypeMask;
  if (type != 0 && type != kModeRegular) return -kEPERM;
  const auto end = find_new(caller, path, false);
  if (!end) return -end.error();
  return end->parent->insert(end->name, std::make_shared<RegularNode>(end->parent->shared_volume(),
                                                                      mode & 07777 & ~caller.umask,
                                                                      caller.uid, caller.gid));
}

}  // namespace armillary::os
