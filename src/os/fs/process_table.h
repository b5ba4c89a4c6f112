// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/guid.h"
#include "os/vfs.h"

namespace armillary::os {

/// What /proc tells about one process.
struct ProcessInfo {
  std::int32_t pid = 0, parent = 0, process_group = 0, session = 0;
  char state = 'S';        ///< R, S, T, Z
  std::string name;        ///< at most 15 bytes
  std::string executable;  ///< guest path
  std::string working_directory;
  std::vector<std::string> arguments;  ///< argv
  std::uint32_t uid = 0, gid = 0;
  Guid component;      ///< nil: not an app's process
  std::string tenant;  ///< DeviceAuthentication of the manifest
  std::size_t threads = 1;
  std::uint64_t cpu_ns = 0;
  std::int64_t start_ns = 0;  ///< virtual time at which it was made
  std::uint64_t virtual_bytes = 0, resident_bytes = 0;
  std::string maps;                        ///< the text of /proc/PID/maps
  std::map<int, std::string> descriptors;  ///< path of each open file
};

/// What /proc tells about the system.
struct SystemInfo {
  std::int64_t uptime_ns = 0, idle_ns = 0;
  std::uint64_t memory_bytes = 0, free_bytes = 0;
  std::string release;  ///< "5.10.0-azure-sphere"
};

/// Where /proc looks. The kernel implements it; the answers are copies.
class ProcessTable {
 public:
  virtual ~ProcessTable() = default;
  /// Ascending.
  [[nodiscard]] virtual std::vector<std::int32_t> pids() const = 0;
  [[nodiscard]] virtual bool exists(std::int32_t pid) const { return process(pid).has_value(); }
  [[nodiscard]] virtual std::optional<ProcessInfo> process(std::int32_t pid) const = 0;
  /// The process that asks (caller.process); 0: the simulator.
  [[nodiscard]] virtual std::int32_t pid_of(const Caller& caller) const = 0;
  [[nodiscard]] virtual SystemInfo system() const = 0;
};

}  // namespace armillary::os
