// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

namespace armillary::image {

/// One file of a package; the path is relative to its root, with '/' and without '.' or '..'.
struct PackageFile {
  std::string path;
  std::string bytes;
  bool executable = false;
  friend bool operator==(const PackageFile&, const PackageFile&) = default;
};

}  // namespace armillary::image
