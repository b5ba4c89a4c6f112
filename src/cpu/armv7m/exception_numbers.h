// SPDX-License-Identifier: GPL-2.0-or-later
//
// cpu/armv7m/ makes a Cortex-M4F out of a Core: the exception model, the interrupt controller,
// SysTick, the system control block and the decoded report of a fault. What runs instructions is
// behind cpu/core.h; what lies outside the core (TCM, peripherals) is handed in by the caller.
//
// "ARM ARM" in this folder is the ARMv7-M Architecture Reference Manual (ARM DDI 0403E), "TRM" the
// Cortex-M4 Technical Reference Manual (ARM 100166).
#pragma once

#include <string>

namespace armillary::cpu {

/// Exception numbers of ARM ARM B1.5.2. External interrupt n is kFirstExternal + n.
inline constexpr unsigned kReset = 1;
inline constexpr unsigned kNmi = 2;
inline constexpr unsigned kHardFault = 3;
inline constexpr unsigned kMemManage = 4;
inline constexpr unsigned kBusFault = 5;
inline constexpr unsigned kUsageFault = 6;
inline constexpr unsigned kSvCall = 11;
inline constexpr unsigned kDebugMonitor = 12;
inline constexpr unsigned kPendSv = 14;
inline constexpr unsigned kSysTick = 15;
inline constexpr unsigned kFirstExternal = 16;

/// Interrupt lines of one real-time core of the MT3620: all public vector tables have 100.
inline constexpr unsigned kExternalLines = 100;
inline constexpr unsigned kExceptions = kFirstExternal + kExternalLines;

/// HardFault and the three configurable faults.
constexpr bool is_fault(unsigned exception) {
  return exception >= kHardFault && exception <= kUsageFault;
}

/// "HardFault", "SVCall", "IRQ 44"; "thread mode" for 0.
std::string exception_name(unsigned exception);

}  // namespace armillary::cpu
