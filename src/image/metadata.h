// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/guid.h"
#include "base/result.h"
#include "image/bytes.h"

namespace armillary::image {

/// What an image is for, as the identity section numbers it. Apps of all cores are applications.
inline constexpr std::uint16_t kApplications = 10;
/// "Applications", "BoardConfig"...; "type 77" for a number that nobody has named.
std::string image_type_name(std::uint16_t type);

/// SHA-1 of the certificate whose key signed an image.
using Thumbprint = std::array<std::uint8_t, 20>;

/// An interface of the OS that an image needs or provides.
struct AbiVersion {
  static constexpr std::uint32_t kApplicationRuntime = 3;
  std::uint32_t version = 0, type = 0;
  friend bool operator==(const AbiVersion&, const AbiVersion&) = default;
};

/// The metadata behind an image's file system, section by section. Known from public packers and
/// from images that the vendor's tools made.
struct Metadata {
  struct Identity {
    std::uint16_t image_type = kApplications;
    Guid component_id, image_id;
    friend bool operator==(const Identity&, const Identity&) = default;
  };
  struct Signature {
    static constexpr std::uint32_t kEcdsa256 = 1;
    Thumbprint signer{};
    std::uint32_t type = kEcdsa256;
    friend bool operator==(const Signature&, const Signature&) = default;
  };
  struct Debug {
    std::uint64_t built_s = 0;  ///< UTC, seconds since 1970; 0: not told
    std::string name;           ///< at most kLongestName bytes
    friend bool operator==(const Debug&, const Debug&) = default;
  };
  /// A section that is not modelled, by its id as two letters.
  struct Other {
    std::string id, bytes;
    friend bool operator==(const Other&, const Other&) = default;
  };
  static constexpr std::size_t kLongestName = 31;
  static constexpr std::uint32_t kRemoveAtBoot = 1, kUnderDevelopment = 2;

  std::optional<Identity> identity;
  std::optional<Signature> signature;
  std::optional<Debug> debug;
  std::optional<std::uint32_t> temporary;  ///< kRemoveAtBoot, kUnderDevelopment
  std::vector<AbiVersion> needs, provides;
  std::vector<Other> others;

  friend bool operator==(const Metadata&, const Metadata&) = default;
};

/// The bytes of the signature at the end of an image: r and s of ECDSA P-256.
inline constexpr std::size_t kSignatureSize = 64;

/// Reads the metadata of a whole image, in front of its signature. `name` stands in messages.
Result<Metadata> read_metadata(Bytes image, std::string_view name);

/// The metadata as it follows a file system, its length at the end.
std::string write_metadata(const Metadata& metadata);

}  // namespace armillary::image
