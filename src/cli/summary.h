// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <armillary/machine.h>

#include "cli/exit_code.h"

namespace armillary::cli {

/// What a run came to, for the summary line and the summary file.
struct Summary {
  RunReport report;
  std::int64_t host_ns = 0;
  std::uint64_t events = 0;
  std::string run_hash;
  ExitCode exit_code = exit_done;
};

/// "10.000 s of virtual time in 0.131 s (76.3 x real time); instructions: a7 ..., ...; run-hash
/// ..."
std::string summary_line(const Summary& summary);
/// The same as one JSON object (docs/cli.md), with a newline at the end.
std::string summary_json(const Summary& summary);

}  // namespace armillary::cli
