// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace armillary::os {

/// Seconds and nanoseconds of the guest's clocks (not of virtual time).
struct TimeSpec {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;  ///< 0..999,999,999
  friend constexpr bool operator==(const TimeSpec&, const TimeSpec&) = default;
};

/// What stat(2) tells about a file; the system calls lay it out for the guest.
struct Stat {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint32_t mode = 0;  ///< type and permissions: kModeRegular | 0644
  std::uint32_t links = 1;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint64_t device_number = 0;  ///< st_rdev of a device node
  std::int64_t size = 0;
  std::uint32_t block_size = 4096;
  std::uint64_t blocks = 0;  ///< of 512 bytes
  TimeSpec accessed, modified, changed;
};

/// What statfs(2) tells.
struct FileSystemStat {
  std::uint32_t type = 0;  ///< f_type: 0x01021994 for tmpfs
  std::uint32_t block_size = 4096;
  std::uint64_t blocks = 0, blocks_free = 0, blocks_available = 0;
  std::uint64_t files = 0, files_free = 0;
  std::uint32_t name_length = 255;
  std::uint32_t flags = 0;  ///< ST_RDONLY is 1
};

/// One entry of getdents64.
struct DirectoryEntry {
  std::uint64_t inode = 0;
  std::uint8_t type = 0;  ///< kEntryRegular...
  std::string name;
};

}  // namespace armillary::os
