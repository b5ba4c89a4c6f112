// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

#include "os/fs/process_table.h"

namespace armillary::os {

// The texts of /proc, as proc(5) describes them.
std::string proc_attr_current(const ProcessInfo& process);
std::string proc_cmdline(const ProcessInfo& process);
std::string proc_stat(const ProcessInfo& process);
std::string proc_statm(const ProcessInfo& process);
std::string proc_status(const ProcessInfo& process);

std::string proc_cpuinfo();
std::string proc_loadavg(const ProcessTable& table);
std::string proc_meminfo(const SystemInfo& system);
std::string proc_system_stat(const SystemInfo& system);
std::string proc_uptime(const SystemInfo& system);
std::string proc_version(const SystemInfo& system);

}  // namespace armillary::os
