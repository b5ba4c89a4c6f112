// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace armillary::cli {

/// A report that appears whole or not at all: it is written beside its place under another name and
/// moved there by commit(). A file that is not regular (a pipe, /dev/stdout) is live: it is written
/// directly, and a reader gets every write at once.
/// Without a commit the report is removed.
class OutputFile {
 public:
  /// Fails with a sentence when the place cannot be written, before anything has run.
  static Result<OutputFile> open(const std::filesystem::path& path, std::string_view what);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&& other) noexcept;
  ~OutputFile();

  [[nodiscard]] bool is_live() const { return partial_.empty(); }
  /// Buffers unless the file is live. A failure is remembered and told by commit().
  void write(std::string_view bytes);
  Result<void> commit();

 private:
  OutputFile() = default;
  void flush();
  void abandon();

  std::filesystem::path path_, partial_;  ///< partial_ is empty when written directly
  std::string what_, buffer_;
  int fd_ = -1;
  int error_ = 0;
};

}  // namespace armillary::cli
