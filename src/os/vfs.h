// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "os/file.h"
#include "os/os_result.h"
#include "os/stat.h"

namespace armillary::os {

class Process;

/// Who asks for a path: decides permissions, /proc/self, what a device node gives out.
struct Caller {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t umask = 022;
  Process* process = nullptr;  ///< nullptr: the simulator itself (the loader), which may all
};

/// What opens a device node. Answers an error for a caller without the capability (EACCES), a busy
/// device (EBUSY)...
using DeviceFactory =
    std::function<OsResult<std::shared_ptr<File>>(const Caller& caller, std::uint32_t flags)>;

/// The tree of files that the apps see. Paths are absolute guest paths ("/mnt/apps/..."), at most
/// kPathMax bytes, not yet normal: the Vfs resolves ".", ".." and symbolic links. The system calls
/// join relative paths and directory descriptors before they ask.
class Vfs {
 public:
  virtual ~Vfs() = default;

  /// `flags`: O_ flags (kOCreate, kOExclusive, kOTruncate, kODirectory, kONoFollow...). The File
  /// has its path() set.
  virtual OsResult<std::shared_ptr<File>> open(const Caller& caller, std::string_view path,
                                               std::uint32_t flags, std::uint32_t mode) = 0;
  virtual OsResult<Stat> stat(const Caller& caller, std::string_view path, bool follow) = 0;
  virtual OsResult<std::string> read_link(const Caller& caller, std::string_view path) = 0;
  /// The absolute path without links, ".", "..": for chdir and getcwd.
  virtual OsResult<std::string> real_path(const Caller& caller, std::string_view path) = 0;
  virtual OsResult<FileSystemStat> file_system(const Caller& caller, std::string_view path) = 0;
  /// `mode`: 4 read, 2 write, 1 execute, 0 exists.
  virtual SysResult access(const Caller& caller, std::string_view path, std::uint32_t mode) = 0;
  virtual SysResult make_directory(const Caller& caller, std::string_view path,
                                   std::uint32_t mode) = 0;
  virtual SysResult remove_directory(const Caller& caller, std::string_view path) = 0;
  virtual SysResult unlink(const Caller& caller, std::string_view path) = 0;
  virtual SysResult rename(const Caller& caller, std::string_view from, std::string_view to) = 0;
  virtual SysResult link(const Caller& caller, std::string_view from, std::string_view to) = 0;
  virtual SysResult symlink(const Caller& caller, std::string_view target,
                            std::string_view path) = 0;
  virtual SysResult truncate(const Caller& caller, std::string_view path, std::uint64_t size) = 0;
  virtual SysResult set_mode(const Caller& caller, std::string_view path, std::uint32_t mode,
                             bool follow) = 0;
  virtual SysResult set_owner(const Caller& caller, std::string_view path, std::uint32_t uid,
                              std::uint32_t gid, bool follow) = 0;
  /// A null pointer leaves that time as it is.
  virtual SysResult set_times(const Caller& caller, std::string_view path, const TimeSpec* accessed,
                              const TimeSpec* modified, bool follow) = 0;
  /// FIFOs and regular files (mknod); devices are -kEPERM.
  virtual SysResult make_node(const Caller& caller, std::string_view path, std::uint32_t mode) = 0;

  /// A character device at `path`, whose directories are made as needed.
  virtual void add_device(std::string_view path, std::uint32_t mode, DeviceFactory factory) = 0;
};

}  // namespace armillary::os
