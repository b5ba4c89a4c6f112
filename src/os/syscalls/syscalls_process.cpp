// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "os/abi/clone.h"
#include "os/call.h"
#include "os/kernel.h"
#include "os/posix_timer.h"
#include "os/syscalls/families.h"

namespace armillary::os {

namespace {

constexpr std::uint32_t kWaitNoHang = 1, kWaitUntraced = 2, kWaitExited = 4, kWaitContinued = 8,
                        kWaitNoWait = 0x01000000;

SysResult sys_exit(Call& call) {
  call.kernel().exit_task(call.task(), call.signed_arg(0) & 0xff);
  return kNoAnswer;
}

SysResult sys_exit_group(Call& call) {
  call.kernel().exit_process(call.process(), call.signed_arg(0) & 0xff, 0);
  return kNoAnswer;
}

/// clone, fork and vfork after their arguments have been sorted out.
struct CloneArguments {
  std::uint32_t flags = 0, stack = 0, parent_tid = 0, tls = 0, child_tid = 0;
};

void start_child(Call& call, Task& child, const CloneArguments& arguments) {
  Task& parent = call.task();
  call.kernel().save_registers(parent);
  child.context = parent.context;
  child.context.gpr[0] = 0;
  if (arguments.stack != 0) child.context.gpr[13] = arguments.stack;
  if ((arguments.flags & kCloneSetTls) != 0) child.context.thread_pointer = arguments.tls;
  child.signal_mask = parent.signal_mask;
  child.name = parent.name;
  const auto tid = static_cast<std::uint32_t>(child.tid());
  if ((arguments.flags & kCloneParentSetTid) != 0) {
    (void)call.memory().put(arguments.parent_tid, tid);  // as Linux: a bad pointer is not an error
  }
  if ((arguments.flags & kCloneChildSetTid) != 0) {
    (void)child.memory().put(arguments.child_tid, tid);
  }
  if ((arguments.flags & kCloneChildClearTid) != 0) child.clear_child_tid = arguments.child_tid;
  call.kernel().start_task(child);
}

SysResult clone_thread(Call& call, const CloneArguments& arguments) {
  const OsResult<Task*> child = call.kernel().make_task(call.process());
  if (!child) return -child.error();
  start_child(call, **child, arguments);
  return (*child)->tid();
}

SysResult clone_process(Call& call, const CloneArguments& arguments) {
  Kernel& kernel = call.kernel();
  const OsResult<Process*> made = kernel.make_process(&call.process(), arguments.flags);
  if (!made) return -made.error();
  Process& process = **made;
  const OsResult<Task*> child = kernel.make_task(process);
  if (!child) {
    kernel.reap(process);
    return -child.error();
  }
  process.end_signal = static_cast<int>(arguments.flags & kCloneSignalOnExit);
  if (process.end_signal > kSigMax) process.end_signal = kSigChld;
  Task& parent = call.task();
  (*child)->alt_stack = (arguments.flags & kCloneMemory) != 0 ? 0 : parent.alt_stack;
  (*child)->alt_stack_size = (arguments.flags & kCloneMemory) != 0 ? 0 : parent.alt_stack_size;
  process.vfork_child = (arguments.flags & kCloneVfork) != 0;
  start_child(call, **child, arguments);
  if (!process.vfork_child) return process.pid();
  call.progress() = static_cast<std::uint64_t>(process.pid());
  call.wait_on(process.vfork_done);
  return call.block_uninterruptible();
}

/// The parent of a vfork goes on when the child has called exec or is gone.
SysResult await_vfork(Call& call) {
  const auto pid = static_cast<std::int32_t>(call.progress());
  Process* child = call.kernel().find_process(pid);
  if (child == nullptr || !child->vfork_child) return pid;
  call.wait_on(child->vfork_done);
  // Signals wait until the child has given the memory back.
  return call.block_uninterruptible();
}

SysResult do_clone(Call& call, const CloneArguments& arguments) {
  if (call.progress() != 0) return await_vfork(call);
  const std::uint32_t flags = arguments.flags;
  if ((flags & kCloneNamespaces) != 0) return -kEPERM;
  if ((flags & kCloneSignalActions) != 0 && (flags & kCloneMemory) == 0) return -kEINVAL;
  if ((flags & kCloneThread) != 0) {
    if ((flags & kCloneSignalActions) == 0) return -kEINVAL;
    return clone_thread(call, arguments);
  }
  return clone_process(call, arguments);
}

SysResult sys_clone(Call& call) {
  return do_clone(call, {call.arg(0), call.arg(1), call.arg(2), call.arg(3), call.arg(4)});
}
SysResult sys_fork(Call& call) { return do_clone(call, {kSigChld, 0, 0, 0, 0}); }
SysResult sys_vfork(Call& call) {
  return do_clone(call, {kCloneVfork | kCloneMemory | kSigChld, 0, 0, 0, 0});
}

OsResult<std::vector<std::string>> read_list(Call& call, std::uint32_t address) {
  constexpr std::size_t kMost = 1024;
  std::vector<std::string> list;
  std::size_t total = 0;
  while (address != 0) {
    std::uint32_t text = 0;
    if (!call.memory().get(address, text)) return os_failure(kEFAULT);
    if (text == 0) break;
    const auto string = call.memory().read_string(text, 128u << 10);
    if (!string) return os_failure(string.error() == kENAMETOOLONG ? kE2BIG : string.error());
    total += string->size() + 1;
    if (list.size() >= kMost || total > (128u << 10)) return os_failure(kE2BIG);
    list.push_back(*string);
    address += 4;
  }
  return list;
}

SysResult sys_execve(Call& call) {
  const auto path = call.memory().read_string(call.arg(0), kPathMax);
  if (!path) return -path.error();
  if (path->empty()) return -kENOENT;
  auto arguments = read_list(call, call.arg(1));
  if (!arguments) return -arguments.error();
  auto environment = read_list(call, call.arg(2));
  if (!environment) return -environment.error();
  const std::string full =
      path->front() == '/' ? *path : call.process().working_directory + "/" + *path;
  std::string why;
  const SysResult result =
      call.kernel().execute(call.task(), full, std::move(*arguments), std::move(*environment), why);
  if (result != kNoAnswer && result != -kENOENT)
    call.kernel().warn(call.process(), "execve: " + why);
  return result;
}

bool matches(const Process& child, const Process& parent, std::int32_t which) {
  if (child.parent != &parent) return false;
  if (which == -1) return true;
  if (which == 0) return child.process_group == parent.process_group;
  return which > 0 ? child.pid() == which : child.process_group == -which;
}

/// The rusage of a child: user time alone is known.
SysResult put_usage(Call& call, std::uint32_t address, std::uint64_t cycles) {
  if (address == 0) return 0;
  const std::int64_t us = call.kernel().span_of(cycles).count() / 1000;
  std::array<std::int32_t, 18> usage{};
  usage[0] = static_cast<std::int32_t>(us / 1'000'000);
  usage[1] = static_cast<std::int32_t>(us % 1'000'000);
  return call.memory().put(address, usage) ? 0 : -kEFAULT;
}

/// One child with something to tell.
struct ChildNews {
  Process* child = nullptr;
  int code = 0;    ///< CLD_...
  int status = 0;  ///< exit code or signal
};

ChildNews find_news(Call& call, std::int32_t which, std::uint32_t options, bool& any) {
  any = false;
  for (const auto& [pid, child] : call.kernel().processes()) {
    if (!matches(*child, call.process(), which)) continue;
    any = true;
    if (child->zombie && (options & kWaitExited) != 0) {
      return child->exit_signal == 0 ? ChildNews{child.get(), kChildExited, child->exit_code}
                                     : ChildNews{child.get(), kChildKilled, child->exit_signal};
    }
    if (child->stopped && !child->stop_told && (options & kWaitUntraced) != 0) {
      if ((options & kWaitNoWait) == 0) child->stop_told = true;
      return {child.get(), kChildStopped, child->stop_signal};
    }
    if (!child->continue_told && !child->zombie && (options & kWaitContinued) != 0) {
      if ((options & kWaitNoWait) == 0) child->continue_told = true;
      return {child.get(), kChildContinued, kSigCont};
    }
  }
  return {};
}

SysResult sys_wait4(Call& call) {
  const std::uint32_t options = call.arg(2);
  if ((options & ~(kWaitNoHang | kWaitUntraced | kWaitContinued | 0xe0000000)) != 0)
    return -kEINVAL;
  bool any = false;
  const ChildNews news = find_news(call, call.signed_arg(0), options | kWaitExited, any);
  if (news.child == nullptr) {
    if (!any) return -kECHILD;
    if ((options & kWaitNoHang) != 0) return 0;
    call.wait_on(call.process().children_changed);
    return call.block(Restart::if_asked);
  }
  const std::int32_t status = news.code == kChildExited      ? news.status << 8
                              : news.code == kChildKilled    ? news.status
                              : news.code == kChildContinued ? 0xffff
                                                             : (news.status << 8) | 0x7f;
  Process& child = *news.child;
  const std::int32_t pid = child.pid();
  const std::uint64_t cycles = child.cycles + child.child_cycles;
  if (child.zombie) call.kernel().reap(child);
  if (call.arg(1) != 0 && !call.memory().put(call.arg(1), status)) return -kEFAULT;
  if (const SysResult usage = put_usage(call, call.arg(3), cycles); usage != 0) return usage;
  return pid;
}

SysResult sys_waitid(Call& call) {
  const std::uint32_t type = call.arg(0), options = call.arg(3);
  if ((options & (kWaitExited | kWaitUntraced | kWaitContinued)) == 0) return -kEINVAL;
  std::int32_t which = -1;
  if (type == 1) {
    which = call.signed_arg(1);
    if (which <= 0) return -kEINVAL;
  } else if (type == 2) {
    which = call.signed_arg(1) == 0 ? 0 : -call.signed_arg(1);
  } else if (type != 0) {
    return -kEINVAL;
  }
  bool any = false;
  const ChildNews news = find_news(call, which, options, any);
  if (news.child == nullptr && !any) return -kECHILD;
  if (news.child == nullptr && (options & kWaitNoHang) == 0) {
    call.wait_on(call.process().children_changed);
    return call.block(Restart::if_asked);
  }
  std::array<std::int32_t, 32> info{};
  std::uint64_t cycles = 0;
  if (news.child != nullptr) {
    info[0] = kSigChld;
    info[2] = news.code;
    info[3] = news.child->pid();
    info[4] = static_cast<std::int32_t>(news.child->uid());
    info[5] = news.status;
    cycles = news.child->cycles;
    if (news.child->zombie && (options & kWaitNoWait) == 0) call.kernel().reap(*news.child);
  }
  if (call.arg(2) != 0 && !call.memory().put(call.arg(2), info)) return -kEFAULT;
  return put_usage(call, call.arg(4), cycles);
}

SysResult sys_getrusage(Call& call) {
  const std::int32_t who = call.signed_arg(0);
  const std::uint64_t cycles = who == -1  ? call.process().child_cycles
                               : who == 1 ? call.kernel().cycles_of(call.task())
                                          : call.kernel().cycles_of(call.process());
  if (who < -1 || who > 1) return -kEINVAL;
  return put_usage(call, call.arg(1), cycles);
}

constexpr SyscallEntry kTable[] = {
    {1, "exit", sys_exit},       {2, "fork", sys_fork},
    {11, "execve", sys_execve},  {77, "getrusage", sys_getrusage},
    {114, "wait4", sys_wait4},   {120, "clone", sys_clone},
    {190, "vfork", sys_vfork},   {248, "exit_group", sys_exit_group},
    {280, "waitid", sys_waitid},
};

}  // namespace

SyscallFamily process_syscalls() { return kTable; }

}  // namespace armillary::os
