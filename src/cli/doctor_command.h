// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "cli/exit_code.h"
#include "cli/run_command.h"

namespace armillary::cli {

/// `armillary doctor`: checks what the simulator needs on this machine, and says for each thing
/// that is missing what to do. The engine is checked by running a program of a few instructions on
/// it.
ExitCode doctor_command(bool json, const MachineFactory& make_machine, const Streams& streams);

}  // namespace armillary::cli
