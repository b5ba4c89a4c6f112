// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/guid.h"
#include "base/result.h"
#include "image/hardware_definition.h"
#include "image/image_key.h"
#include "image/manifest.h"
#include "image/metadata.h"
#include "image/package_file.h"

namespace armillary::image {

/// The API set that is packed for when none is named: the newest that is known.
inline constexpr unsigned kNewestApiSet = 16;
inline constexpr unsigned kOldestApiSet = 1;

struct PackRequest {
  /// app_manifest.json, the program that its EntryPoint names, and resources.
  std::vector<PackageFile> files;
  HardwareDefinition hardware;
  /// Of a high-level app. Nothing: what the manifest has, or else the newest.
  std::optional<unsigned> api_set;
  std::optional<Guid> image_id;  ///< nothing: made from what is packed
  std::uint64_t built_s = 0;     ///< UTC, seconds since 1970; 0: not told
  /// Flags of an image that is sideloaded while it is developed.
  bool under_development = false, remove_at_boot = false;
};

struct PackedImage {
  std::string bytes;
  Manifest manifest;
  Metadata metadata;
};

/// Makes a signed image package as the vendor's packer does: the manifest with its "$NAME"s
/// replaced and, for a high-level app, TargetApplicationRuntimeVersion; programs marked executable;
/// metadata; the signature. Equal requests give equal bytes but for the signature. `name` (the
/// folder) stands in messages.
Result<PackedImage> pack_image(PackRequest request, const ImageKey& key, std::string_view name);

}  // namespace armillary::image
