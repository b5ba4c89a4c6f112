// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/bytes.h"
#include "image/package_file.h"

namespace armillary::image {

/// The file system of an image package: a cramfs whose files lie uncompressed on pages, so that
/// programs run where they are. What is known of it comes from the kernel's fs/asxipfs.
inline constexpr std::uint32_t kAsxipfsMagic = 0x28CD3D45;
/// What a file's mode holds beside its permissions: the kernel refuses a regular file without it.
inline constexpr std::uint32_t kExecuteInPlace = 01000;

/// The most that is accepted. A device holds 1 MiB of apps.
inline constexpr std::uint64_t kLargestPackage = 16 * 1024 * 1024;
inline constexpr std::size_t kMostPackageFiles = 1000;
inline constexpr unsigned kDeepestFolder = 16;
inline constexpr std::size_t kLongestFileName = 252;

/// A file system with what its header says of it.
struct Asxipfs {
  std::vector<PackageFile> files;  ///< sorted by path
  std::uint32_t size = 0;          ///< bytes of the image package that belong to it
  std::uint32_t flags = 0;
  std::uint32_t check_sum = 0;           ///< CRC-32 as stored
  std::uint32_t computed_check_sum = 0;  ///< of the bytes as they are
  /// Files that the device's kernel would refuse: without kExecuteInPlace.
  std::vector<std::string> not_in_place;
};

/// Reads a file system at the beginning of `bytes`. `name` stands in messages.
Result<Asxipfs> read_asxipfs(Bytes bytes, std::string_view name);

/// The file system that holds `files`, with the folders that they need. The paths differ, none is
/// another's folder, and the limits above hold; else a sentence.
Result<std::string> write_asxipfs(const std::vector<PackageFile>& files);

}  // namespace armillary::image
