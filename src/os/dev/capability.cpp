// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/capability.h"

#include <fmt/format.h>

#include "os/kernel.h"

namespace armillary::os {

SysResult check_capability(const Process* process, const CapabilityList& list,
                           const std::string& name, std::string_view what) {
  if (process == nullptr) return 0;
  const App* app = process->app();
  if (app != nullptr && (app->spec().capabilities.*(list.names)).contains(name)) return 0;
  process->kernel().warn(
      *process, fmt::format("{} is refused with EACCES: add \"{}\" to \"{}\" in \"Capabilities\" "
                            "of app_manifest.json",
                            what, name, list.key));
  return -kEACCES;
}

SysResult check_capability(const Process* process, const std::string& flag, std::string_view what) {
  if (process == nullptr) return 0;
  const App* app = process->app();
  if (app != nullptr && app->has(flag)) return 0;
  process->kernel().warn(
      *process, fmt::format("{} is refused with EACCES: add \"{}\": true to \"Capabilities\" of "
                            "app_manifest.json",
                            what, flag));
  return -kEACCES;
}

}  // namespace armillary::os
