// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/unicorn/exit_decoder.h"

namespace armillary::cpu {

namespace {

constexpr std::uint32_t kImmediateMask = 0xffff;

Access decode_access(std::uint32_t access) {
  switch (access) {
    case UC_CORE_ACCESS_STORE:
      return Access::store;
    case UC_CORE_ACCESS_FETCH:
      return Access::fetch;
    default:
      return Access::load;
  }
}

Exit decode_fault(const uc_core_exit& exit, ExitReason reason) {
  Exit result;
  result.reason = reason;
  result.address = static_cast<std::uint32_t>(exit.addr);
  result.access = decode_access(exit.access);
  result.size = result.access == Access::fetch ? 0 : exit.size;
  return result;
}

Exit decode_exception(const uc_core_exit& exit, std::uint32_t pc) {
  Exit result;
  result.reason = ExitReason::exception;
  switch (exit.excp) {
    case UC_CORE_EXCP_SVC:
      result.exception = Exception::svc;
      result.immediate = exit.syndrome & kImmediateMask;
      break;
    case UC_CORE_EXCP_BKPT:
      result.exception = Exception::breakpoint;
      result.immediate = exit.syndrome & kImmediateMask;
      break;
    case UC_CORE_EXCP_RETURN:
      // The engine keeps bit 0 of a branch target apart; every EXC_RETURN value has it set.
      result.exception = Exception::exception_return;
      result.immediate = pc | 1U;
      break;
    case UC_CORE_EXCP_NOCP:
      result.exception = Exception::no_coprocessor;
      break;
    case UC_CORE_EXCP_INVSTATE:
      result.exception = Exception::invalid_state;
      break;
    case UC_CORE_EXCP_DIVIDE:
      result.exception = Exception::divide_by_zero;
      break;
    case UC_CORE_EXCP_DATA_ABORT:
      // Missing memory and permissions never get here: they are the TLB callback's to refuse.
      result.exception = Exception::unaligned;
      result.address = static_cast<std::uint32_t>(exit.addr);
      result.access = decode_access(exit.access);
      break;
    default:
      result.exception = Exception::undefined;
      break;
  }
  return result;
}

}  // namespace

Exit decode_exit(const uc_core_exit& exit, std::uint32_t pc, bool refused_by_bus) {
  Exit result;
  switch (exit.kind) {
    case UC_CORE_EXIT_IRQ:
      result.reason = ExitReason::interrupt;
      return result;
    case UC_CORE_EXIT_EXCEPTION:
      return decode_exception(exit, pc);
    case UC_CORE_EXIT_WFI:
      result.reason = ExitReason::wfi;
      return result;
    case UC_CORE_EXIT_WFE:
      result.reason = ExitReason::wfe;
      return result;
    case UC_CORE_EXIT_TRANSLATION:
      return decode_fault(exit,
                          refused_by_bus ? ExitReason::bus_fault : ExitReason::translation_fault);
    case UC_CORE_EXIT_BUS:
      return decode_fault(exit, ExitReason::bus_fault);
    default:
      result.reason = ExitReason::budget;
      return result;
  }
}

}  // namespace armillary::cpu
