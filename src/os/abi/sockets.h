// SPDX-License-Identifier: GPL-2.0-or-later
//
// Sockets: include/linux/socket.h and include/uapi/asm-generic/socket.h of Linux 5.x for 32-bit
// ARM; AF_AZSPIO is the platform's own (azure-sphere.md section 5.1).
#pragma once

#include <cstdint>

namespace armillary::os {

inline constexpr std::uint16_t kAfUnspecified = 0, kAfUnix = 1, kAfInet = 2, kAfAzspio = 43;

inline constexpr std::uint32_t kSockStream = 1, kSockDatagram = 2, kSockTypeMask = 0xf;
inline constexpr std::uint32_t kSockNonblock = 04000, kSockCloseOnExec = 02000000;

inline constexpr std::uint32_t kProtocolTcp = 6, kProtocolUdp = 17;

// Flags of send and recv.
inline constexpr std::uint32_t kMsgPeek = 0x2, kMsgControlTruncated = 0x8, kMsgTruncated = 0x20,
                               kMsgDontWait = 0x40, kMsgWaitAll = 0x100, kMsgNoSignal = 0x4000,
                               kMsgCloseOnExec = 0x40000000;

inline constexpr int kShutRead = 0, kShutWrite = 1, kShutBoth = 2;

// Levels and names of options.
inline constexpr int kLevelIp = 0, kLevelSocket = 1, kLevelTcp = 6;
inline constexpr int kSoReuseAddress = 2, kSoType = 3, kSoError = 4, kSoBroadcast = 6,
                     kSoSendBuffer = 7, kSoReceiveBuffer = 8, kSoKeepAlive = 9, kSoLinger = 13,
                     kSoReusePort = 15, kSoReceiveTimeoutOld = 20, kSoSendTimeoutOld = 21,
                     kSoAcceptsConnections = 30, kSoProtocol = 38, kSoDomain = 39,
                     kSoReceiveTimeout = 66, kSoSendTimeout = 67;

// ioctl requests.
inline constexpr std::uint32_t kFionRead = 0x541B, kTiocOutQueue = 0x5411;

}  // namespace armillary::os
