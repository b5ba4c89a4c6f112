// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/exception_numbers.h"

namespace armillary::cpu {

std::string exception_name(unsigned exception) {
  switch (exception) {
    case 0:
      return "thread mode";
    case kReset:
      return "Reset";
    case kNmi:
      return "NMI";
    case kHardFault:
      return "HardFault";
    case kMemManage:
      return "MemManage";
    case kBusFault:
      return "BusFault";
    case kUsageFault:
      return "UsageFault";
    case kSvCall:
      return "SVCall";
    case kDebugMonitor:
      return "DebugMonitor";
    case kPendSv:
      return "PendSV";
    case kSysTick:
      return "SysTick";
    default:
      break;
  }
  if (exception < kFirstExternal) return "reserved exception " + std::to_string(exception);
  return "IRQ " + std::to_string(exception - kFirstExternal);
}

}  // namespace armillary::cpu
