// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "os/dev/capability.h"
#include "os/task.h"

namespace armillary::os {

/// An entry of the manifest's list "PowerControls".
inline constexpr CapabilityList kPowerControls{"PowerControls",
                                               &image::Capabilities::power_controls};

/// 0, or -kEACCES for a caller whose manifest does not have `"flag": true`, with one warning that
/// names what was refused ("a change of a network interface") and quotes the line to add.
inline SysResult require_capability(Task& task, std::string_view flag, std::string_view what) {
  return check_capability(&task.process(), std::string(flag), what);
}

}  // namespace armillary::os
