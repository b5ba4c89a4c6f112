// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/pty_console.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace armillary::cli {

Result<std::unique_ptr<PtyConsole>> PtyConsole::open() {
  const auto refuse = [] {
    return failure(ErrorKind::io,
                   fmt::format("no pseudo-terminal can be opened: {}", std::strerror(errno)));
  };
  const int fd = ::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return refuse();
  std::unique_ptr<PtyConsole> console(new PtyConsole(fd, {}));
  std::array<char, 128> name{};
  if (::grantpt(fd) != 0 || ::unlockpt(fd) != 0 || ::ptsname_r(fd, name.data(), name.size()) != 0) {
    return refuse();
  }
  console->name_ = name.data();
  // Bytes pass as they are: no echo, no line ends changed. Once the other side has been open and
  // closed, the master hangs up as long as nobody has it open: connected() relies on it.
  const int other = ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (other < 0) return refuse();
  termios settings{};
  const bool good = ::tcgetattr(other, &settings) == 0;
  ::cfmakeraw(&settings);
  const bool set = good && ::tcsetattr(other, TCSANOW, &settings) == 0;
  ::close(other);
  if (!set) return refuse();
  return console;
}

PtyConsole::~PtyConsole() { ::close(fd_); }

bool PtyConsole::connected() {
  pollfd entry{fd_, 0, 0};
  return ::poll(&entry, 1, 0) >= 0 && (entry.revents & POLLHUP) == 0;
}

std::string PtyConsole::read(std::size_t most) {
  std::string bytes(std::min<std::size_t>(most, 4096), '\0');
  const ssize_t count = ::read(fd_, bytes.data(), bytes.size());
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return bytes;
}

std::size_t PtyConsole::write_some(std::string_view bytes) {
  const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

}  // namespace armillary::cli
