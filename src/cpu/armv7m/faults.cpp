// SPDX-License-Identifier: GPL-2.0-or-later
//
// The part of ExceptionModel that turns what an instruction did into exceptions.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cpu/armv7m/exception_model.h"

namespace armillary::cpu {

namespace {

/// Execute-never regions of the default memory map (ARM ARM B3.1.1): peripherals, devices, system.
constexpr bool execute_never(std::uint32_t address) {
  const std::uint32_t region = address >> 29;  // 512 MiB each
  return region == 2 || region >= 5;
}

}  // namespace

void ExceptionModel::record(const Fault& fault, unsigned taken_as, const MState& m) {
  FaultRecord record;
  record.exception = fault.exception;
  record.taken_as = taken_as;
  record.cfsr = fault.cfsr;
  record.hfsr = fault.hfsr;
  record.detail = fault.detail;
  record.address = fault.address;
  record.during = nvic_.current();
  std::copy_n(core_.gpr().begin(), 16, record.gpr.begin());
  record.xpsr = m.xpsr;
  record.msp = m.msp;
  record.psp = m.psp;
  record.control = m.control;
  record.primask = m.primask;
  record.basepri = m.basepri;
  record.faultmask = m.faultmask;
  if (!state_.first) {
    state_.first = std::move(record);
    state_.fault_frame.reset();
    state_.frame_wanted = true;
  } else {
    state_.second = std::move(record);
  }
}

bool ExceptionModel::raise(const Fault& fault, const MState& m) {
  const int now = execution_priority(m);
  SystemControl::State& status = control_.state();
  status.cfsr |= fault.cfsr;
  status.hfsr |= fault.hfsr;
  if (fault.address) {
    if ((fault.cfsr & cfsr::kBfarValid) != 0) status.bfar = *fault.address;
    if ((fault.cfsr & cfsr::kMmarValid) != 0) status.mmfar = *fault.address;
  }
  Fault told = fault;
  unsigned target = fault.exception;
  if (target != kHardFault && (!nvic_.enabled(target) || nvic_.group_priority(target) >= now)) {
    target = kHardFault;
    status.hfsr |= hfsr::kForced;
    told.hfsr |= hfsr::kForced;
  }
  record(told, target, m);
  if (target == kHardFault && now <= -1) {
    lock_up(fmt::format("The core is locked up: a fault at priority {} has no handler left.", now));
    return false;
  }
  nvic_.set_pending(target);
  return true;
}

ExceptionModel::Next ExceptionModel::lock_up(std::string reason) {
  state_.lockup = std::move(reason);
  return Next::lockup;
}

ExceptionModel::Next ExceptionModel::synchronous(const Fault& fault) {
  MState m = core_.m_state();
  if (!raise(fault, m)) return Next::lockup;
  return enter(m);
}

ExceptionModel::Next ExceptionModel::supervisor_call(std::uint32_t immediate) {
  MState m = core_.m_state();
  if (nvic_.group_priority(kSvCall) < execution_priority(m)) {
    nvic_.set_pending(kSvCall);
    return enter(m);
  }
  Fault fault;
  fault.exception = kHardFault;
  fault.hfsr = hfsr::kForced;
  fault.detail = fmt::format(
      "SVC {} where its handler cannot preempt: masked, or in a handler that is as urgent.",
      immediate);
  if (!raise(fault, m)) return Next::lockup;
  return enter(m);
}

// The IT state goes on as ITAdvance() of ARM ARM A7.3.3 has it.
void ExceptionModel::skip_instruction() {
  std::uint32_t& pc = core_.gpr()[15];
  const auto first = memory_.code(pc);
  pc += first && *first >= 0xE800 ? 4 : 2;  // A5.1: the prefixes of a wide instruction
  MState m = core_.m_state();
  const std::uint32_t it = ((m.xpsr >> 25) & 3) | ((m.xpsr >> 8) & 0xFC);
  if (it == 0) return;
  const std::uint32_t next = (it & 7) == 0 ? 0 : (it & 0xE0) | ((it << 1) & 0x1F);
  m.xpsr = (m.xpsr & ~0x0600FC00U) | (next & 3) << 25 | (next & 0xFC) << 8;
  core_.set_m_state(m);
}

// BKPT without a halting debugger: DebugMonitor when it is enabled and can preempt, else HardFault
// (ARM ARM C1.4.1).
ExceptionModel::Next ExceptionModel::breakpoint(std::uint32_t immediate) {
  if (hooks_.breakpoint && hooks_.breakpoint(immediate)) {
    skip_instruction();
    return Next::run;
  }
  MState m = core_.m_state();
  control_.state().dfsr |= kDfsrBkpt;
  if (nvic_.enabled(kDebugMonitor) && nvic_.group_priority(kDebugMonitor) < execution_priority(m)) {
    nvic_.set_pending(kDebugMonitor);
    return enter(m);
  }
  Fault fault;
  fault.exception = kHardFault;
  fault.hfsr = hfsr::kDebugEvt;
  fault.detail = fmt::format("BKPT {}.", immediate);
  if (!raise(fault, m)) return Next::lockup;
  return enter(m);
}

ExceptionModel::Next ExceptionModel::access_fault(const Exit& exit) {
  Fault fault;
  fault.address = exit.address;
  if (exit.access != Access::fetch) {
    fault.exception = kBusFault;
    fault.cfsr = cfsr::kPrecisErr | cfsr::kBfarValid;
    fault.detail =
        fmt::format("{} of {} at 0x{:08X}.", exit.access == Access::load ? "Load" : "Store",
                    exit.size == 1 ? "1 byte" : fmt::format("{} bytes", exit.size), exit.address);
    // CCR.BFHFNMIGN: how firmware probes for devices. The load gives what the register had.
    if (control_.bus_faults_ignored() && execution_priority(core_.m_state()) <= -1) {
      control_.state().cfsr |= fault.cfsr;
      control_.state().bfar = exit.address;
      skip_instruction();
      return Next::run;
    }
  } else if (execute_never(exit.address)) {
    fault.exception = kMemManage;
    fault.cfsr = cfsr::kIaccViol;
  } else {
    fault.exception = kBusFault;
    fault.cfsr = cfsr::kIBusErr;
  }
  return synchronous(fault);
}

ExceptionModel::Next ExceptionModel::handle(const Exit& exit) {
  const auto usage_fault = [this](std::uint32_t bit) {
    Fault fault;
    fault.cfsr = bit;
    return synchronous(fault);
  };
  const auto dispatch = [&] {
    if (exit.reason != ExitReason::exception) return access_fault(exit);
    switch (exit.exception) {
      case Exception::svc:
        return supervisor_call(exit.immediate);
      case Exception::exception_return:
        return exception_return(exit.immediate);
      case Exception::breakpoint:
        return breakpoint(exit.immediate);
      case Exception::undefined:
        return usage_fault(cfsr::kUndefInstr);
      case Exception::invalid_state:
        return usage_fault(cfsr::kInvState);
      case Exception::no_coprocessor:
        if (lazy_save_is_due()) return save_fp_lazily();
        return usage_fault(cfsr::kNoCp);
      case Exception::unaligned:
        return usage_fault(cfsr::kUnaligned);
      case Exception::divide_by_zero:
        return usage_fault(cfsr::kDivByZero);
      case Exception::none:
        break;
    }
    return Next::run;
  };
  const Next next = dispatch();
  publish();
  return next;
}

}  // namespace armillary::cpu
