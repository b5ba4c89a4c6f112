// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdio>

#include "cli/terminal.h"

namespace armillary::cli {

/// Where a command talks to: the process's own streams, or a test's.
struct Streams {
  std::FILE* out = stdout;
  std::FILE* talk = stderr;
  ColourRules colours;
};

}  // namespace armillary::cli
