// SPDX-License-Identifier: GPL-2.0-or-later
//
// Calls on open descriptors.
#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "os/call.h"
#include "os/kernel.h"
#include "os/syscalls/families.h"
#include "os/syscalls/stat_layout.h"

namespace armillary::os {

namespace {

/// More is moved in several rounds (files) or by the caller's next call (streams).
constexpr std::uint32_t kChunk = 64u << 10;
constexpr std::uint32_t kMostVectors = 1024;
constexpr std::uint32_t kLongest = 0x7ffff000;  // MAX_RW_COUNT

/// The parts of readv and writev; one part for read and write.
struct Part {
  std::uint32_t address = 0, length = 0;
};

OsResult<std::vector<Part>> read_parts(Call& call, std::uint32_t address, std::uint32_t count) {
  if (count > kMostVectors) return os_failure(kEINVAL);
  std::vector<Part> parts(count);
  std::uint64_t total = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::array<std::uint32_t, 2> raw{};
    if (!call.memory().get(address + i * 8, raw)) return os_failure(kEFAULT);
    if (static_cast<std::int32_t>(raw[1]) < 0) return os_failure(kEINVAL);
    total += raw[1];
    if (total > kLongest) raw[1] = 0;
    parts[i] = {raw[0], raw[1]};
  }
  return parts;
}

std::uint32_t total_of(const std::vector<Part>& parts) {
  std::uint64_t total = 0;
  for (const Part& part : parts) total += part.length;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(total, kLongest));
}

/// Copies between a buffer and the guest's parts, from `skip` bytes on. False: EFAULT.
template <class Bytes, class Copy>
bool scatter(const std::vector<Part>& parts, std::uint64_t skip, Bytes bytes, Copy copy) {
  for (const Part& part : parts) {
    if (bytes.empty()) break;
    if (skip >= part.length) {
      skip -= part.length;
      continue;
    }
    const auto from = static_cast<std::uint32_t>(skip);
    const std::size_t n = std::min<std::size_t>(bytes.size(), part.length - from);
    if (!copy(part.address + from, bytes.first(n))) return false;
    bytes = bytes.subspan(n);
    skip = 0;
  }
  return true;
}

SysResult wait_for(Call& call, File& file, std::uint64_t done, std::int64_t timeout) {
  if (done != 0 && (call.interrupted() || call.deadline_passed())) {
    return static_cast<SysResult>(done);
  }
  if (call.first_try() && timeout > 0) call.set_timeout(sim::Duration(timeout));
  if (call.deadline_passed()) return -kEAGAIN;
  call.wait_on(file.waiters());
  return call.block(Restart::if_asked);
}

/// Whether all of a read can be stored. Asked before bytes are taken from a pipe or a socket, which
/// could not be given back.
bool writable(Call& call, const std::vector<Part>& parts) {
  const AddressSpace& memory = call.process().memory();
  for (const Part& part : parts) {
    const std::uint64_t end = std::uint64_t{part.address} + part.length;
    for (std::uint64_t at = part.address; at < end;) {
      const auto* mapping =
          at <= 0xffffffff ? memory.find(static_cast<std::uint32_t>(at)) : nullptr;
      if (mapping == nullptr || (mapping->second.protection & kProtWrite) == 0) return false;
      at = mapping->second.end;
    }
  }
  return true;
}

/// Reads until the buffers are full, or what there is at present.
SysResult do_read(Call& call, File& file, const std::vector<Part>& parts, std::int64_t offset) {
  if (!file.readable()) return -kEBADF;
  const std::uint32_t wanted = total_of(parts);
  if (!writable(call, parts)) return -kEFAULT;
  std::uint32_t done = 0;
  std::vector<std::byte> buffer(std::min(wanted, kChunk));
  do {
    const auto room = std::span(buffer).first(std::min<std::size_t>(wanted - done, buffer.size()));
    const SysResult n = offset >= 0 ? file.read_at(static_cast<std::uint64_t>(offset) + done, room)
                                    : file.read_in(call, room);
    if (n == -kEAGAIN && done == 0 && !file.nonblocking()) {
      return wait_for(call, file, 0, file.receive_timeout());
    }
    if (n < 0) return done != 0 ? SysResult{done} : n;
    const auto got = std::span<const std::byte>(room.first(static_cast<std::size_t>(n)));
    if (!scatter(parts, done, got, [&](std::uint32_t address, std::span<const std::byte> bytes) {
          return call.memory().copy_out(address, bytes);
        })) {
      return done != 0 ? SysResult{done} : -kEFAULT;
    }
    done += static_cast<std::uint32_t>(n);
    // Only regular files are read to the end of the buffer; a stream gives what it has.
    if (n == 0 || file.pollable()) break;
  } while (done < wanted);
  return done;
}

SysResult do_write(Call& call, File& file, const std::vector<Part>& parts, std::int64_t offset) {
  if (!file.writable()) return -kEBADF;
  const std::uint32_t wanted = total_of(parts);
  std::uint64_t& done = call.progress();
  std::vector<std::byte> buffer;
  do {
    const std::size_t chunk = file.keeps_message_borders() ? std::min(wanted, 1u << 20) : kChunk;
    buffer.resize(std::min<std::size_t>(wanted - done, chunk));
    if (!scatter(parts, done, std::span(buffer),
                 [&](std::uint32_t address, std::span<std::byte> bytes) {
                   return call.memory().copy_in(address, bytes);
                 })) {
      return done != 0 ? static_cast<SysResult>(done) : -kEFAULT;
    }
    const SysResult n = offset >= 0
                            ? file.write_at(static_cast<std::uint64_t>(offset) + done, buffer)
                            : file.write_in(call, buffer);
    if (n == -kEAGAIN && !file.nonblocking()) {
      return wait_for(call, file, done, file.send_timeout());
    }
    if (n == -kEPIPE) {
      SigInfo info;
      info.signal = kSigPipe;
      call.kernel().send_signal(call.task(), info);
    }
    if (n < 0) return done != 0 ? static_cast<SysResult>(done) : n;
    done += static_cast<std::uint64_t>(n);
    if (n == 0) break;
  } while (done < wanted);
  return static_cast<SysResult>(done);
}

using Transfer = SysResult (*)(Call&, File&, const std::vector<Part>&, std::int64_t);

SysResult transfer(Call& call, Transfer function, bool vector, std::int64_t offset) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  if (!file) return -kEBADF;
  if (!vector) {
    const std::uint32_t length = std::min(call.arg(2), kLongest);
    return function(call, *file, {{call.arg(1), length}}, offset);
  }
  const auto parts = read_parts(call, call.arg(1), call.arg(2));
  if (!parts) return -parts.error();
  return function(call, *file, *parts, offset);
}
SysResult at_offset(Call& call, Transfer function, bool vector, std::uint64_t offset) {
  const auto position = static_cast<std::int64_t>(offset);
  return position < 0 ? -kEINVAL : transfer(call, function, vector, position);
}
/// preadv and pwritev split the offset into two words that need not be aligned.
std::uint64_t split_offset(Call& call) { return call.wide_arg(3); }

SysResult sys_read(Call& call) { return transfer(call, do_read, false, -1); }
SysResult sys_write(Call& call) { return transfer(call, do_write, false, -1); }
SysResult sys_readv(Call& call) { return transfer(call, do_read, true, -1); }
SysResult sys_writev(Call& call) { return transfer(call, do_write, true, -1); }
SysResult sys_pread64(Call& call) { return at_offset(call, do_read, false, call.wide_arg(4)); }
SysResult sys_pwrite64(Call& call) { return at_offset(call, do_write, false, call.wide_arg(4)); }
SysResult sys_preadv(Call& call) { return at_offset(call, do_read, true, split_offset(call)); }
SysResult sys_pwritev(Call& call) { return at_offset(call, do_write, true, split_offset(call)); }

SysResult sys_close(Call& call) { return call.process().files().close(call.signed_arg(0)); }

SysResult sys_close_range(Call& call) {
  constexpr std::uint32_t kCloseOnExec = 4;
  if (call.arg(0) > call.arg(1) || (call.arg(2) & ~(kCloseOnExec | 2U)) != 0) return -kEINVAL;
  FileTable& files = call.process().files();
  const auto end = std::min<std::int64_t>(files.end(), std::int64_t{call.arg(1)} + 1);
  for (std::int64_t descriptor = call.arg(0); descriptor < end; ++descriptor) {
    if ((call.arg(2) & kCloseOnExec) != 0) {
      files.set_close_on_exec(static_cast<int>(descriptor), true);
    } else {
      files.close(static_cast<int>(descriptor));
    }
  }
  return 0;
}

SysResult add_descriptor(Call& call, std::shared_ptr<File> file, bool close_on_exec, int lowest) {
  const auto made = call.process().files().add(std::move(file), close_on_exec, lowest);
  return made ? SysResult{*made} : -made.error();
}

SysResult sys_dup(Call& call) {
  std::shared_ptr<File> file = call.file(call.arg(0));
  return file ? add_descriptor(call, std::move(file), false, 0) : -kEBADF;
}
SysResult duplicate_to(Call& call, bool close_on_exec) {
  std::shared_ptr<File> file = call.file(call.arg(0));
  if (!file) return -kEBADF;
  const auto made = call.process().files().put(call.signed_arg(1), std::move(file), close_on_exec);
  return made ? SysResult{*made} : -made.error();
}
SysResult sys_dup2(Call& call) {
  if (call.arg(0) == call.arg(1)) return call.file(call.arg(0)) ? call.signed_arg(0) : -kEBADF;
  return duplicate_to(call, false);
}
SysResult sys_dup3(Call& call) {
  if (call.arg(0) == call.arg(1) || (call.arg(2) & ~kOCloseOnExec) != 0) return -kEINVAL;
  return duplicate_to(call, (call.arg(2) & kOCloseOnExec) != 0);
}

SysResult sys_fcntl64(Call& call) {
  constexpr std::uint32_t kSettable = kOAppend | kONonblock | kOAsync | kODirect | kONoAtime;
  const std::shared_ptr<File> file = call.file(call.arg(0));
  if (!file) return -kEBADF;
  const int descriptor = call.signed_arg(0);
  FileTable& files = call.process().files();
  switch (call.signed_arg(1)) {
    case kFcntlDup:
    case kFcntlDupCloseOnExec:
      return add_descriptor(call, file, call.signed_arg(1) == kFcntlDupCloseOnExec,
                            call.signed_arg(2));
    case kFcntlGetFd:
      return files.close_on_exec(descriptor) ? 1 : 0;
    case kFcntlSetFd:
      files.set_close_on_exec(descriptor, (call.arg(2) & kFdCloseOnExec) != 0);
      return 0;
    case kFcntlGetFlags:
      return file->flags() | kOLargeFile;
    case kFcntlSetFlags:
      file->set_flags((file->flags() & ~kSettable) | (call.arg(2) & kSettable));
      return 0;
    case kFcntlGetLock64:
    case kFcntlGetLock: {
      // Nobody else holds one: each app has its own files.
      const std::int16_t unlocked = 2;
      return call.memory().put(call.arg(2), unlocked) ? 0 : -kEFAULT;
    }
    case kFcntlSetLock:
    case kFcntlSetLockWait:
    case kFcntlSetLock64:
    case kFcntlSetLockWait64:
      return 0;
    default:
      call.kernel().warn(call.process(),
                         "fcntl command " + std::to_string(call.arg(1)) + " is not modelled");
      return -kEINVAL;
  }
}

SysResult sys_ioctl(Call& call) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  if (!file) return -kEBADF;
  if (call.arg(1) == kIoctlNonblock) {
    std::uint32_t on = 0;
    if (!call.memory().get(call.arg(2), on)) return -kEFAULT;
    file->set_flags(on != 0 ? file->flags() | kONonblock : file->flags() & ~kONonblock);
    return 0;
  }
  if (call.arg(1) == 0x5450 || call.arg(1) == 0x5451) {  // FIONCLEX, FIOCLEX
    call.process().files().set_close_on_exec(call.signed_arg(0), call.arg(1) == 0x5451);
    return 0;
  }
  const SysResult result = file->ioctl(call.task(), call.arg(1), call.arg(2));
  if (result == -kEAGAIN && !file->nonblocking()) return wait_for(call, *file, 0, 0);
  return result;
}

SysResult sys_lseek(Call& call) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  if (!file) return -kEBADF;
  const SysResult at = file->seek(call.signed_arg(1), call.signed_arg(2));
  return at > 0x7fffffff ? -kEOVERFLOW : at;
}
SysResult sys_llseek(Call& call) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  if (!file) return -kEBADF;
  const std::uint64_t offset = (std::uint64_t{call.arg(1)} << 32) | call.arg(2);
  const SysResult at = file->seek(static_cast<std::int64_t>(offset), call.signed_arg(4));
  if (at < 0) return at;
  return call.memory().put(call.arg(3), at) ? 0 : -kEFAULT;
}

SysResult sys_fstat64(Call& call) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  if (!file) return -kEBADF;
  const OsResult<Stat> stat = file->stat();
  if (!stat) return -stat.error();
  return call.memory().put(call.arg(1), encode_stat64(*stat)) ? 0 : -kEFAULT;
}

SysResult sys_fstatfs64(Call& call) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  if (!file) return -kEBADF;
  const auto stat = file->file_system();
  if (!stat) return -stat.error();
  return call.memory().put(call.arg(2), encode_statfs64(*stat)) ? 0 : -kEFAULT;
}

SysResult sys_getdents64(Call& call) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  if (!file) return -kEBADF;
  const auto entries = file->entries();
  if (!entries) return -entries.error();
  std::uint32_t used = 0;
  std::size_t index = file->directory_offset();
  for (; index < entries->size(); ++index) {
    const DirectoryEntry& entry = (*entries)[index];
    const std::uint32_t size = (19 + static_cast<std::uint32_t>(entry.name.size()) + 1 + 7) & ~7U;
    if (size > call.arg(2) - used) break;
    std::vector<std::byte> record(size);
    const std::uint64_t next = index + 1;
    const auto length = static_cast<std::uint16_t>(size);
    std::memcpy(record.data(), &entry.inode, 8);
    std::memcpy(record.data() + 8, &next, 8);
    std::memcpy(record.data() + 16, &length, 2);
    std::memcpy(record.data() + 18, &entry.type, 1);
    std::memcpy(record.data() + 19, entry.name.data(), entry.name.size());
    if (!call.memory().copy_out(call.arg(1) + used, record)) return -kEFAULT;
    used += size;
  }
  if (used == 0 && index < entries->size()) return -kEINVAL;
  file->set_directory_offset(index);
  return used;
}

SysResult sys_ftruncate64(Call& call) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  if (!file) return -kEBADF;
  const std::uint64_t size = call.wide_arg(2);
  if (!file->writable() || static_cast<std::int64_t>(size) < 0) return -kEINVAL;
  return file->truncate(size);
}
SysResult sys_fsync(Call& call) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  return file ? file->sync() : -kEBADF;
}
SysResult sys_sync(Call& /*call*/) { return 0; }
SysResult sys_flock(Call& call) { return call.file(call.arg(0)) ? 0 : -kEBADF; }
SysResult sys_fadvise(Call& call) { return call.file(call.arg(0)) ? 0 : -kEBADF; }
SysResult sys_fchmod(Call& call) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  return file ? file->set_mode(call.arg(1) & 07777) : -kEBADF;
}
SysResult sys_fchown(Call& call) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  return file ? file->set_owner(call.arg(1), call.arg(2)) : -kEBADF;
}

SysResult sys_sendfile64(Call& call) {
  const std::shared_ptr<File> out = call.file(call.arg(0));
  const std::shared_ptr<File> in = call.file(call.arg(1));
  if (!out || !in || !out->writable() || !in->readable()) return -kEBADF;
  std::uint64_t offset = 0;
  if (call.arg(2) != 0) {
    if (!call.memory().get(call.arg(2), offset)) return -kEFAULT;
  } else {
    const SysResult at = in->seek(0, kSeekCurrent);
    if (at < 0) return -kEINVAL;
    offset = static_cast<std::uint64_t>(at);
  }
  std::vector<std::byte> buffer(std::min(call.arg(3), kChunk));
  const SysResult got = in->read_at(offset, buffer);
  if (got <= 0) return got;
  buffer.resize(static_cast<std::size_t>(got));
  const SysResult put = out->write(buffer);
  if (put == -kEAGAIN && !out->nonblocking()) return wait_for(call, *out, 0, 0);
  if (put <= 0) return put;
  const std::uint64_t end = offset + static_cast<std::uint64_t>(put);
  if (call.arg(2) != 0) return call.memory().put(call.arg(2), end) ? put : -kEFAULT;
  in->seek(static_cast<std::int64_t>(end), kSeekSet);
  return put;
}

constexpr SyscallEntry kTable[] = {
    {3, "read", sys_read},
    {4, "write", sys_write},
    {6, "close", sys_close},
    {19, "lseek", sys_lseek},
    {36, "sync", sys_sync},
    {41, "dup", sys_dup},
    {54, "ioctl", sys_ioctl},
    {55, "fcntl", sys_fcntl64},
    {63, "dup2", sys_dup2},
    {94, "fchmod", sys_fchmod},
    {118, "fsync", sys_fsync},
    {140, "_llseek", sys_llseek},
    {143, "flock", sys_flock},
    {145, "readv", sys_readv},
    {146, "writev", sys_writev},
    {148, "fdatasync", sys_fsync},
    {180, "pread64", sys_pread64},
    {181, "pwrite64", sys_pwrite64},
    {194, "ftruncate64", sys_ftruncate64},
    {197, "fstat64", sys_fstat64},
    {207, "fchown32", sys_fchown},
    {217, "getdents64", sys_getdents64},
    {221, "fcntl64", sys_fcntl64},
    {239, "sendfile64", sys_sendfile64},
    {267, "fstatfs64", sys_fstatfs64},
    {270, "arm_fadvise64_64", sys_fadvise},
    {358, "dup3", sys_dup3},
    {361, "preadv", sys_preadv},
    {362, "pwritev", sys_pwritev},
    {436, "close_range", sys_close_range},
};

}  // namespace

SyscallFamily file_syscalls() { return kTable; }

}  // namespace armillary::os
