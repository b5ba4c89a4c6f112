// SPDX-License-Identifier: GPL-2.0-or-later
//
// Calls by path. Relative paths are joined with the working directory or the path of a directory
// descriptor; everything else is the Vfs's.
#include <algorithm>
#include <array>
#include <string>

#include "os/call.h"
#include "os/kernel.h"
#include "os/syscalls/families.h"
#include "os/syscalls/stat_layout.h"

namespace armillary::os {

namespace {

OsResult<std::string> resolve(Call& call, std::int32_t directory, std::uint32_t address,
                              bool may_be_empty = false) {
  const auto path = call.memory().read_string(address, kPathMax);
  if (!path) return path;
  if (path->empty() && !may_be_empty) return os_failure(kENOENT);
  if (!path->empty() && path->front() == '/') return path;
  std::string base;
  if (directory == kAtCurrentDirectory) {
    base = call.process().working_directory;
  } else {
    const std::shared_ptr<File> file = call.file(static_cast<std::uint32_t>(directory));
    if (!file) return os_failure(kEBADF);
    if (path->empty()) return file->path();
    if (const auto stat = file->stat(); !stat || (stat->mode & kModeTypeMask) != kModeDirectory) {
      return os_failure(kENOTDIR);
    }
    base = file->path();
  }
  const std::string full = path->empty() ? base : base + "/" + *path;
  if (full.size() >= kPathMax) return os_failure(kENAMETOOLONG);
  return full;
}

Vfs& vfs(Call& call) { return call.kernel().vfs(); }
Caller who(Call& call) { return call.process().caller(); }

SysResult do_open(Call& call, std::int32_t directory, std::uint32_t address, std::uint32_t flags,
                  std::uint32_t mode) {
  const auto path = resolve(call, directory, address);
  if (!path) return -path.error();
  auto file = vfs(call).open(who(call), *path, flags & ~kOCloseOnExec, mode & 07777);
  if (!file) {
    if (file.error() == kEAGAIN && (flags & kONonblock) == 0) return -kEAGAIN;
    return -file.error();
  }
  const auto descriptor =
      call.process().files().add(std::move(*file), (flags & kOCloseOnExec) != 0);
  return descriptor ? SysResult{*descriptor} : -descriptor.error();
}
SysResult sys_open(Call& call) {
  return do_open(call, kAtCurrentDirectory, call.arg(0), call.arg(1), call.arg(2));
}
SysResult sys_creat(Call& call) {
  return do_open(call, kAtCurrentDirectory, call.arg(0), kOCreate | kOWriteOnly | kOTruncate,
                 call.arg(1));
}
SysResult sys_openat(Call& call) {
  return do_open(call, call.signed_arg(0), call.arg(1), call.arg(2), call.arg(3));
}

OsResult<Stat> stat_at(Call& call, std::int32_t directory, std::uint32_t address,
                       std::uint32_t flags) {
  const bool may_be_empty = (flags & kAtEmptyPath) != 0;
  if (may_be_empty && directory != kAtCurrentDirectory) {
    const auto text = call.memory().read_string(address, kPathMax);
    if (text && text->empty()) {
      const std::shared_ptr<File> file = call.file(static_cast<std::uint32_t>(directory));
      return file ? file->stat() : os_failure(kEBADF);
    }
  }
  const auto path = resolve(call, directory, address, may_be_empty);
  if (!path) return os_failure(path.error());
  return vfs(call).stat(who(call), *path, (flags & kAtSymlinkNoFollow) == 0);
}
SysResult put_stat(Call& call, const OsResult<Stat>& stat, std::uint32_t address) {
  if (!stat) return -stat.error();
  return call.memory().put(address, encode_stat64(*stat)) ? 0 : -kEFAULT;
}
SysResult sys_stat64(Call& call) {
  return put_stat(call, stat_at(call, kAtCurrentDirectory, call.arg(0), 0), call.arg(1));
}
SysResult sys_lstat64(Call& call) {
  return put_stat(call, stat_at(call, kAtCurrentDirectory, call.arg(0), kAtSymlinkNoFollow),
                  call.arg(1));
}
SysResult sys_fstatat64(Call& call) {
  return put_stat(call, stat_at(call, call.signed_arg(0), call.arg(1), call.arg(3)), call.arg(2));
}
SysResult sys_statx(Call& call) {
  const auto stat = stat_at(call, call.signed_arg(0), call.arg(1), call.arg(2));
  if (!stat) return -stat.error();
  return call.memory().put(call.arg(4), encode_statx(*stat)) ? 0 : -kEFAULT;
}
SysResult sys_statfs64(Call& call) {
  const auto path = resolve(call, kAtCurrentDirectory, call.arg(0));
  if (!path) return -path.error();
  const auto stat = vfs(call).file_system(who(call), *path);
  if (!stat) return -stat.error();
  return call.memory().put(call.arg(2), encode_statfs64(*stat)) ? 0 : -kEFAULT;
}

SysResult read_link(Call& call, std::int32_t directory, unsigned first) {
  if (call.signed_arg(first + 2) <= 0) return -kEINVAL;
  const auto path = resolve(call, directory, call.arg(first));
  if (!path) return -path.error();
  const auto target = vfs(call).read_link(who(call), *path);
  if (!target) return -target.error();
  const std::size_t n = std::min<std::size_t>(target->size(), call.arg(first + 2));
  const auto bytes = std::as_bytes(std::span(target->data(), n));
  return call.memory().copy_out(call.arg(first + 1), bytes) ? static_cast<SysResult>(n) : -kEFAULT;
}
SysResult sys_readlink(Call& call) { return read_link(call, kAtCurrentDirectory, 0); }
SysResult sys_readlinkat(Call& call) { return read_link(call, call.signed_arg(0), 1); }

SysResult check_access(Call& call, std::int32_t directory, std::uint32_t address,
                       std::uint32_t mode) {
  if (mode > 7) return -kEINVAL;
  const auto path = resolve(call, directory, address);
  return path ? vfs(call).access(who(call), *path, mode) : -path.error();
}
SysResult sys_access(Call& call) {
  return check_access(call, kAtCurrentDirectory, call.arg(0), call.arg(1));
}
SysResult sys_faccessat(Call& call) {
  return check_access(call, call.signed_arg(0), call.arg(1), call.arg(2));
}

SysResult make_directory(Call& call, std::int32_t directory, unsigned first) {
  const auto path = resolve(call, directory, call.arg(first));
  return path ? vfs(call).make_directory(who(call), *path, call.arg(first + 1) & 01777)
              : -path.error();
}
SysResult sys_mkdir(Call& call) { return make_directory(call, kAtCurrentDirectory, 0); }
SysResult sys_mkdirat(Call& call) { return make_directory(call, call.signed_arg(0), 1); }

SysResult remove(Call& call, std::int32_t directory, std::uint32_t address, bool is_directory) {
  const auto path = resolve(call, directory, address);
  if (!path) return -path.error();
  return is_directory ? vfs(call).remove_directory(who(call), *path)
                      : vfs(call).unlink(who(call), *path);
}
SysResult sys_rmdir(Call& call) { return remove(call, kAtCurrentDirectory, call.arg(0), true); }
SysResult sys_unlink(Call& call) { return remove(call, kAtCurrentDirectory, call.arg(0), false); }
SysResult sys_unlinkat(Call& call) {
  if ((call.arg(2) & ~kAtRemoveDirectory) != 0) return -kEINVAL;
  return remove(call, call.signed_arg(0), call.arg(1), (call.arg(2) & kAtRemoveDirectory) != 0);
}

using TwoPaths = SysResult (Vfs::*)(const Caller&, std::string_view, std::string_view);
SysResult with_two(Call& call, TwoPaths function, std::int32_t from_directory, std::uint32_t from,
                   std::int32_t to_directory, std::uint32_t to) {
  const auto source = resolve(call, from_directory, from);
  if (!source) return -source.error();
  const auto target = resolve(call, to_directory, to);
  if (!target) return -target.error();
  return (vfs(call).*function)(who(call), *source, *target);
}
SysResult sys_rename(Call& call) {
  return with_two(call, &Vfs::rename, kAtCurrentDirectory, call.arg(0), kAtCurrentDirectory,
                  call.arg(1));
}
SysResult sys_renameat(Call& call) {
  return with_two(call, &Vfs::rename, call.signed_arg(0), call.arg(1), call.signed_arg(2),
                  call.arg(3));
}
SysResult sys_renameat2(Call& call) { return call.arg(4) != 0 ? -kEINVAL : sys_renameat(call); }
SysResult sys_link(Call& call) {
  return with_two(call, &Vfs::link, kAtCurrentDirectory, call.arg(0), kAtCurrentDirectory,
                  call.arg(1));
}
SysResult sys_linkat(Call& call) {
  return with_two(call, &Vfs::link, call.signed_arg(0), call.arg(1), call.signed_arg(2),
                  call.arg(3));
}

SysResult make_link(Call& call, std::uint32_t text, std::int32_t directory, std::uint32_t address) {
  const auto target = call.memory().read_string(text, kPathMax);
  if (!target) return -target.error();
  const auto path = resolve(call, directory, address);
  return path ? vfs(call).symlink(who(call), *target, *path) : -path.error();
}
SysResult sys_symlink(Call& call) {
  return make_link(call, call.arg(0), kAtCurrentDirectory, call.arg(1));
}
SysResult sys_symlinkat(Call& call) {
  return make_link(call, call.arg(0), call.signed_arg(1), call.arg(2));
}

SysResult sys_truncate64(Call& call) {
  const auto path = resolve(call, kAtCurrentDirectory, call.arg(0));
  if (!path) return -path.error();
  const std::uint64_t size = call.wide_arg(2);
  if (static_cast<std::int64_t>(size) < 0) return -kEINVAL;
  return vfs(call).truncate(who(call), *path, size);
}

SysResult change_mode(Call& call, std::int32_t directory, unsigned first) {
  const auto path = resolve(call, directory, call.arg(first));
  return path ? vfs(call).set_mode(who(call), *path, call.arg(first + 1) & 07777, true)
              : -path.error();
}
SysResult sys_chmod(Call& call) { return change_mode(call, kAtCurrentDirectory, 0); }
SysResult sys_fchmodat(Call& call) { return change_mode(call, call.signed_arg(0), 1); }

SysResult change_owner(Call& call, std::int32_t directory, unsigned first, bool follow) {
  const auto path = resolve(call, directory, call.arg(first));
  return path ? vfs(call).set_owner(who(call), *path, call.arg(first + 1), call.arg(first + 2),
                                    follow)
              : -path.error();
}
SysResult sys_chown(Call& call) { return change_owner(call, kAtCurrentDirectory, 0, true); }
SysResult sys_lchown(Call& call) { return change_owner(call, kAtCurrentDirectory, 0, false); }
SysResult sys_fchownat(Call& call) {
  return change_owner(call, call.signed_arg(0), 1, (call.arg(4) & kAtSymlinkNoFollow) == 0);
}

SysResult set_times(Call& call, bool time64) {
  constexpr std::int64_t kNow = 0x3fffffff, kOmit = 0x3ffffffe;
  const TimeSpec now = call.kernel().wall_clock().at(call.now());
  std::array<TimeSpec, 2> times{now, now};
  std::array<const TimeSpec*, 2> given{&times[0], &times[1]};
  if (call.arg(2) != 0) {
    for (std::size_t i = 0; i < 2; ++i) {
      const std::uint32_t address = call.arg(2) + static_cast<std::uint32_t>(i) * (time64 ? 16 : 8);
      std::int64_t seconds = 0, nanoseconds = 0;
      if (time64) {
        std::array<std::int64_t, 2> raw{};
        if (!call.memory().get(address, raw)) return -kEFAULT;
        seconds = raw[0];
        nanoseconds = static_cast<std::int32_t>(raw[1]);
      } else {
        std::array<std::int32_t, 2> raw{};
        if (!call.memory().get(address, raw)) return -kEFAULT;
        seconds = raw[0];
        nanoseconds = raw[1];
      }
      if (nanoseconds == kOmit) {
        given[i] = nullptr;
      } else if (nanoseconds != kNow) {
        if (nanoseconds < 0 || nanoseconds > 999'999'999) return -kEINVAL;
        times[i] = {seconds, nanoseconds};
      }
    }
  }
  if (call.arg(1) == 0) {
    const std::shared_ptr<File> file = call.file(call.arg(0));
    return file ? file->set_times(given[0], given[1]) : -kEBADF;
  }
  const auto path = resolve(call, call.signed_arg(0), call.arg(1));
  if (!path) return -path.error();
  return vfs(call).set_times(who(call), *path, given[0], given[1],
                             (call.arg(3) & kAtSymlinkNoFollow) == 0);
}
SysResult sys_utimensat(Call& call) { return set_times(call, false); }
SysResult sys_utimensat64(Call& call) { return set_times(call, true); }

SysResult make_node(Call& call, std::int32_t directory, unsigned first) {
  const auto path = resolve(call, directory, call.arg(first));
  if (!path) return -path.error();
  return vfs(call).make_node(who(call), *path, call.arg(first + 1));
}
SysResult sys_mknod(Call& call) { return make_node(call, kAtCurrentDirectory, 0); }
SysResult sys_mknodat(Call& call) { return make_node(call, call.signed_arg(0), 1); }

SysResult go_to(Call& call, const std::string& path) {
  const auto real = vfs(call).real_path(who(call), path);
  if (!real) return -real.error();
  const auto stat = vfs(call).stat(who(call), *real, true);
  if (!stat) return -stat.error();
  if ((stat->mode & kModeTypeMask) != kModeDirectory) return -kENOTDIR;
  if (const SysResult allowed = vfs(call).access(who(call), *real, 1); allowed != 0) return allowed;
  call.process().working_directory = *real;
  return 0;
}
SysResult sys_chdir(Call& call) {
  const auto path = resolve(call, kAtCurrentDirectory, call.arg(0));
  return path ? go_to(call, *path) : -path.error();
}
SysResult sys_fchdir(Call& call) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  if (!file) return -kEBADF;
  return go_to(call, file->path());
}
SysResult sys_getcwd(Call& call) {
  const std::string& path = call.process().working_directory;
  if (path.size() + 1 > call.arg(1)) return -kERANGE;
  const auto bytes = std::as_bytes(std::span(path.c_str(), path.size() + 1));
  return call.memory().copy_out(call.arg(0), bytes) ? static_cast<SysResult>(bytes.size())
                                                    : -kEFAULT;
}
SysResult sys_umask(Call& call) {
  const std::uint32_t old = call.process().umask;
  call.process().umask = call.arg(0) & 0777;
  return old;
}

constexpr SyscallEntry kTable[] = {
    {5, "open", sys_open},
    {8, "creat", sys_creat},
    {9, "link", sys_link},
    {10, "unlink", sys_unlink},
    {12, "chdir", sys_chdir},
    {14, "mknod", sys_mknod},
    {15, "chmod", sys_chmod},
    {33, "access", sys_access},
    {38, "rename", sys_rename},
    {39, "mkdir", sys_mkdir},
    {40, "rmdir", sys_rmdir},
    {60, "umask", sys_umask},
    {83, "symlink", sys_symlink},
    {85, "readlink", sys_readlink},
    {133, "fchdir", sys_fchdir},
    {183, "getcwd", sys_getcwd},
    {193, "truncate64", sys_truncate64},
    {195, "stat64", sys_stat64},
    {196, "lstat64", sys_lstat64},
    {198, "lchown32", sys_lchown},
    {212, "chown32", sys_chown},
    {266, "statfs64", sys_statfs64},
    {322, "openat", sys_openat},
    {323, "mkdirat", sys_mkdirat},
    {324, "mknodat", sys_mknodat},
    {325, "fchownat", sys_fchownat},
    {327, "fstatat64", sys_fstatat64},
    {328, "unlinkat", sys_unlinkat},
    {329, "renameat", sys_renameat},
    {330, "linkat", sys_linkat},
    {331, "symlinkat", sys_symlinkat},
    {332, "readlinkat", sys_readlinkat},
    {333, "fchmodat", sys_fchmodat},
    {334, "faccessat", sys_faccessat},
    {348, "utimensat", sys_utimensat},
    {382, "renameat2", sys_renameat2},
    {397, "statx", sys_statx},
    {412, "utimensat_time64", sys_utimensat64},
    {439, "faccessat2", sys_faccessat},
};

}  // namespace

SyscallFamily path_syscalls() { return kTable; }

}  // namespace armillary::os
