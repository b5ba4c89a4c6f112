// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "os/call.h"
#include "os/kernel.h"
#include "os/syscalls/families.h"

namespace armillary::os {

namespace {

SysResult sys_uname(Call& call) {
  std::array<char, 6 * 65> names{};
  const KernelConfig& config = call.kernel().config();
  const auto put = [&](std::size_t index, std::string_view text) {
    std::copy_n(text.begin(), std::min<std::size_t>(64, text.size()),
                names.begin() + static_cast<std::ptrdiff_t>(index * 65));
  };
  put(0, "Linux");
  put(1, config.host_name);
  put(2, config.release);
  put(3, "#1 Thu Jan 1 00:00:00 UTC 1970");
  put(4, "armv7l");
  put(5, "(none)");
  return call.memory().put(call.arg(0), names) ? 0 : -kEFAULT;
}

SysResult sys_sysinfo(Call& call) {
  std::array<std::uint32_t, 16> info{};
  FramePool& frames = call.kernel().frames();
  info[0] = static_cast<std::uint32_t>(
      std::chrono::duration_cast<std::chrono::seconds>(call.now().time_since_epoch()).count());
  info[4] = static_cast<std::uint32_t>(frames.limit() * kPageSize);
  info[5] = static_cast<std::uint32_t>((frames.limit() - frames.used()) * kPageSize);
  info[10] = static_cast<std::uint32_t>(call.kernel().processes().size());  // procs, pad
  info[13] = 1;                                                             // mem_unit
  return call.memory().put(call.arg(0), info) ? 0 : -kEFAULT;
}

SysResult sys_getrandom(Call& call) {
  constexpr std::uint32_t kMost = 1u << 20;
  if ((call.arg(2) & ~7U) != 0) return -kEINVAL;
  std::vector<std::byte> bytes(std::min(call.arg(1), kMost));
  call.kernel().random().fill(bytes);
  return call.memory().copy_out(call.arg(0), bytes) ? static_cast<SysResult>(bytes.size())
                                                    : -kEFAULT;
}

SysResult sys_refuse(Call& /*call*/) { return -kEPERM; }
SysResult sys_personality(Call& call) {
  return call.arg(0) == 0xffffffff ? 0 : call.arg(0) == 0 ? 0 : -kEINVAL;
}
SysResult sys_getcpu(Call& call) {
  for (unsigned i = 0; i < 2; ++i) {
    if (call.arg(i) != 0 && !call.memory().put(call.arg(i), std::uint32_t{0})) return -kEFAULT;
  }
  return 0;
}
SysResult sys_getpriority(Call& /*call*/) { return 20; }
SysResult sys_setpriority(Call& /*call*/) { return 0; }

constexpr SyscallEntry kTable[] = {
    {21, "mount", sys_refuse},
    {51, "acct", sys_refuse},
    {52, "umount2", sys_refuse},
    {61, "chroot", sys_refuse},
    {74, "sethostname", sys_refuse},
    {87, "swapon", sys_refuse},
    {88, "reboot", sys_refuse},
    {96, "getpriority", sys_getpriority},
    {97, "setpriority", sys_setpriority},
    {103, "syslog", sys_refuse},
    {116, "sysinfo", sys_sysinfo},
    {122, "uname", sys_uname},
    {128, "init_module", sys_refuse},
    {136, "personality", sys_personality},
    {345, "getcpu", sys_getcpu},
    {384, "getrandom", sys_getrandom},
};

}  // namespace

SyscallFamily system_syscalls() { return kTable; }

}  // namespace armillary::os
