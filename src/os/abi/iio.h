// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace armillary::os {

// The platform's requests of an IIO device without sysfs (azure-sphere.md section 1.6).
inline constexpr std::uint32_t kIioChannelSpecSize = 0xC00C69D2, kIioChannelSpec = 0xC01069D3,
                               kIioReadRaw = 0xC01469D4, kIioWriteRaw = 0xC01469D5,
                               kIioReadExtended = 0xC01469D6, kIioWriteExtended = 0xC01469D7;
/// What a raw read means by its mask, and that its answer is one whole number.
inline constexpr std::uint32_t kIioRaw = 0, kIioOneNumber = 1;

// Structures of the guest; each has its own size in front, which must be right.
struct IioChannelSpecSize {
  std::uint32_t size = 0;
  std::int32_t index = 0;
  std::uint32_t total_size = 0;
};
struct IioChannelSpecBuffer {
  std::uint32_t size = 0, total_size = 0;
  std::int32_t index = 0;
  std::uint32_t channel = 0;
};
struct IioRawChannel {
  std::uint32_t size = 0;
  std::int32_t index = 0, value = 0, value2 = 0;
  std::uint32_t mask = 0;
};
struct IioExtended {
  std::uint32_t size = 0, channel = 0, info = 0, buffer = 0, length = 0;
};
struct IioChannel {
  std::uint32_t size = 0, type = 0;
  std::int32_t channel = 0, channel2 = 0;
  std::uint32_t address = 0;
  std::int32_t scan_index = 0;
  std::uint8_t sign = 0, real_bits = 0, storage_bits = 0, shift = 0, repeat = 0;
  std::uint8_t padding[3] = {};
  std::uint32_t endianness = 0;
  std::uint32_t separate = 0, by_type = 0, by_direction = 0, by_all = 0;
  std::uint32_t events = 0, event_count = 0, extended = 0, extend_name = 0, datasheet_name = 0;
  std::uint32_t flags = 0;  ///< b1: indexed
};
struct IioExtendedName {
  std::uint32_t size = 0, next = 0, name = 0, shared = 0;
};
static_assert(sizeof(IioChannel) == 76 && sizeof(IioExtendedName) == 16);
static_assert(sizeof(IioRawChannel) == 20 && sizeof(IioExtended) == 20);

}  // namespace armillary::os
