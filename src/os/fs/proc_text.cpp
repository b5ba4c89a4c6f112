// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/fs/proc_text.h"

#include <fmt/format.h>

namespace armillary::os {

namespace {

constexpr std::int64_t kNanosecondsPerTick = 10'000'000;  // USER_HZ = 100
constexpr std::uint64_t kPage = 4096;

}  // namespace

std::string proc_attr_current(const ProcessInfo& process) {
  // Three lines (azure-sphere.md section 4.1, the 19.09 kernel's LSM).
  return fmt::format("CID: {}\nTID: {}\nCAPS: {:08X}\n", process.component.to_string(),
                     process.tenant, 0U);
}

std::string proc_cmdline(const ProcessInfo& process) {
  std::string text;
  for (const std::string& argument : process.arguments) {
    text += argument;
    text += '\0';
  }
  return text;
}

std::string proc_stat(const ProcessInfo& p) {
  const auto ticks = static_cast<std::int64_t>(p.cpu_ns) / kNanosecondsPerTick;
  // Fields 1 to 24 of proc(5); what is not modelled is 0 as for a kernel without it.
  return fmt::format(
      "{} ({}) {} {} {} {} 0 -1 4194304 0 0 0 0 {} 0 0 0 20 0 {} 0 {} {} {}"
      " 4294967295 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0\n",
      p.pid, p.name, p.state, p.parent, p.process_group, p.session, ticks, p.threads,
      p.start_ns / kNanosecondsPerTick, p.virtual_bytes, p.resident_bytes / kPage);
}

std::string proc_statm(const ProcessInfo& process) {
  return fmt::format("{} {} 0 0 0 {} 0\n", process.virtual_bytes / kPage,
                     process.resident_bytes / kPage, process.resident_bytes / kPage);
}

std::string proc_status(const ProcessInfo& p) {
  return fmt::format(
      "Name:\t{}\nState:\t{}\nTgid:\t{}\nPid:\t{}\nPPid:\t{}\n"
      "Uid:\t{}\t{}\t{}\t{}\nGid:\t{}\t{}\t{}\t{}\n"
      "VmSize:\t{:8} kB\nVmRSS:\t{:8} kB\nThreads:\t{}\n",
      p.name, p.state, p.pid, p.pid, p.parent, p.uid, p.uid, p.uid, p.uid, p.gid, p.gid, p.gid,
      p.gid, p.virtual_bytes / 1024, p.resident_bytes / 1024, p.threads);
}

std::string proc_cpuinfo() {
  // A Cortex-A7 r0p5; the hardware line is that of the platform's kernel.
  return "processor\t: 0\n"
         "model name\t: ARMv7 Processor rev 5 (v7l)\n"
         "BogoMIPS\t: 26.00\n"
         "Features\t: half thumb fastmult vfp edsp neon vfpv3 tls vfpv4 idiva idivt vfpd32 lpae "
         "evtstrm\n"
         "CPU implementer\t: 0x41\n"
         "CPU architecture: 7\n"
         "CPU variant\t: 0x0\n"
         "CPU part\t: 0xc07\n"
         "CPU revision\t: 5\n\n"
         "Hardware\t: MediaTek MT3620\n"
         "Revision\t: 0000\n"
         "Serial\t\t: 0000000000000000\n";
}

std::string proc_loadavg(const ProcessTable& table) {
  const auto pids = table.pids();
  std::size_t running = 0;
  for (const std::int32_t pid : pids) {
    const auto process = table.process(pid);
    if (process && process->state == 'R') ++running;
  }
  return fmt::format("0.00 0.00 0.00 {}/{} {}\n", running, pids.size(),
                     pids.empty() ? 0 : pids.back());
}

std::string proc_meminfo(const SystemInfo& system) {
  const std::uint64_t total = system.memory_bytes / 1024;
  const std::uint64_t free = system.free_bytes / 1024;
  return fmt::format(
      "MemTotal:       {:8} kB\nMemFree:        {:8} kB\nMemAvailable:   {:8} kB\n"
      "Buffers:               0 kB\nCached:                0 kB\nSwapTotal:             0 kB\n"
      "SwapFree:              0 kB\n",
      total, free, free);
}

std::string proc_system_stat(const SystemInfo& system) {
  const std::int64_t busy = (system.uptime_ns - system.idle_ns) / kNanosecondsPerTick;
  const std::int64_t idle = system.idle_ns / kNanosecondsPerTick;
  return fmt::format("cpu  {0} 0 0 {1} 0 0 0 0 0 0\ncpu0 {0} 0 0 {1} 0 0 0 0 0 0\nbtime 0\n", busy,
                     idle);
}

std::string proc_uptime(const SystemInfo& system) {
  const auto hundredths = [](std::int64_t ns) { return ns / 10'000'000; };
  return fmt::format("{}.{:02} {}.{:02}\n", hundredths(system.uptime_ns) / 100,
                     hundredths(system.uptime_ns) % 100, hundredths(system.idle_ns) / 100,
                     hundredths(system.idle_ns) % 100);
}

std::string proc_version(const SystemInfo& system) {
  return fmt::format("Linux version {} (armillary) #1 armv7l\n", system.release);
}

}  // namespace armillary::os
