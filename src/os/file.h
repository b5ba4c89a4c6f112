// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "os/abi/files.h"
#include "os/os_result.h"
#include "os/stat.h"
#include "os/wait_queue.h"

namespace armillary::os {

class Call;
class Task;

/// Where the pages of a file mapping come from. Identity matters: pages of an immutable source are
/// kept once and shared by all processes.
class PageSource {
 public:
  virtual ~PageSource() = default;
  /// The bytes never change (an image's file). Then its pages count for no app, as the platform
  /// runs them in place from flash.
  [[nodiscard]] virtual bool immutable() const = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// Copies from `offset`; returns how many bytes there were. The rest of the page reads as zero.
  virtual std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) const = 0;
};

/// An open file description: what open(2), pipe(2), socket(2) make and descriptors share. Owned by
/// shared_ptr: by the descriptor tables of processes, by messages in flight, by system calls that
/// are under way. Never blocks: what would block answers -kEAGAIN, whatever O_NONBLOCK says, and
/// the system call waits on waiters() and tries again. When the last owner lets go, the destructor
/// is the release. All calls come on the A7's domain, inside a system call or an event.
///
/// Results are values >= 0 or negative error numbers. The defaults answer what Linux answers for a
/// file without the operation.
class File : public std::enable_shared_from_this<File> {
 public:
  explicit File(std::uint32_t flags) : flags_(flags) {}
  virtual ~File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// At the file's offset, which moves. 0 is the end of the file.
  virtual SysResult read(std::span<std::byte> out);
  /// At the file's offset (or the end, under O_APPEND). May write less than was given, but not 0
  /// of something: then it is -kEAGAIN.
  virtual SysResult write(std::span<const std::byte> in);
  /// The same for a device that begins something and is done later: it may return call.block() and
  /// is then asked again with the same buffer. By default read() and write().
  virtual SysResult read_in(Call& call, std::span<std::byte> out);
  virtual SysResult write_in(Call& call, std::span<const std::byte> in);
  /// pread, pwrite: the offset stays. -kESPIPE by default.
  virtual SysResult read_at(std::uint64_t offset, std::span<std::byte> out);
  virtual SysResult write_at(std::uint64_t offset, std::span<const std::byte> in);
  /// Only whole buffers keep a message's border: readv and writev of such a file are one read or
  /// write of all parts together. True for sockets, message devices and the like.
  [[nodiscard]] virtual bool keeps_message_borders() const { return false; }

  /// Which EPOLL bits hold now.
  [[nodiscard]] virtual std::uint32_t poll() const { return kEpollIn | kEpollOut; }
  /// How long read and write wait, in nanoseconds; 0: for ever. SO_RCVTIMEO and SO_SNDTIMEO.
  [[nodiscard]] virtual std::int64_t receive_timeout() const { return 0; }
  [[nodiscard]] virtual std::int64_t send_timeout() const { return 0; }
  /// False for regular files and directories, which epoll_ctl refuses with EPERM.
  [[nodiscard]] virtual bool pollable() const { return true; }
  /// Woken whenever poll() may have changed.
  [[nodiscard]] WaitQueue& waiters() { return waiters_; }

  /// `argument` is the third argument as given: a number, or an address in the task's memory.
  virtual SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument);
  virtual SysResult seek(std::int64_t offset, int whence);
  [[nodiscard]] virtual OsResult<Stat> stat() const;
  /// The entries from the directory offset on; the caller says with set_directory_offset() how many
  /// it took. Each call returns the listing anew, in a fixed order, with "." and "..".
  virtual OsResult<std::vector<DirectoryEntry>> entries();
  virtual SysResult truncate(std::uint64_t size);
  virtual SysResult sync() { return 0; }
  virtual SysResult set_mode(std::uint32_t mode);
  virtual SysResult set_owner(std::uint32_t uid, std::uint32_t gid);
  /// utimensat through a descriptor.
  virtual SysResult set_times(const TimeSpec* accessed, const TimeSpec* modified);
  virtual OsResult<FileSystemStat> file_system() const { return os_failure(kENOSYS); }
  /// For mmap; -kENODEV by default. `writable_shared` asks for MAP_SHARED with PROT_WRITE.
  virtual OsResult<std::shared_ptr<const PageSource>> pages(bool writable_shared);
  /// A descriptor of this file was closed (close(2), exit, dup2): once a descriptor, before the
  /// table lets go of it. Devices seldom need it.
  virtual void descriptor_closed() {}

  /// The O_ flags of the description: access mode, O_APPEND, O_NONBLOCK. O_CLOEXEC lives in the
  /// descriptor table.
  [[nodiscard]] std::uint32_t flags() const { return flags_; }
  /// fcntl(F_SETFL) and FIONBIO.
  void set_flags(std::uint32_t flags) { flags_ = flags; }
  [[nodiscard]] bool nonblocking() const { return (flags_ & kONonblock) != 0; }
  [[nodiscard]] bool readable() const { return (flags_ & kOAccessMode) != kOWriteOnly; }
  [[nodiscard]] bool writable() const { return (flags_ & kOAccessMode) != kOReadOnly; }

  /// Where it was opened, absolute and without symbolic links: for fchdir, the ...at calls,
  /// /proc/self/fd, messages. "pipe:[3]" and the like where there is no path.
  [[nodiscard]] const std::string& path() const { return path_; }
  void set_path(std::string path) { path_ = std::move(path); }

  /// getdents64: how many of entries() have been told.
  [[nodiscard]] std::size_t directory_offset() const { return directory_offset_; }
  void set_directory_offset(std::size_t offset) { directory_offset_ = offset; }

 private:
  std::uint32_t flags_;
  std::string path_;
  std::size_t directory_offset_ = 0;
  WaitQueue waiters_;
};

}  // namespace armillary::os
