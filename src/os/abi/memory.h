// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace armillary::os {

inline constexpr std::uint32_t kPageSize = 4096;
inline constexpr std::uint32_t kPageMask = kPageSize - 1;

inline constexpr std::uint32_t kProtRead = 1;
inline constexpr std::uint32_t kProtWrite = 2;
inline constexpr std::uint32_t kProtExec = 4;
inline constexpr std::uint32_t kProtGrowsDown = 0x01000000;

inline constexpr std::uint32_t kMapShared = 0x01;
inline constexpr std::uint32_t kMapPrivate = 0x02;
inline constexpr std::uint32_t kMapSharedValidate = 0x03;
inline constexpr std::uint32_t kMapTypeMask = 0x0F;
inline constexpr std::uint32_t kMapFixed = 0x10;
inline constexpr std::uint32_t kMapAnonymous = 0x20;
inline constexpr std::uint32_t kMapGrowsDown = 0x0100;
inline constexpr std::uint32_t kMapPopulate = 0x8000;
inline constexpr std::uint32_t kMapFixedNoReplace = 0x100000;

inline constexpr std::uint32_t kMremapMayMove = 1;
inline constexpr std::uint32_t kMremapFixed = 2;

inline constexpr std::uint32_t kMadviseDontNeed = 4;
inline constexpr std::uint32_t kMadviseFree = 8;

}  // namespace armillary::os
