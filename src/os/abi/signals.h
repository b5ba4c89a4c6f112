// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace armillary::os {

// arch/arm/include/uapi/asm/signal.h
inline constexpr int kSigHup = 1;
inline constexpr int kSigInt = 2;
inline constexpr int kSigQuit = 3;
inline constexpr int kSigIll = 4;
inline constexpr int kSigTrap = 5;
inline constexpr int kSigAbrt = 6;
inline constexpr int kSigBus = 7;
inline constexpr int kSigFpe = 8;
inline constexpr int kSigKill = 9;
inline constexpr int kSigUsr1 = 10;
inline constexpr int kSigSegv = 11;
inline constexpr int kSigUsr2 = 12;
inline constexpr int kSigPipe = 13;
inline constexpr int kSigAlrm = 14;
inline constexpr int kSigTerm = 15;
inline constexpr int kSigStkflt = 16;
inline constexpr int kSigChld = 17;
inline constexpr int kSigCont = 18;
inline constexpr int kSigStop = 19;
inline constexpr int kSigTstp = 20;
inline constexpr int kSigTtin = 21;
inline constexpr int kSigTtou = 22;
inline constexpr int kSigUrg = 23;
inline constexpr int kSigXcpu = 24;
inline constexpr int kSigXfsz = 25;
inline constexpr int kSigVtalrm = 26;
inline constexpr int kSigProf = 27;
inline constexpr int kSigWinch = 28;
inline constexpr int kSigIo = 29;
inline constexpr int kSigPwr = 30;
inline constexpr int kSigSys = 31;
inline constexpr int kSigRtMin = 32;
inline constexpr int kSigMax = 64;

/// A set of signals 1..64: bit n - 1 for signal n, as in the kernel's sigset_t.
using SignalSet = std::uint64_t;
constexpr SignalSet signal_bit(int signal) { return SignalSet{1} << (signal - 1); }
/// These two can be neither caught nor blocked nor ignored.
inline constexpr SignalSet kUnblockable = signal_bit(kSigKill) | signal_bit(kSigStop);

inline constexpr std::uint32_t kSaNoChildStop = 1;
inline constexpr std::uint32_t kSaNoChildWait = 2;
inline constexpr std::uint32_t kSaSigInfo = 4;
inline constexpr std::uint32_t kSaRestorer = 0x04000000;
inline constexpr std::uint32_t kSaOnStack = 0x08000000;
inline constexpr std::uint32_t kSaRestart = 0x10000000;
inline constexpr std::uint32_t kSaNoDefer = 0x40000000;
inline constexpr std::uint32_t kSaResetHand = 0x80000000;
inline constexpr std::uint32_t kSigDefault = 0;
inline constexpr std::uint32_t kSigIgnore = 1;

// si_code
inline constexpr int kSiUser = 0;
inline constexpr int kSiKernel = 0x80;
inline constexpr int kSiQueue = -1;
inline constexpr int kSiTimer = -2;
inline constexpr int kSiTkill = -6;
inline constexpr int kIllIllegalOpcode = 1;
inline constexpr int kSegvMapError = 1;
inline constexpr int kSegvAccessError = 2;
inline constexpr int kBusAlignment = 1;
inline constexpr int kBusAddressError = 2;
inline constexpr int kFpeIntegerDivide = 1;
inline constexpr int kTrapBreakpoint = 1;
inline constexpr int kChildExited = 1;
inline constexpr int kChildKilled = 2;
inline constexpr int kChildDumped = 3;
inline constexpr int kChildStopped = 5;
inline constexpr int kChildContinued = 6;

/// What a signal tells: the fields of siginfo_t that its kind uses.
struct SigInfo {
  int signal = 0;
  int error = 0;
  int code = kSiUser;
  std::int32_t pid = 0;       ///< kill, SIGCHLD
  std::uint32_t uid = 0;      ///< kill, SIGCHLD
  std::int32_t status = 0;    ///< SIGCHLD: exit code or signal
  std::uint32_t address = 0;  ///< faults
  std::int32_t timer = 0;     ///< SI_TIMER: the timer's id
  std::int32_t overrun = 0;   ///< SI_TIMER
  std::uint32_t value = 0;    ///< SI_TIMER, SI_QUEUE: sigval
};

}  // namespace armillary::os
