// SPDX-License-Identifier: GPL-2.0-or-later
//
// The part of CortexM4 that notices faults nobody handles and tells of them.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cpu/armv7m/cortex_m4.h"
#include "cpu/armv7m/idle_loop.h"
#include "cpu/call_chain.h"

namespace armillary::cpu {

namespace {
/// How often a fault handler is looked at. Virtual time, so that the moment of the report depends
/// on the guest alone.
constexpr sim::Duration kWatchPeriod = std::chrono::microseconds{100};
constexpr std::size_t kMostCallers = 8;
/// From a return address back into the call: the line after it may be another one's.
constexpr std::uint32_t kInsideTheCall = 2;
}  // namespace

// Most firmware has no fault handler but `for (;;) {}`, often behind a prologue or behind code that
// prints registers. The first instruction is looked at on entry, the rest every 100 us.
void CortexM4::watch_fault() {
  if (!model_.second_fault()) state_.fault_reported = false;  // the one before was survived
  if (state_.fault_reported) return;
  if (!is_idle_loop(memory_, core_->gpr()[15])) {
    if (!fault_watch_.scheduled()) fault_watch_.schedule(now() + kWatchPeriod);
    return;
  }
  report_fatal("unhandled fault", fmt::format("The handler of {} is an endless loop.",
                                              exception_name(nvic_.current())));
}

void CortexM4::check_fault_handler() {
  if (state_.run == RunState::halted || state_.fault_reported || !nvic_.fault_active()) return;
  if (is_fault(nvic_.current()) && is_idle_loop(memory_, core_->gpr()[15])) {
    report_fatal("unhandled fault", fmt::format("The handler of {} ended in an endless loop.",
                                                exception_name(nvic_.current())));
    return;
  }
  fault_watch_.schedule(domain_.now() + kWatchPeriod);
}

void CortexM4::report_fatal(std::string kind, std::string ending) {
  const FaultReport report = make_report(std::move(kind), std::move(ending));
  state_.fault_reported = true;
  const bool goes_on = fatal_handler_ && fatal_handler_(report);
  if (!goes_on) state_.run = RunState::halted;
}

FaultReport CortexM4::make_report(std::string kind, std::string ending) {
  const SystemControl::State& control = control_.state();
  FaultReport report;
  report.core = domain_.name();
  report.kind = std::move(kind);
  report.ending = std::move(ending);
  report.cfsr = control.cfsr;
  report.hfsr = control.hfsr;
  report.mmfar = control.mmfar;
  report.bfar = control.bfar;
  if (model_.first_fault()) {
    report.fault = *model_.first_fault();
    report.second = model_.second_fault();
    report.frame_address = model_.fault_frame();
  } else {
    // Made pending by software, or no vector table: there is no faulting instruction to tell of.
    const MState m = core_->m_state();
    const auto r = core_->gpr();
    report.fault.exception = nvic_.current() == 0 ? kReset : nvic_.current();
    std::copy(r.begin(), r.end(), report.fault.gpr.begin());
    report.fault.xpsr = m.xpsr;
    report.fault.msp = m.msp;
    report.fault.psp = m.psp;
    report.fault.control = m.control;
    report.fault.primask = m.primask;
    report.fault.basepri = m.basepri;
    report.fault.faultmask = m.faultmask;
    report.fault.during = nvic_.current();
  }
  if (report.frame_address) {
    for (std::uint32_t i = 0; i < 8; ++i) {
      const auto word = memory_.load(*report.frame_address + 4 * i);
      if (!word) break;
      report.frame.push_back(*word);
    }
  }
  if (symbolizer_) {
    report.pc_location = symbolizer_(report.fault.gpr[15]);
    report.lr_location = symbolizer_((report.fault.gpr[14] & ~1U) - kInsideTheCall);
  }
  const StackReader reader{
      [this](std::uint32_t address) -> std::optional<std::uint32_t> {
        std::uint32_t word = 0;
        if (!memory_.peek(address, std::as_writable_bytes(std::span(&word, 1)))) {
          return std::nullopt;
        }
        return word;
      },
      [this](std::uint32_t address) { return memory_.code(address); }};
  for (const std::uint32_t caller : probable_callers(reader, report.fault.gpr[13], kMostCallers)) {
    report.callers.push_back(
        {caller, symbolizer_ ? symbolizer_(caller - kInsideTheCall) : std::string{}});
  }
  return report;
}

boost::json::object CortexM4::location() const {
  boost::json::object where;
  const std::uint32_t at = core_->pc();
  where["pc"] = fmt::format("0x{:08X}", at);
  if (symbolizer_) {
    if (std::string line = symbolizer_(at); !line.empty()) where["location"] = std::move(line);
  }
  return where;
}

}  // namespace armillary::cpu
