// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/manifest.h"
#include "image/metadata.h"
#include "image/package_file.h"
#include "image/signature_check.h"

namespace armillary::image {

/// The files of an app as they lie on the device, with the manifest that describes it.
struct Package {
  std::string name;  ///< of the file or folder, without its parents
  Manifest manifest;
  std::vector<PackageFile> files;    ///< sorted by path
  std::optional<Metadata> metadata;  ///< of an image package

  /// nullptr when there is no such file. A leading '/' is ignored.
  [[nodiscard]] const PackageFile* find(std::string_view path) const;
};

/// True when the bytes begin as an image package does.
bool looks_like_package(std::string_view bytes);

/// Reads an image package (ASXipFS with metadata and signature). `policy` says which signatures are
/// accepted.
Result<Package> read_package(std::string_view bytes, std::string_view name,
                             const SignaturePolicy& policy = {});

/// All regular files below a folder, as they would lie in a package.
Result<std::vector<PackageFile>> read_app_folder(const std::filesystem::path& folder);

/// Reads a folder that holds app_manifest.json and what the manifest names.
Result<Package> read_package_folder(const std::filesystem::path& folder);

/// A high-level app for the A7: an image package, a folder, or an ELF file (which then has
/// default_manifest() and becomes bin/app). The entry point exists and is a program for the A7.
/// `policy` says which signatures of image packages are accepted.
Result<Package> load_app(const std::filesystem::path& path, const SignaturePolicy& policy = {});

}  // namespace armillary::image
