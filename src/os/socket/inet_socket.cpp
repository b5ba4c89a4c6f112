// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/socket/inet_socket.h"

#include "os/abi/sockets.h"
#include "os/task.h"

namespace armillary::os {

OsResult<Stat> InetSocket::stat() const {
  Stat stat;
  stat.mode = kModeSocket | 0777;
  return stat;
}

std::uint32_t InetSocket::poll() const {
  const net::Readiness ready = readiness();
  return (ready.readable ? kEpollIn | kEpollReadNormal : 0U) |
         (ready.writable ? kEpollOut | kEpollWriteNormal : 0U) |
         (ready.peer_closed ? kEpollReadHup : 0U) | (ready.hung_up ? kEpollHup : 0U) |
         (ready.error ? kEpollErr : 0U);
}

SysResult InetSocket::ioctl(Task& task, std::uint32_t request, std::uint32_t argument) {
  std::uint32_t value = 0;
  if (request == kFionRead) {
    value = static_cast<std::uint32_t>(readable_bytes());
  } else if (request == kTiocOutQueue) {
    value = static_cast<std::uint32_t>(unsent_bytes());
  } else {
    return SocketFile::ioctl(task, request, argument);
  }
  return task.memory().put(argument, value) ? 0 : -kEFAULT;
}

OsResult<std::vector<std::byte>> InetSocket::option(int level, int name, std::size_t size) {
  if (level == kLevelSocket && name == kSoError) {
    return option_bytes(static_cast<std::uint32_t>(take_error()), size);
  }
  return options_.get(level, name, size);
}

}  // namespace armillary::os
