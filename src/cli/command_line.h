// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/run_command.h"

namespace armillary::cli {

/// The whole command: reads `arguments` (without the program's name), does what they say and
/// returns the exit code.
ExitCode command_line(std::vector<std::string> arguments, const MachineFactory& make_machine,
                      const Streams& streams);

}  // namespace armillary::cli
