// SPDX-License-Identifier: GPL-2.0-or-later
#include <exception>
#include <string>
#include <vector>

#include <armillary/machine.h>
#include <fmt/format.h>

#include "cli/command_line.h"

int main(int argc, char** argv) {
  // Libraries may throw for want of memory; nothing of ours throws across rooms.
  try {
    armillary::cli::Streams streams;
    streams.colours = armillary::cli::ColourRules::from_environment();
    return armillary::cli::command_line(std::vector<std::string>(argv + 1, argv + argc),
                                        armillary::Machine::create, streams);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "armillary: internal error: {}\n", problem.what());
    return armillary::cli::exit_internal;
  }
}
