// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace armillary::os {

// include/uapi/linux/sched.h
inline constexpr std::uint32_t kCloneSignalOnExit = 0x000000ff;
inline constexpr std::uint32_t kCloneMemory = 0x00000100;         // CLONE_VM
inline constexpr std::uint32_t kCloneFileSystem = 0x00000200;     // CLONE_FS
inline constexpr std::uint32_t kCloneFiles = 0x00000400;          // CLONE_FILES
inline constexpr std::uint32_t kCloneSignalActions = 0x00000800;  // CLONE_SIGHAND
inline constexpr std::uint32_t kCloneVfork = 0x00004000;
inline constexpr std::uint32_t kCloneParent = 0x00008000;
inline constexpr std::uint32_t kCloneThread = 0x00010000;
inline constexpr std::uint32_t kCloneSysvSem = 0x00040000;
inline constexpr std::uint32_t kCloneSetTls = 0x00080000;
inline constexpr std::uint32_t kCloneParentSetTid = 0x00100000;
inline constexpr std::uint32_t kCloneChildClearTid = 0x00200000;
inline constexpr std::uint32_t kCloneDetached = 0x00400000;
inline constexpr std::uint32_t kCloneChildSetTid = 0x01000000;
/// New namespaces (CLONE_NEWNS, NEWCGROUP...NEWNET): the kernel is built without.
inline constexpr std::uint32_t kCloneNamespaces = 0x7e020000;

}  // namespace armillary::os
