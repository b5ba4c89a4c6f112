// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/installation.h"

#include <cstdlib>
#include <system_error>

namespace armillary::cli {

namespace fs = std::filesystem;

fs::path build_folder() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path{} : self.parent_path().parent_path().parent_path();
}

fs::path signing_key_file() {
  const char* named = std::getenv("ARMILLARY_SIGNING_KEY");
  if (named != nullptr && *named != '\0') return named;
  return build_folder() / "keys/image-signing.pem";
}

fs::path runtime_folder() {
  const char* named = std::getenv("ARMILLARY_GUEST_ROOT");
  if (named != nullptr && *named != '\0') return named;
  return build_folder() / "guest/rootfs";
}

}  // namespace armillary::cli
