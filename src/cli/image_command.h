// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/streams.h"

namespace armillary::cli {

/// `armillary image show|verify|pack|extract|key`. `arguments` are those behind "image".
ExitCode image_command(std::vector<std::string> arguments, const Streams& streams);

}  // namespace armillary::cli
