// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/guid.h"
#include "base/result.h"
#include "image/manifest.h"

namespace armillary::image {

/// One file of a package; the path is relative to its root, with '/' and without '.' or '..'.
struct PackageFile {
  std::string path;
  std::string bytes;
  bool executable = false;
};

/// The files of an app as they lie on the device, with the manifest that describes it.
struct Package {
  std::string name;  ///< of the file or folder, without its parents
  Manifest manifest;
  std::vector<PackageFile> files;  ///< sorted by path
  std::optional<Guid> image_id;    ///< of an image package

  /// nullptr when there is no such file. A leading '/' is ignored.
  [[nodiscard]] const PackageFile* find(std::string_view path) const;
};

/// True when the bytes begin as an image package does.
bool looks_like_package(std::string_view bytes);

/// Reads an image package (ASXipFS with metadata and signature). The signature is not checked.
Result<Package> read_package(std::string_view bytes, std::string_view name);

/// Reads a folder that holds app_manifest.json and what the manifest names.
Result<Package> read_package_folder(const std::filesystem::path& folder);

/// A high-level app for the A7: an image package, a folder, or an ELF file (which then has
/// default_manifest() and becomes bin/app). The entry point exists and is a program for the A7.
Result<Package> load_app(const std::filesystem::path& path);

}  // namespace armillary::image
