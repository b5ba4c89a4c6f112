// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "image/manifest.h"
#include "os/os_result.h"
#include "os/process.h"

namespace armillary::os {

/// A list of the manifest's "Capabilities" that names peripherals.
struct CapabilityList {
  std::string_view key;  ///< "Uart"
  std::set<std::string> image::Capabilities::*names;
};

/// Whether the app of `process` has `name` in the list: 0, or -kEACCES after a warning that says
/// which line of the manifest is missing. `what` is what it wanted: "UART ISU0". The simulator
/// itself (nullptr) may all.
SysResult check_capability(const Process* process, const CapabilityList& list,
                           const std::string& name, std::string_view what);
/// The same of a capability that is true or false.
SysResult check_capability(const Process* process, const std::string& flag, std::string_view what);

}  // namespace armillary::os
