// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <armillary/machine.h>

#include "cli/exit_code.h"
#include "cli/streams.h"

namespace armillary::cli {

/// The options of `armillary run`, as written.
struct RunArguments {
  std::string device;  ///< empty: the images make the device
  std::vector<std::string> a7, m4_0, m4_1;
  std::optional<std::int64_t> end_ns;
  double realtime = 0;  ///< 0: as fast as possible
  std::optional<std::uint64_t> seed;
  bool strict = false, quiet = false;
  std::string events, telemetry, summary;
  std::string signatures;  ///< "any", "known"; empty: as the device file has it
  std::uint64_t quantum = RunOptions{}.quantum;
  unsigned threads = 1;
};

/// The device that the arguments ask for: the device file, and what they add to it. Two images for
/// one core are refused.
Result<DeviceConfig> device_of(const RunArguments& arguments);

using MachineFactory = std::function<Result<std::unique_ptr<Machine>>(const DeviceConfig& config)>;

/// `armillary run`. Everything that can be wrong with the arguments, the files and the images is
/// told before anything runs.
ExitCode run_command(const RunArguments& arguments, const MachineFactory& make_machine,
                     const Streams& streams);

}  // namespace armillary::cli
