// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "os/file.h"
#include "os/os_result.h"

namespace armillary::os {

/// The descriptors of a process, or of several (CLONE_FILES).
class FileTable {
 public:
  explicit FileTable(std::size_t limit) : limit_(limit) {}
  ~FileTable() { close_all(); }
  FileTable(const FileTable&) = delete;
  FileTable& operator=(const FileTable&) = delete;

  /// The lowest free descriptor from `lowest` on. EMFILE at the limit.
  OsResult<int> add(std::shared_ptr<File> file, bool close_on_exec, int lowest = 0);
  /// At exactly `descriptor`; what was there is closed (dup2). EBADF beyond the limit.
  OsResult<int> put(int descriptor, std::shared_ptr<File> file, bool close_on_exec);
  /// nullptr: not open.
  [[nodiscard]] std::shared_ptr<File> get(int descriptor) const;
  /// Without taking part in the ownership; for calls that cannot close it meanwhile.
  [[nodiscard]] File* peek(int descriptor) const;
  SysResult close(int descriptor);
  [[nodiscard]] bool close_on_exec(int descriptor) const;
  void set_close_on_exec(int descriptor, bool value);
  void close_for_exec();
  void close_all();
  /// The same open files, for fork.
  [[nodiscard]] std::shared_ptr<FileTable> copy() const;
  [[nodiscard]] std::size_t limit() const { return limit_; }
  void set_limit(std::size_t limit) { limit_ = limit; }
  /// One past the highest open descriptor.
  [[nodiscard]] int end() const { return static_cast<int>(slots_.size()); }

 private:
  struct Slot {
    std::shared_ptr<File> file;
    bool close_on_exec = false;
  };
  void release(Slot& slot);

  std::size_t limit_;
  std::vector<Slot> slots_;
};

}  // namespace armillary::os
