// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "os/stat.h"

namespace armillary::os {

/// Puts a value into a structure's bytes.
template <class T, std::size_t N>
void store(std::array<std::byte, N>& bytes, std::size_t offset, T value) {
  static_assert(sizeof(T) <= N);
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

/// struct stat64 of arch/arm/include/uapi/asm/stat.h.
inline std::array<std::byte, 104> encode_stat64(const Stat& stat) {
  std::array<std::byte, 104> out{};
  store(out, 0, stat.device);
  store(out, 12, static_cast<std::uint32_t>(stat.inode));
  store(out, 16, stat.mode);
  store(out, 20, stat.links);
  store(out, 24, stat.uid);
  store(out, 28, stat.gid);
  store(out, 32, stat.device_number);
  store(out, 48, stat.size);
  store(out, 56, stat.block_size);
  store(out, 64, stat.blocks);
  std::size_t at = 72;
  for (const TimeSpec& time : {stat.accessed, stat.modified, stat.changed}) {
    store(out, at, static_cast<std::uint32_t>(time.seconds));
    store(out, at + 4, static_cast<std::uint32_t>(time.nanoseconds));
    at += 8;
  }
  store(out, 96, stat.inode);
  return out;
}

/// struct statx of include/uapi/linux/stat.h.
inline std::array<std::byte, 256> encode_statx(const Stat& stat) {
  constexpr std::uint32_t kBasicStats = 0x7ff;
  std::array<std::byte, 256> out{};
  store(out, 0, kBasicStats);
  store(out, 4, stat.block_size);
  store(out, 16, stat.links);
  store(out, 20, stat.uid);
  store(out, 24, stat.gid);
  store(out, 28, static_cast<std::uint16_t>(stat.mode));
  store(out, 32, stat.inode);
  store(out, 40, stat.size);
  store(out, 48, stat.blocks);
  // Accessed, born (unknown), changed, modified.
  std::size_t at = 64;
  for (const TimeSpec& time : {stat.accessed, TimeSpec{}, stat.changed, stat.modified}) {
    store(out, at, time.seconds);
    store(out, at + 8, static_cast<std::uint32_t>(time.nanoseconds));
    at += 16;
  }
  const auto split = [&](std::size_t place, std::uint64_t number) {
    // include/linux/kdev_t.h, new_encode_dev(): 12 bits of major, 20 of minor.
    store(out, place, static_cast<std::uint32_t>((number >> 8) & 0xfff));
    store(out, place + 4, static_cast<std::uint32_t>((number & 0xff) | ((number >> 12) & 0xfff00)));
  };
  split(128, stat.device_number);
  split(136, stat.device);
  return out;
}

/// struct statfs64, packed to 84 bytes on ARM EABI; callers may also give 88.
inline std::array<std::byte, 84> encode_statfs64(const FileSystemStat& stat) {
  std::array<std::byte, 84> out{};
  store(out, 0, stat.type);
  store(out, 4, stat.block_size);
  store(out, 8, stat.blocks);
  store(out, 16, stat.blocks_free);
  store(out, 24, stat.blocks_available);
  store(out, 32, stat.files);
  store(out, 40, stat.files_free);
  store(out, 56, stat.name_length);
  store(out, 60, stat.block_size);
  store(out, 64, stat.flags);
  return out;
}

}  // namespace armillary::os
