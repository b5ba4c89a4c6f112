// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "cpu/cycles_per_instruction.h"
#include "os/stat.h"
#include "sim/time.h"

namespace armillary::os {

class Process;

/// What of the A7 and its OS can be chosen. Everything but `quantum` is a property of the device:
/// it may show in results. The limits are there so that no guest can harm the host.
struct KernelConfig {
  /// Azure Sphere documents 500 MHz (azure-sphere.md section 10).
  sim::Rate clock{500'000'000};
  cpu::CyclesPerInstruction cpi;
  /// What every system call costs, in cycles: entry, work and return, flat. 500 cycles are 1 us.
  std::uint32_t cycles_per_syscall = 500;
  /// A thread's turn when others are ready, in cycles: 4 ms, one tick of HZ = 250.
  std::int64_t turn = 2'000'000;
  /// Instructions in one go of the engine, at most. No result depends on it.
  std::uint64_t quantum = 100'000;
  std::uint64_t seed = 1;
  /// Unix time at power-on: an Azure Sphere without RTC and network starts at 1970.
  TimeSpec epoch{};

  std::size_t memory_bytes = std::size_t{64} << 20;  ///< physical pages of all apps
  /// What an app may own (anonymous and written pages), 0: no limit but memory_bytes. The platform
  /// has 256 KiB; its kill is SIGKILL.
  std::size_t app_memory_bytes = 0;
  std::size_t processes = 64;
  std::size_t threads = 256;
  std::size_t descriptors = 1024;
  std::size_t mappings = 4096;  ///< of one process

  /// Called for each app's first process before it runs: opens descriptors 0, 1 and 2.
  std::function<void(Process&)> prepare;

  std::string release = "5.10.0-azure-sphere";
  std::string os_version = "24.06";
  std::string host_name = "azsphere";
  /// The common name of the device's certificate and its id in the cloud, at most 128 bytes. On the
  /// silicon these are the 128 hex digits of its key.
  std::string device_id = "device";
};

/// Where a code address lies in the source: "main.c:17", or empty. `file` is the guest path of the
/// mapped ELF file, `base` the address at which its first byte is mapped (for a
/// position-independent file its symbols count from there), `address` the address in the process.
using Symbolizer =
    std::function<std::string(std::string_view file, std::uint32_t base, std::uint32_t address)>;

}  // namespace armillary::os
