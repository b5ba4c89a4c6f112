// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace armillary::os {

// include/uapi/asm-generic/{termbits,ioctls}.h, which the ARM has unchanged.
inline constexpr std::uint32_t kTcGets = 0x5401, kTcSets = 0x5402, kTcSetsWait = 0x5403,
                               kTcSetsFlush = 0x5404, kTcSendBreak = 0x5409, kTcFlow = 0x540A,
                               kTcFlush = 0x540B, kTtyExclusive = 0x540C, kTtyShared = 0x540D,
                               kTtyOutQueue = 0x5411, kTtyWindowSize = 0x5413,
                               kTtyGetModem = 0x5415, kTtySetModemBits = 0x5416,
                               kTtyClearModemBits = 0x5417, kTtySetModem = 0x5418,
                               kTtyInQueue = 0x541B, kTcSendBreakPosix = 0x5425,
                               kTtyStartBreak = 0x5427, kTtyEndBreak = 0x5428,
                               kTcGets2 = 0x802C542A, kTcSets2 = 0x402C542B,
                               kTcSetsWait2 = 0x402C542C, kTcSetsFlush2 = 0x402C542D;

// c_iflag
inline constexpr std::uint32_t kIgnoreBreak = 0x1, kIgnoreParity = 0x4, kStrip = 0x20,
                               kNewlineToReturn = 0x40, kIgnoreReturn = 0x80,
                               kReturnToNewline = 0x100, kXonOut = 0x400, kXonAny = 0x800,
                               kXonIn = 0x1000;
// c_oflag, c_lflag
inline constexpr std::uint32_t kPostProcess = 0x1, kCanonical = 0x2, kEcho = 0x8;
// c_cflag
inline constexpr std::uint32_t kBaudMask = 0x100F, kBaudOther = 0x1000, kSizeMask = 0x30,
                               kSize8 = 0x30, kTwoStopBits = 0x40, kReceive = 0x80, kParity = 0x100,
                               kParityOdd = 0x200, kHangUp = 0x400, kLocal = 0x800,
                               kRtsCts = 0x8000'0000;
// c_cc
inline constexpr std::size_t kCcTime = 5, kCcMin = 6, kCcStart = 8, kCcStop = 9;
// TIOCM_
inline constexpr std::uint32_t kModemDtr = 0x2, kModemRts = 0x4, kModemCts = 0x20,
                               kModemCarrier = 0x40, kModemDsr = 0x100;

/// struct termios2 of the kernel; struct termios is its first 36 bytes.
struct Termios {
  std::uint32_t input = 0, output = 0, control = 0, local = 0;
  std::uint8_t line = 0;
  std::array<std::uint8_t, 19> characters{};
  std::uint32_t input_speed = 0, output_speed = 0;
};
static_assert(sizeof(Termios) == 44);
inline constexpr std::size_t kShortTermios = 36;

/// The speed that a c_cflag names; 0 for B0, and for BOTHER, which says it elsewhere.
constexpr std::uint32_t baud_of(std::uint32_t control) {
  constexpr std::array<std::uint32_t, 16> kSlow{0,   50,   75,   110,  134,  150,  200,   300,
                                                600, 1200, 1800, 2400, 4800, 9600, 19200, 38400};
  constexpr std::array<std::uint32_t, 16> kFast{
      0,         57'600,    115'200,   230'400,   460'800,   500'000,   576'000,   921'600,
      1'000'000, 1'152'000, 1'500'000, 2'000'000, 2'500'000, 3'000'000, 3'500'000, 4'000'000};
  const std::uint32_t index = control & 0xFU;
  return (control & kBaudOther) != 0 ? kFast[index] : kSlow[index];
}

}  // namespace armillary::os
