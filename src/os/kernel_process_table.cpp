// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/kernel_process_table.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace armillary::os {

namespace {

/// The letter of proc(5).
char state_of(const Process& process) {
  if (process.zombie) return 'Z';
  if (process.stopped) return 'T';
  const bool runs = std::any_of(process.tasks.begin(), process.tasks.end(), [](const auto& task) {
    return task->state == Task::State::running || task->state == Task::State::ready;
  });
  return runs ? 'R' : 'S';
}

/// show_map_vma() of fs/proc/task_mmu.c: the name begins in the 50th column.
std::string map_line(std::uint32_t start, const Mapping& mapping, Vfs& vfs) {
  Stat stat;
  std::string name = mapping.name;
  if (name.starts_with('/')) {
    if (const auto found = vfs.stat({}, name, true)) {
      stat = *found;
    } else {
      name += " (deleted)";
    }
  } else if (name.empty() && mapping.shared) {
    name = "/dev/zero (deleted)";  // what Linux calls shared anonymous memory
  }
  const auto right = [&](std::uint32_t bit, char letter) {
    return (mapping.protection & bit) != 0 ? letter : '-';
  };
  std::string line = fmt::format("{:08x}-{:08x} {}{}{}{} {:08x} {:02x}:{:02x} {} ", start,
                                 mapping.end, right(kProtRead, 'r'), right(kProtWrite, 'w'),
                                 right(kProtExec, 'x'), mapping.shared ? 's' : 'p', mapping.offset,
                                 stat.device >> 8, stat.device & 0xff, stat.inode);
  if (!name.empty()) line = fmt::format("{:<49}{}", line, name);
  return line + "\n";
}

}  // namespace

std::vector<std::int32_t> KernelProcessTable::pids() const {
  std::vector<std::int32_t> pids;
  for (const auto& [pid, process] : kernel_.processes()) pids.push_back(pid);
  return pids;
}

bool KernelProcessTable::exists(std::int32_t pid) const {
  return kernel_.find_process(pid) != nullptr;
}

std::int32_t KernelProcessTable::pid_of(const Caller& caller) const {
  return caller.process == nullptr ? 0 : caller.process->pid();
}

std::optional<ProcessInfo> KernelProcessTable::process(std::int32_t pid) const {
  Process* found = kernel_.find_process(pid);
  if (found == nullptr) return std::nullopt;
  Process& process = *found;
  ProcessInfo info;
  info.pid = pid;
  info.parent = process.parent == nullptr ? 1 : process.parent->pid();
  info.process_group = process.process_group;
  info.session = process.session;
  info.state = state_of(process);
  info.executable = process.executable;
  if (process.tasks.empty()) {
    const std::string_view path = process.executable;
    info.name = path.substr(path.rfind('/') + 1).substr(0, 15);
  } else {
    info.name = process.tasks.front()->name;
  }
  info.working_directory = process.working_directory;
  info.arguments = process.arguments;
  info.uid = process.uid();
  info.gid = process.gid();
  if (const App* app = process.app()) {
    info.component = app->spec().component_id;
    info.tenant = app->spec().capabilities.device_authentication;
  }
  info.threads = std::max<std::size_t>(1, process.tasks.size());
  info.cpu_ns = static_cast<std::uint64_t>(kernel_.span_of(kernel_.cycles_of(process)).count());
  info.start_ns = sim::nanoseconds(process.started);
  describe_memory(process, info);
  for (int descriptor = 0; descriptor < process.files().end(); ++descriptor) {
    if (const File* file = process.files().peek(descriptor)) {
      info.descriptors.emplace(descriptor, file->path());
    }
  }
  return info;
}

void KernelProcessTable::describe_memory(Process& process, ProcessInfo& info) const {
  if (process.zombie) return;
  for (const auto& [start, mapping] : process.memory().mappings()) {
    // The kernel's helper page is not the process's, but Linux shows it, too.
    if (start < AddressSpace::kUserEnd) info.virtual_bytes += mapping.end - start;
    info.maps += map_line(start, mapping, kernel_.vfs());
  }
  info.resident_bytes = process.memory().table().present_pages() * kPageSize;
}

SystemInfo KernelProcessTable::system() const {
  SystemInfo info;
  const sim::Time now = kernel_.domain().now();
  info.uptime_ns = sim::nanoseconds(now);
  const KernelConfig& config = kernel_.config();
  const std::uint64_t busy = config.cpi.cycles_of(kernel_.instructions()) +
                             kernel_.system_calls() * config.cycles_per_syscall;
  info.idle_ns = std::max<std::int64_t>(0, info.uptime_ns - kernel_.span_of(busy).count());
  const FramePool& frames = kernel_.frames();
  info.memory_bytes = frames.limit() * kPageSize;
  info.free_bytes = (frames.limit() - frames.used()) * kPageSize;
  info.release = config.release;
  return info;
}

}  // namespace armillary::os
