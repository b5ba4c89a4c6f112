// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/host_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace armillary {
namespace {

/// A file descriptor that is closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

Result<std::string> read_host_file(const std::filesystem::path& path, std::uint64_t limit,
                                   std::string_view what) {
  const std::string name = path.string();
  const auto refuse = [&](std::string_view why) {
    return failure(ErrorKind::bad_input, fmt::format("{}: the {} {}", name, what, why));
  };
  // Non-blocking: opening a pipe that nobody writes to must not hang.
  const Descriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    if (errno == ENOENT) return refuse("does not exist; check the path");
    return refuse(fmt::format("cannot be opened: {}", std::strerror(errno)));
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) {
    return refuse(fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  if (S_ISDIR(status.st_mode)) return refuse("is a folder; name a file in it");
  if (!S_ISREG(status.st_mode)) return refuse("is not a regular file");
  if (static_cast<std::uint64_t>(status.st_size) > limit) {
    return refuse(fmt::format("has {} bytes; at most {} are accepted", status.st_size, limit));
  }
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::read(file.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return refuse(fmt::format("cannot be read: {}", std::strerror(errno)));
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

}  // namespace armillary
