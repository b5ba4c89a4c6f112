// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace armillary::os {

// arch/arm/include/uapi/asm/fcntl.h: O_DIRECTORY to O_LARGEFILE differ from x86.
inline constexpr std::uint32_t kOAccessMode = 3;
inline constexpr std::uint32_t kOReadOnly = 0;
inline constexpr std::uint32_t kOWriteOnly = 1;
inline constexpr std::uint32_t kOReadWrite = 2;
inline constexpr std::uint32_t kOCreate = 0100;
inline constexpr std::uint32_t kOExclusive = 0200;
inline constexpr std::uint32_t kONoCtty = 0400;
inline constexpr std::uint32_t kOTruncate = 01000;
inline constexpr std::uint32_t kOAppend = 02000;
inline constexpr std::uint32_t kONonblock = 04000;
inline constexpr std::uint32_t kODsync = 010000;
inline constexpr std::uint32_t kOAsync = 020000;
inline constexpr std::uint32_t kODirectory = 040000;
inline constexpr std::uint32_t kONoFollow = 0100000;
inline constexpr std::uint32_t kODirect = 0200000;
inline constexpr std::uint32_t kOLargeFile = 0400000;
inline constexpr std::uint32_t kONoAtime = 01000000;
inline constexpr std::uint32_t kOCloseOnExec = 02000000;
inline constexpr std::uint32_t kOPath = 010000000;

inline constexpr int kAtCurrentDirectory = -100;
inline constexpr std::uint32_t kAtSymlinkNoFollow = 0x100;
inline constexpr std::uint32_t kAtRemoveDirectory = 0x200;
inline constexpr std::uint32_t kAtEaccess = 0x200;
inline constexpr std::uint32_t kAtSymlinkFollow = 0x400;
inline constexpr std::uint32_t kAtEmptyPath = 0x1000;

inline constexpr int kSeekSet = 0;
inline constexpr int kSeekCurrent = 1;
inline constexpr int kSeekEnd = 2;

// File types and permission bits of st_mode.
inline constexpr std::uint32_t kModeTypeMask = 0170000;
inline constexpr std::uint32_t kModeSocket = 0140000;
inline constexpr std::uint32_t kModeSymlink = 0120000;
inline constexpr std::uint32_t kModeRegular = 0100000;
inline constexpr std::uint32_t kModeBlock = 0060000;
inline constexpr std::uint32_t kModeDirectory = 0040000;
inline constexpr std::uint32_t kModeCharacter = 0020000;
inline constexpr std::uint32_t kModeFifo = 0010000;

// d_type of getdents64.
inline constexpr std::uint8_t kEntryUnknown = 0;
inline constexpr std::uint8_t kEntryFifo = 1;
inline constexpr std::uint8_t kEntryCharacter = 2;
inline constexpr std::uint8_t kEntryDirectory = 4;
inline constexpr std::uint8_t kEntryRegular = 8;
inline constexpr std::uint8_t kEntrySymlink = 10;
inline constexpr std::uint8_t kEntrySocket = 12;

// include/uapi/linux/eventpoll.h; poll(2) uses the same bits for the first sixteen.
inline constexpr std::uint32_t kEpollIn = 0x001;
inline constexpr std::uint32_t kEpollPri = 0x002;
inline constexpr std::uint32_t kEpollOut = 0x004;
inline constexpr std::uint32_t kEpollErr = 0x008;
inline constexpr std::uint32_t kEpollHup = 0x010;
inline constexpr std::uint32_t kPollInvalid = 0x020;  // POLLNVAL
inline constexpr std::uint32_t kEpollReadNormal = 0x040;
inline constexpr std::uint32_t kEpollReadBand = 0x080;
inline constexpr std::uint32_t kEpollWriteNormal = 0x100;
inline constexpr std::uint32_t kEpollWriteBand = 0x200;
inline constexpr std::uint32_t kEpollMessage = 0x400;
inline constexpr std::uint32_t kEpollReadHup = 0x2000;
inline constexpr std::uint32_t kEpollExclusive = 1u << 28;
inline constexpr std::uint32_t kEpollWakeUp = 1u << 29;
inline constexpr std::uint32_t kEpollOneShot = 1u << 30;
inline constexpr std::uint32_t kEpollEdge = 1u << 31;

// fcntl(2) commands.
inline constexpr int kFcntlDup = 0;
inline constexpr int kFcntlGetFd = 1;
inline constexpr int kFcntlSetFd = 2;
inline constexpr int kFcntlGetFlags = 3;
inline constexpr int kFcntlSetFlags = 4;
inline constexpr int kFcntlGetLock = 5;
inline constexpr int kFcntlSetLock = 6;
inline constexpr int kFcntlSetLockWait = 7;
inline constexpr int kFcntlGetLock64 = 12;
inline constexpr int kFcntlSetLock64 = 13;
inline constexpr int kFcntlSetLockWait64 = 14;
inline constexpr int kFcntlDupCloseOnExec = 1030;
inline constexpr std::uint32_t kFdCloseOnExec = 1;

// ioctls that every file answers (asm-generic/ioctls.h).
inline constexpr std::uint32_t kIoctlTcgets = 0x5401;
inline constexpr std::uint32_t kIoctlWindowSize = 0x5413;
inline constexpr std::uint32_t kIoctlBytesReadable = 0x541B;  // FIONREAD
inline constexpr std::uint32_t kIoctlNonblock = 0x5421;       // FIONBIO

inline constexpr std::uint32_t kPathMax = 4096;
inline constexpr std::uint32_t kNameMax = 255;

}  // namespace armillary::os
