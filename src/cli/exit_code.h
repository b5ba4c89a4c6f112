// SPDX-License-Identifier: GPL-2.0-or-later
//
// cli/ is the command: its options, its consoles, its reports and its exit codes. It is the only
// room that knows the host's clock, signals and terminal.
#pragma once

namespace armillary::cli {

/// What the command ends with; docs/exit-codes.md is the same table for people.
enum ExitCode : int {
  exit_done = 0,
  exit_scenario_failed = 1,
  exit_usage = 2,
  exit_bad_input = 3,
  exit_guest_fault = 4,
  exit_deadline = 5,
  exit_diverged = 6,
  exit_internal = 70,
  exit_interrupted = 130,
};

}  // namespace armillary::cli
