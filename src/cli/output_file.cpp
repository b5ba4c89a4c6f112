// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/output_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace armillary::cli {
namespace {

constexpr std::size_t kBufferSize = 64 * 1024;

tl::unexpected<Error> refuse(ErrorKind kind, const std::filesystem::path& path,
                             std::string_view what, int error) {
  return failure(kind, fmt::format("{}: the {} cannot be written: {}", path.string(), what,
                                   std::strerror(error)));
}

}  // namespace

Result<OutputFile> OutputFile::open(const std::filesystem::path& path, std::string_view what) {
  OutputFile file;
  file.path_ = path;
  file.what_ = what;
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) return refuse(ErrorKind::usage, path, what, EISDIR);
  if (exists && !S_ISREG(status.st_mode)) {
    file.fd_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    if (exists && ::access(path.c_str(), W_OK) != 0) {
      return refuse(ErrorKind::usage, path, what, errno);
    }
    // Through a link the file that it points at is replaced, not the link.
    std::error_code ignored;
    const auto target = std::filesystem::weakly_canonical(path, ignored);
    if (!ignored) file.path_ = target;
    file.partial_ = file.path_;
    file.partial_ += fmt::format(".partial-{}", ::getpid());
    file.fd_ = ::open(file.partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  }
  if (file.fd_ < 0) {
    file.partial_.clear();
    return refuse(ErrorKind::usage, path, what, errno);
  }
  return file;
}

OutputFile::OutputFile(OutputFile&& other) noexcept { *this = std::move(other); }

OutputFile& OutputFile::operator=(OutputFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(partial_, other.partial_);
  std::swap(what_, other.what_);
  std::swap(buffer_, other.buffer_);
  std::swap(fd_, other.fd_);
  std::swap(error_, other.error_);
  return *this;
}

OutputFile::~OutputFile() { abandon(); }

void OutputFile::abandon() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  if (!partial_.empty()) ::unlink(partial_.c_str());
}

void OutputFile::write(std::string_view bytes) {
  buffer_ += bytes;
  if (is_live() || buffer_.size() >= kBufferSize) flush();
}

void OutputFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty() && error_ == 0) {
    const ssize_t count = ::write(fd_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      error_ = errno;
    } else {
      rest.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  buffer_.clear();
}

Result<void> OutputFile::commit() {
  flush();
  if (::close(std::exchange(fd_, -1)) != 0 && error_ == 0) error_ = errno;
  if (error_ == 0 && !partial_.empty() && std::rename(partial_.c_str(), path_.c_str()) != 0) {
    error_ = errno;
  }
  if (error_ != 0) {
    abandon();
    partial_.clear();
    return refuse(ErrorKind::io, path_, what_, error_);
  }
  partial_.clear();
  return {};
}

}  // namespace armillary::cli
