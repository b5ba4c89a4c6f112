// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/file.h"

namespace armillary::os {

SysResult File::read(std::span<std::byte> /*out*/) { return -kEINVAL; }
SysResult File::write(std::span<const std::byte> /*in*/) { return -kEINVAL; }
SysResult File::read_in(Call& /*call*/, std::span<std::byte> out) { return read(out); }
SysResult File::write_in(Call& /*call*/, std::span<const std::byte> in) { return write(in); }
SysResult File::read_at(std::uint64_t /*offset*/, std::span<std::byte> /*out*/) { return -kESPIPE; }
SysResult File::write_at(std::uint64_t /*offset*/, std::span<const std::byte> /*in*/) {
  return -kESPIPE;
}
SysResult File::ioctl(Task& /*task*/, std::uint32_t /*request*/, std::uint32_t /*argument*/) {
  return -kENOTTY;
}
SysResult File::seek(std::int64_t /*offset*/, int /*whence*/) { return -kESPIPE; }
OsResult<Stat> File::stat() const {
  Stat stat;  // an anonymous inode: eventfd, timerfd, epoll
  stat.mode = 0600;
  stat.inode = 1;
  return stat;
}
OsResult<std::vector<DirectoryEntry>> File::entries() { return os_failure(kENOTDIR); }
SysResult File::truncate(std::uint64_t /*size*/) { return -kEINVAL; }
SysResult File::set_mode(std::uint32_t /*mode*/) { return -kEPERM; }
SysResult File::set_owner(std::uint32_t /*uid*/, std::uint32_t /*gid*/) { return -kEPERM; }
SysResult File::set_times(const TimeSpec* /*accessed*/, const TimeSpec* /*modified*/) {
  return -kEPERM;
}
OsResult<std::shared_ptr<const PageSource>> File::pages(bool /*writable_shared*/) {
  return os_failure(kENODEV);
}

}  // namespace armillary::os
