// SPDX-License-Identifier: GPL-2.0-or-later
//
// Time, sleep, reset and the run loop. What happens at a fatal fault is in cortex_m4_faults.cpp.
#include "cpu/armv7m/cortex_m4.h"

#include <algorithm>
#include <utility>

namespace armillary::cpu {

namespace {
constexpr std::uint32_t kThumbBit = 1U << 24;
/// No run is longer; keeps the arithmetic of fractional CPI within 64 bits.
constexpr std::uint64_t kLongestRun = std::uint64_t{1} << 31;
}  // namespace

CortexM4::CortexM4(sim::Domain& domain, sim::Clock& clock, std::unique_ptr<Core> core,
                   Options options)
    : domain_(domain),
      core_(std::move(core)),
      options_(options),
      clock_(clock.rate()),
      control_(nvic_, {[this] { reset(ResetCause::software); }, [this] { apply_controls(); },
                       [this] { return model_.mask_priority(); }}),
      debug_({[this] { return cycle(); }, [this] { return control_.trace_enabled(); }, {}}),
      systick_(
          domain.events(), clock_, [this] { return cycle(); },
          [this] { nvic_.set_pending(kSysTick); }),
      ppb_(
          {nvic_, control_, systick_, debug_},
          {[this] { return access_is_privileged(); },
           [this](const std::string& what) { domain_.journal().warn_once(domain_.name(), what); }}),
      memory_(*core_),
      model_(*core_, nvic_, control_, memory_, {{}, [this](unsigned) { watch_fault(); }, {}}),
      fault_watch_(
          domain.events(), "fault watch", [this] { check_fault_handler(); },
          sim::TimedEvent::software) {
  core_->set_priority_bits(Nvic::kPriorityBits);
  nvic_.on_change([this] { nvic_changed(); });
  nvic_.on_pend([this] {
    if (!control_.event_on_pend()) return;
    if (state_.run == RunState::wfe) {
      wake();
    } else {
      core_->set_event_register(true);
    }
  });
  clock.observe([this](sim::Time, sim::Rate rate) {
    if (!in_run_) return apply_rate(rate);
    deferred_rate_ = rate;
    after_access();
  });
}

Result<std::unique_ptr<CortexM4>> CortexM4::create(sim::Domain& domain, sim::Clock& clock,
                                                   std::unique_ptr<Core> core, Options options) {
  if (core == nullptr || !core->capabilities().m_profile) {
    return failure(ErrorKind::internal, "A Cortex-M4 needs an engine that runs the M profile.");
  }
  if (options.cpi.numerator == 0 || options.cpi.denominator == 0) {
    return failure(ErrorKind::usage, "Cycles per instruction must be above 0.");
  }
  std::unique_ptr<CortexM4> made(new CortexM4(domain, clock, std::move(core), options));
  if (auto mapped = made->memory_.map_io(Ppb::kBase, Ppb::kSize, made->ppb_); !mapped) {
    return tl::unexpected(mapped.error());
  }
  return made;
}

void CortexM4::set_exception_trace(ExceptionTrace trace) {
  model_.set_trace([this, trace = std::move(trace)](ExceptionStep step, unsigned exception) {
    trace(cycle(), step, exception);
  });
}

// Time ------------------------------------------------------------------------------------------

std::uint64_t CortexM4::position() const {
  const std::uint64_t retired = core_->retired() - state_.origin_retired;
  return state_.origin_cycle + options_.cpi.cycles_of(retired);
}

std::uint64_t CortexM4::cycle() const {
  const std::uint64_t cycle = position();
  if (in_run_ || !asleep()) return cycle;
  return std::max(cycle, clock_.first_cycle_from(domain_.now()));
}

void CortexM4::advance_to(std::uint64_t cycle) {
  if (cycle <= position()) return;
  state_.origin_cycle = cycle;
  state_.origin_retired = core_->retired();
}

void CortexM4::set_limit(sim::Time limit) {
  limit_ = limit;
  limit_cycle_ = clock_.first_cycle_from(limit);
}

std::uint64_t CortexM4::instructions_to_limit() const {
  const std::uint64_t done = core_->retired() - state_.origin_retired;
  if (limit_cycle_ <= state_.origin_cycle) return 0;
  const std::uint64_t all = options_.cpi.instructions_for(limit_cycle_ - state_.origin_cycle);
  return all > done ? std::min(all - done, kLongestRun) : 0;
}

void CortexM4::apply_rate(sim::Rate rate) {
  const std::uint64_t now = cycle();
  advance_to(now);
  clock_.change_rate(now, rate);
  if (in_run_) set_limit(limit_);
  systick_.clock_changed();
}

// Running ---------------------------------------------------------------------------------------

void CortexM4::run_until(sim::Time limit) {
  set_limit(limit);
  in_run_ = true;
  while (state_.run == RunState::running) {
    const std::uint64_t budget = instructions_to_limit();
    if (budget == 0) break;
    const Exit exit = core_->run(std::min(budget, quantum_));
    const bool was_reset = apply_deferred();
    if (exit.reason == ExitReason::stopped) break;
    // A reset makes void what its own instruction raised.
    if (exit.reason != ExitReason::budget && !was_reset) dispatch(exit);
  }
  in_run_ = false;
}

void CortexM4::limit_run(sim::Time limit) {
  if (!in_run_ || limit >= limit_) return;
  set_limit(limit);
  if (!core_->in_access()) return;
  // The count is exact before the instruction that does the access, which still retires.
  const std::uint64_t left = instructions_to_limit();
  core_->end_run_after(left == 0 ? 0 : left - 1);
}

void CortexM4::after_access() {
  if (core_->in_access()) core_->end_run_after(0);
}

bool CortexM4::apply_deferred() {
  if (deferred_controls_) {
    deferred_controls_ = false;
    apply_controls();
  }
  if (deferred_rate_) apply_rate(*std::exchange(deferred_rate_, std::nullopt));
  if (!deferred_reset_) return false;
  apply_reset(*std::exchange(deferred_reset_, std::nullopt));
  return true;
}

void CortexM4::dispatch(const Exit& exit) {
  switch (exit.reason) {
    case ExitReason::interrupt:
      // At the limit the events of that instant come first, wherever the slices ended.
      if (instructions_to_limit() != 0) follow(model_.take_interrupt());
      return;
    case ExitReason::wfi:
      if (!model_.wakes_wfi()) sleep(RunState::wfi);
      return;
    case ExitReason::wfe:
      if (!model_.wakes_wfe()) sleep(RunState::wfe);
      return;
    case ExitReason::exception:
    case ExitReason::bus_fault:
    case ExitReason::translation_fault:
      return follow(model_.handle(exit));
    case ExitReason::budget:
    case ExitReason::stopped:
      return;
  }
}

void CortexM4::follow(ExceptionModel::Next next) {
  if (next == ExceptionModel::Next::lockup) {
    report_fatal("lockup", model_.lockup_reason());
    state_.run = RunState::halted;
  } else if (next == ExceptionModel::Next::sleep && state_.run == RunState::running) {
    if (!model_.wakes_wfi()) sleep(RunState::wfi);
  }
}

void CortexM4::stop() {
  if (!in_run_) advance_to(cycle());
  state_.run = RunState::off;
  fault_watch_.cancel();
}

void CortexM4::sleep(RunState kind) {
  state_.run = kind;
  if (sleep_handler_) sleep_handler_(control_.sleep_deep());
}

void CortexM4::wake() {
  if (!in_run_) advance_to(clock_.first_cycle_from(domain_.now()));
  state_.run = RunState::running;
  if (wake_handler_) wake_handler_();
}

void CortexM4::nvic_changed() {
  model_.publish();
  const bool woken = (state_.run == RunState::wfi && model_.wakes_wfi()) ||
                     (state_.run == RunState::wfe && model_.wakes_wfe());
  if (woken) wake();
}

bool CortexM4::privileged() const {
  return nvic_.current() != 0 || (core_->m_state().control & 1) == 0;
}

// LDRT, STRT and their kin are the accesses that privileged code makes as an unprivileged one would
// (ARM ARM A5.3.7 to A5.3.10): 1111100x 0xxxnnnn, then 1110 in bits 11:8.
bool CortexM4::access_is_privileged() {
  if (!privileged()) return false;
  if (!core_->in_access()) return true;  // stacking
  const std::uint32_t pc = core_->pc();
  const auto first = memory_.code(pc);
  if (!first || (*first & 0xFE80) != 0xF800 || (*first & 0xF) == 0xF) return true;
  const auto second = memory_.code(pc + 2);
  return !second || (*second & 0x0F00) != 0x0E00;
}

// Reset -----------------------------------------------------------------------------------------

void CortexM4::reset(ResetCause cause) {
  if (!in_run_) return apply_reset(cause);
  deferred_reset_ = cause;
  after_access();
}

void CortexM4::apply_controls() {
  if (core_->in_access()) {
    // The engine reads them when it translates: after this instruction.
    deferred_controls_ = true;
    return after_access();
  }
  const SystemControl::State& control = control_.state();
  core_->set_m_controls(control.ccr, control_.cpacr_of_engine(), control.fpdscr);
  core_->set_automatic_fp(control_.automatic_fp());
}

void CortexM4::apply_reset(ResetCause cause) {
  advance_to(cycle());
  const bool slept = state_.run == RunState::wfi || state_.run == RunState::wfe;
  state_.run = RunState::running;
  state_.fault_reported = false;
  fault_watch_.cancel();
  model_.reset();
  nvic_.reset();
  control_.reset(state_.reset_table, options_.cpacr);
  systick_.reset();
  debug_.reset();

  const auto stack = memory_.load(state_.reset_table);
  const auto entry = memory_.load(state_.reset_table + 4);
  const auto r = core_->gpr();
  std::fill(r.begin(), r.end(), 0U);
  MState m;
  m.msp = stack.value_or(0) & ~3U;
  m.xpsr = (entry.value_or(0) & 1) != 0 ? kThumbBit : 0;
  core_->set_m_state(m);
  r[14] = 0xFFFFFFFF;
  r[15] = entry.value_or(0) & ~1U;
  core_->write_fp({});
  core_->clear_exclusive();
  core_->set_event_register(false);
  apply_controls();
  model_.publish();
  if (slept && wake_handler_) wake_handler_();
  if (reset_handler_) reset_handler_(cause);
  if (!stack || !entry) {
    report_fatal("lockup", "The core is locked up: there is no vector table at its reset address.");
    state_.run = RunState::halted;
  }
}

// Debuggers -------------------------------------------------------------------------------------

std::uint32_t CortexM4::peek(CoreRegister reg) const {
  if (reg == CoreRegister::pc) return core_->pc();
  if (reg <= CoreRegister::lr) return core_->gpr()[static_cast<std::size_t>(reg)];
  if (reg == CoreRegister::fpscr) {
    FpState fp;
    core_->read_fp(fp);
    return fp.fpscr;
  }
  const MState m = core_->m_state();
  switch (reg) {
    case CoreRegister::xpsr:
      return m.xpsr;
    case CoreRegister::msp:
      return m.msp;
    case CoreRegister::psp:
      return m.psp;
    case CoreRegister::primask:
      return m.primask;
    case CoreRegister::basepri:
      return m.basepri;
    case CoreRegister::faultmask:
      return m.faultmask;
    default:
      return m.control;
  }
}

void CortexM4::poke(CoreRegister reg, std::uint32_t value) {
  if (reg <= CoreRegister::pc) {
    core_->gpr()[static_cast<std::size_t>(reg)] = reg == CoreRegister::pc ? value & ~1U : value;
    if (reg != CoreRegister::sp) return;
    MState m = core_->m_state();
    const bool process = nvic_.current() == 0 && (m.control & 2) != 0;
    (process ? m.psp : m.msp) = value & ~3U;
    return core_->set_m_state(m);
  }
  if (reg == CoreRegister::fpscr) {
    FpState fp;
    core_->read_fp(fp);
    fp.fpscr = value;
    return core_->write_fp(fp);
  }
  MState m = core_->m_state();
  switch (reg) {
    case CoreRegister::xpsr:
      m.xpsr = (value & ~0x1FFU) | (m.xpsr & 0x1FFU);
      break;
    case CoreRegister::msp:
      m.msp = value & ~3U;
      break;
    case CoreRegister::psp:
      m.psp = value & ~3U;
      break;
    case CoreRegister::primask:
      m.primask = value & 1;
      break;
    case CoreRegister::basepri:
      m.basepri = value & Nvic::kPriorityMask;
      break;
    case CoreRegister::faultmask:
      m.faultmask = value & 1;
      break;
    default:
      m.control = value & 7;
      break;
  }
  core_->set_m_state(m);
}

}  // namespace armillary::cpu
