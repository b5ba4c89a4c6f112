// SPDX-License-Identifier: GPL-2.0-or-later
//
// Who a process is: ids, groups, sessions, limits, prctl.
#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "os/call.h"
#include "os/kernel.h"
#include "os/loader.h"
#include "os/syscalls/families.h"

namespace armillary::os {

namespace {

SysResult sys_getpid(Call& call) { return call.process().pid(); }
SysResult sys_gettid(Call& call) { return call.task().tid(); }
SysResult sys_getppid(Call& call) {
  // An app's first process is a child of the application manager, which stands for init here.
  return call.process().parent != nullptr ? call.process().parent->pid() : 1;
}
SysResult sys_getuid(Call& call) { return call.process().uid(); }
SysResult sys_getgid(Call& call) { return call.process().gid(); }

SysResult sys_setuid(Call& call) { return call.arg(0) == call.process().uid() ? 0 : -kEPERM; }
SysResult sys_setgid(Call& call) { return call.arg(0) == call.process().gid() ? 0 : -kEPERM; }
SysResult set_several(Call& call, std::uint32_t own, unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    if (call.arg(i) != own && call.arg(i) != ~0U) return -kEPERM;
  }
  return 0;
}
SysResult sys_setreuid(Call& call) { return set_several(call, call.process().uid(), 2); }
SysResult sys_setregid(Call& call) { return set_several(call, call.process().gid(), 2); }
SysResult sys_setresuid(Call& call) { return set_several(call, call.process().uid(), 3); }
SysResult sys_setresgid(Call& call) { return set_several(call, call.process().gid(), 3); }
SysResult put_three(Call& call, std::uint32_t value) {
  for (unsigned i = 0; i < 3; ++i) {
    if (!call.memory().put(call.arg(i), value)) return -kEFAULT;
  }
  return 0;
}
SysResult sys_getresuid(Call& call) { return put_three(call, call.process().uid()); }
SysResult sys_getresgid(Call& call) { return put_three(call, call.process().gid()); }
SysResult sys_getgroups(Call& /*call*/) { return 0; }
SysResult sys_setgroups(Call& /*call*/) { return -kEPERM; }

SysResult group_of(Call& call, std::int32_t pid, bool session) {
  Process* process = pid == 0 ? &call.process() : call.kernel().find_process(pid);
  if (process == nullptr) return -kESRCH;
  return session ? process->session : process->process_group;
}
SysResult sys_getpgid(Call& call) { return group_of(call, call.signed_arg(0), false); }
SysResult sys_getpgrp(Call& call) { return group_of(call, 0, false); }
SysResult sys_getsid(Call& call) { return group_of(call, call.signed_arg(0), true); }
SysResult sys_setsid(Call& call) {
  Process& process = call.process();
  if (process.process_group == process.pid()) return -kEPERM;
  process.session = process.process_group = process.pid();
  return process.pid();
}
/// The platform has taken it out (azure-sphere.md section 4.1).
SysResult sys_setpgid(Call& /*call*/) { return -kENOSYS; }

constexpr std::uint32_t kLimitStack = 3, kLimitProcesses = 6, kLimitFiles = 7, kLimitCount = 16;
constexpr std::uint64_t kInfinity = ~std::uint64_t{0};

ResourceLimit limit_of(Call& call, std::uint32_t which) {
  ResourceLimit limit = call.process().limits[which];
  const KernelConfig& config = call.kernel().config();
  const std::uint64_t own = which == kLimitStack       ? Loader::kStackSize
                            : which == kLimitProcesses ? config.threads
                            : which == kLimitFiles     ? config.descriptors
                                                       : kInfinity;
  limit.soft = std::min(limit.soft, own);
  limit.hard = std::min(limit.hard, own);
  return limit;
}

SysResult set_limit(Call& call, std::uint32_t which, ResourceLimit wanted) {
  if (wanted.soft > wanted.hard) return -kEINVAL;
  if (wanted.hard > limit_of(call, which).hard) return -kEPERM;
  call.process().limits[which] = wanted;
  if (which == kLimitFiles) call.process().files().set_limit(static_cast<std::size_t>(wanted.soft));
  return 0;
}

SysResult sys_prlimit64(Call& call) {
  const std::int32_t pid = call.signed_arg(0);
  const std::uint32_t which = call.arg(1);
  if (pid != 0 && pid != call.process().pid()) {
    return call.kernel().find_process(pid) == nullptr ? -kESRCH : -kEPERM;
  }
  if (which >= kLimitCount) return -kEINVAL;
  const ResourceLimit old = limit_of(call, which);
  if (call.arg(2) != 0) {
    std::array<std::uint64_t, 2> wanted{};
    if (!call.memory().get(call.arg(2), wanted)) return -kEFAULT;
    if (const SysResult set = set_limit(call, which, {wanted[0], wanted[1]}); set != 0) return set;
  }
  if (call.arg(3) != 0 &&
      !call.memory().put(call.arg(3), std::array<std::uint64_t, 2>{old.soft, old.hard})) {
    return -kEFAULT;
  }
  return 0;
}

constexpr std::uint64_t kOldInfinity = 0xffffffff;

SysResult sys_getrlimit(Call& call) {
  if (call.arg(0) >= kLimitCount) return -kEINVAL;
  const ResourceLimit limit = limit_of(call, call.arg(0));
  const std::array<std::uint32_t, 2> raw{
      static_cast<std::uint32_t>(std::min(limit.soft, kOldInfinity)),
      static_cast<std::uint32_t>(std::min(limit.hard, kOldInfinity))};
  return call.memory().put(call.arg(1), raw) ? 0 : -kEFAULT;
}

SysResult sys_setrlimit(Call& call) {
  std::array<std::uint32_t, 2> raw{};
  if (call.arg(0) >= kLimitCount) return -kEINVAL;
  if (!call.memory().get(call.arg(1), raw)) return -kEFAULT;
  const auto widen = [](std::uint32_t value) {
    return value == kOldInfinity ? kInfinity : std::uint64_t{value};
  };
  ResourceLimit wanted{widen(raw[0]), widen(raw[1])};
  const ResourceLimit now = limit_of(call, call.arg(0));
  wanted.hard = std::min(wanted.hard, now.hard);
  wanted.soft = std::min(wanted.soft, wanted.hard);
  return set_limit(call, call.arg(0), wanted);
}

constexpr std::uint32_t kPrSetDeathSignal = 1, kPrGetDeathSignal = 2, kPrGetDumpable = 3,
                        kPrSetDumpable = 4, kPrSetName = 15, kPrGetName = 16, kPrSetTimerSlack = 29,
                        kPrGetTimerSlack = 30, kPrSetNoNewPrivileges = 38,
                        kPrGetNoNewPrivileges = 39, kPrSetVma = 0x53564d41;

SysResult sys_prctl(Call& call) {
  switch (call.arg(0)) {
    case kPrSetDeathSignal:
      if (call.arg(1) > kSigMax) return -kEINVAL;
      call.process().death_signal = call.signed_arg(1);
      return 0;
    case kPrGetDeathSignal:
      return call.memory().put(call.arg(1), call.process().death_signal) ? 0 : -kEFAULT;
    case kPrSetName: {
      std::array<char, 16> name{};
      for (std::uint32_t i = 0; i < 15; ++i) {
        if (!call.memory().get(call.arg(1) + i, name[i])) return -kEFAULT;
        if (name[i] == 0) break;
      }
      call.task().name = name.data();
      return 0;
    }
    case kPrGetName: {
      std::array<char, 16> name{};
      std::copy_n(call.task().name.begin(), std::min<std::size_t>(15, call.task().name.size()),
                  name.begin());
      return call.memory().put(call.arg(1), name) ? 0 : -kEFAULT;
    }
    case kPrGetDumpable:
    case kPrSetDumpable:
    case kPrSetTimerSlack:
      return 0;
    case kPrGetTimerSlack:
      return 50'000;
    case kPrSetNoNewPrivileges:
    case kPrGetNoNewPrivileges:
      return 0;
    case kPrSetVma:
      return -kEINVAL;  // a kernel without CONFIG_ANON_VMA_NAME; musl's malloc tries
    default:
      call.kernel().warn(call.process(),
                         "prctl option " + std::to_string(call.arg(0)) + " is not modelled");
      return -kEINVAL;
  }
}

constexpr SyscallEntry kTable[] = {
    {20, "getpid", sys_getpid},          {64, "getppid", sys_getppid},
    {65, "getpgrp", sys_getpgrp},        {66, "setsid", sys_setsid},
    {57, "setpgid", sys_setpgid},        {75, "setrlimit", sys_setrlimit},
    {132, "getpgid", sys_getpgid},       {147, "getsid", sys_getsid},
    {172, "prctl", sys_prctl},           {191, "ugetrlimit", sys_getrlimit},
    {199, "getuid32", sys_getuid},       {200, "getgid32", sys_getgid},
    {201, "geteuid32", sys_getuid},      {202, "getegid32", sys_getgid},
    {203, "setreuid32", sys_setreuid},   {204, "setregid32", sys_setregid},
    {205, "getgroups32", sys_getgroups}, {206, "setgroups32", sys_setgroups},
    {208, "setresuid32", sys_setresuid}, {209, "getresuid32", sys_getresuid},
    {210, "setresgid32", sys_setresgid}, {211, "getresgid32", sys_getresgid},
    {213, "setuid32", sys_setuid},       {214, "setgid32", sys_setgid},
    {224, "gettid", sys_gettid},         {369, "prlimit64", sys_prlimit64},
};

}  // namespace

SyscallFamily identity_syscalls() { return kTable; }

}  // namespace armillary::os
