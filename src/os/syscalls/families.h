// SPDX-License-Identifier: GPL-2.0-or-later
//
// os/syscalls/ holds the system calls, one file a family. Each file ends with its part of the table
// as data: number, name, handler. A call that is not in any family answers ENOSYS and is named once
// as a warning; syscall_names.cpp knows the names of all numbers for that.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "os/os_result.h"

namespace armillary::os {

class Call;

/// Serves one system call. It is called again from its beginning after it has blocked; see Call.
using SyscallHandler = SysResult (*)(Call& call);

struct SyscallEntry {
  std::uint16_t number = 0;  ///< ARM EABI
  std::string_view name;
  SyscallHandler handler = nullptr;
};
using SyscallFamily = std::span<const SyscallEntry>;

SyscallFamily memory_syscalls();
SyscallFamily process_syscalls();
SyscallFamily identity_syscalls();
SyscallFamily thread_syscalls();  ///< clone, futex, TLS
SyscallFamily signal_syscalls();
SyscallFamily time_syscalls();
SyscallFamily timer_syscalls();
SyscallFamily file_syscalls();    ///< by descriptor: read, write, fstat, fcntl, ioctl...
SyscallFamily path_syscalls();    ///< by path: openat, stat, unlink...
SyscallFamily poll_syscalls();    ///< poll, ppoll, select, pselect6
SyscallFamily system_syscalls();  ///< uname, sysinfo, getrandom...
SyscallFamily ipc_syscalls();     ///< os/ipc: epoll, eventfd, timerfd, signalfd, pipe, inotify
SyscallFamily socket_syscalls();  ///< os/socket

}  // namespace armillary::os
