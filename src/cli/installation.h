// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <filesystem>

namespace armillary::cli {

/// The folder of the build: the program lies in its release/bin. Empty when the host does not tell.
std::filesystem::path build_folder();

/// The key that `armillary image pack` signs with: what ARMILLARY_SIGNING_KEY names, else the one
/// that set-up made, keys/image-signing.pem in the build folder.
std::filesystem::path signing_key_file();

/// The A7's libraries: what ARMILLARY_GUEST_ROOT names, else guest/rootfs in the build folder.
std::filesystem::path runtime_folder();

}  // namespace armillary::cli
