// SPDX-License-Identifier: GPL-2.0-or-later
//
// Entry and return. Faults are in faults.cpp.
#include "cpu/armv7m/exception_model.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace armillary::cpu {

namespace {

constexpr std::uint32_t kSpsel = 2, kFpca = 4;                         // CONTROL
constexpr std::uint32_t kBasicFrame = 0x20, kExtendedFrame = 0x68;     // bytes
constexpr std::uint32_t kApsrMask = 0xF80F0000, kThumbBit = 1U << 24;  // xPSR
constexpr std::uint32_t kIpsrMask = 0x1FF, kStackedAlignment = 1U << 9;
constexpr std::uint32_t kXpsrMask = 0xFF0FFC00 | kIpsrMask;

}  // namespace

ExceptionModel::ExceptionModel(Core& core, Nvic& nvic, SystemControl& control, GuestMemory& memory,
                               Hooks hooks)
    : core_(core), nvic_(nvic), control_(control), memory_(memory), hooks_(std::move(hooks)) {}

void ExceptionModel::reset() { state_ = State{}; }

void ExceptionModel::publish() {
  const Nvic::Candidate best = nvic_.best();
  int priority = Core::kNothingPending;
  if (best.exception != 0 && best.priority < nvic_.active_priority()) {
    // The engine compares with the whole of BASEPRI, the architecture with its group part: the
    // lowest priority of the candidate's group gives the same answer.
    const int subpriorities = (2 << nvic_.priority_grouping()) - 1;
    priority = best.priority < 0 ? best.priority : best.priority | subpriorities;
  }
  core_.set_pending_priority(priority);
}

int ExceptionModel::mask_of(const MState& m) const {
  if ((m.faultmask & 1) != 0) return -1;
  return m.basepri != 0 ? nvic_.group_of(static_cast<std::uint8_t>(m.basepri))
                        : Nvic::kIdlePriority;
}

int ExceptionModel::priority_without_primask(const MState& m) const {
  return std::min(nvic_.active_priority(), mask_of(m));
}

int ExceptionModel::execution_priority(const MState& m) const {
  const int priority = priority_without_primask(m);
  return (m.primask & 1) != 0 ? std::min(priority, 0) : priority;
}

bool ExceptionModel::wakes_wfi() const {
  const Nvic::Candidate best = nvic_.best();
  return best.exception != 0 && best.priority < priority_without_primask(core_.m_state());
}

bool ExceptionModel::wakes_wfe() const {
  const Nvic::Candidate best = nvic_.best();
  return best.exception != 0 && best.priority < execution_priority(core_.m_state());
}

ExceptionModel::Next ExceptionModel::take_interrupt() {
  MState m = core_.m_state();
  const Nvic::Candidate best = nvic_.best();
  const bool due = best.exception != 0 && best.priority < execution_priority(m);
  const Next next = due ? enter(m) : Next::run;
  publish();
  return next;
}

// PushStack() of ARM ARM B1.5.6 without its FP part.
bool ExceptionModel::stack(MState& m, std::uint32_t frame, std::uint32_t xpsr) {
  const auto r = core_.gpr();
  const std::array<std::uint32_t, kBasicFrame / 4> words{r[0],  r[1],  r[2],  r[3],
                                                         r[12], r[14], r[15], xpsr};
  if (((m.control & kSpsel) != 0) && nvic_.current() == 0) {
    m.psp = frame;
  } else {
    m.msp = frame;
  }
  if (std::byte* const host = memory_.find(frame, kBasicFrame, Access::store)) {
    std::memcpy(host, words.data(), kBasicFrame);
    core_.invalidate_code(frame, kBasicFrame);
    return true;
  }
  bool ok = true;
  for (const std::uint32_t word : words) {
    ok = memory_.store(frame, word) && ok;
    frame += 4;
  }
  return ok;
}

ExceptionModel::Next ExceptionModel::enter(MState& m) {
  const std::uint32_t sp = core_.gpr()[13];
  const bool thread = nvic_.current() == 0;
  const bool process_stack = thread && (m.control & kSpsel) != 0;
  const bool fp = (m.control & kFpca) != 0;
  const bool fp_now = fp && !control_.lazy_fp_enabled();
  const bool fp_refused = fp_now && !control_.fp_access(privileged(m));
  const bool align = fp || control_.stack_aligned_to_8();
  const bool padded = align && (sp & 4) != 0;
  std::uint32_t frame = sp - (fp ? kExtendedFrame : kBasicFrame);
  if (align) frame &= ~7U;

  const std::uint32_t xpsr = (m.xpsr & kXpsrMask) | (padded ? kStackedAlignment : 0);
  bool stacked = stack(m, frame, xpsr);
  if (fp_now && !fp_refused) stacked = store_fp(frame + kBasicFrame) && stacked;
  if (fp && !fp_now) reserve_fp_frame(frame, m);
  if (!stacked || fp_refused) {
    Fault fault;
    fault.exception = stacked ? kUsageFault : kBusFault;
    fault.cfsr = stacked ? cfsr::kNoCp : cfsr::kStkErr;
    fault.detail = fmt::format("The stack pointer was 0x{:08X}.", sp);
    if (!raise(fault, m)) return Next::lockup;
  } else if (state_.frame_wanted) {
    state_.fault_frame = frame;
  }
  state_.frame_wanted = false;
  const std::uint32_t exc_return =
      0xFFFFFFE1 | (fp ? 0U : 0x10U) | (thread ? 8U : 0U) | (process_stack ? 4U : 0U);
  return begin_handler(m, exc_return, ExceptionStep::entry);
}

// ExceptionTaken() of ARM ARM B1.5.6. Whatever became pending while the registers were stacked
// takes part: a late arrival or a fault of the stacking itself goes first if it is more urgent.
ExceptionModel::Next ExceptionModel::begin_handler(MState& m, std::uint32_t exc_return,
                                                   ExceptionStep step) {
  Nvic::Candidate best = nvic_.best();
  std::optional<std::uint32_t> vector;
  for (;;) {
    const std::uint32_t entry = control_.state().vtor + 4 * best.exception;
    vector = memory_.load(entry);
    if (vector) break;
    Fault fault;
    fault.exception = kHardFault;
    fault.hfsr = hfsr::kVectTbl;
    fault.address = entry;
    fault.detail =
        fmt::format("The vector of {} could not be read.", exception_name(best.exception));
    control_.state().hfsr |= fault.hfsr;
    record(fault, kHardFault, m);
    if (best.priority < 0) {
      return lock_up("The core is locked up: the vector table cannot be read.");
    }
    nvic_.set_pending(kHardFault);
    best = nvic_.best();
  }
  nvic_.activate(best.exception);
  nvic_.set_current(best.exception);
  m.control &= ~(kSpsel | kFpca);
  m.xpsr = (m.xpsr & kApsrMask) | best.exception | ((*vector & 1) != 0 ? kThumbBit : 0);
  core_.set_m_state(m);
  const auto r = core_.gpr();
  r[14] = exc_return;
  r[15] = *vector & ~1U;
  core_.clear_exclusive();
  core_.set_event_register(true);
  if (hooks_.trace) hooks_.trace(step, best.exception);
  if (is_fault(best.exception)) hooks_.fault_entered(best.exception);
  return Next::run;
}

// PopStack() of ARM ARM B1.5.8 without its FP part and its changes of mode.
bool ExceptionModel::unstack(std::uint32_t frame, std::uint32_t& xpsr) {
  std::array<std::uint32_t, kBasicFrame / 4> words{};
  if (const std::byte* const host = memory_.find(frame, kBasicFrame, Access::load)) {
    std::memcpy(words.data(), host, kBasicFrame);
  } else {
    for (std::uint32_t& word : words) {
      const auto loaded = memory_.load(frame);
      if (!loaded) return false;
      word = *loaded;
      frame += 4;
    }
  }
  const auto r = core_.gpr();
  std::copy_n(words.begin(), 4, r.begin());
  r[12] = words[4];
  r[14] = words[5];
  r[15] = words[6] & ~1U;
  xpsr = words[7];
  return true;
}

// ExceptionReturn() of ARM ARM B1.5.8.
ExceptionModel::Next ExceptionModel::exception_return(std::uint32_t exc_return) {
  MState m = core_.m_state();
  const unsigned returning = nvic_.current();
  const unsigned nested = nvic_.active_count();
  const bool was_active = nvic_.active(returning);
  nvic_.deactivate(returning);
  if (returning != kNmi) m.faultmask = 0;
  if (state_.first && !nvic_.fault_active()) state_ = State{};

  const bool to_thread = (exc_return & 8) != 0;
  const bool process_stack = (exc_return & 4) != 0;
  const bool fp = (exc_return & 0x10) == 0;
  const std::uint32_t kind = exc_return & 0xF;
  if (!was_active) {
    return invalid_return(exc_return, m, cfsr::kInvPc,
                          exception_name(returning) + " was not active.");
  }
  if ((exc_return | 0x1F) != 0xFFFFFFFF || (kind != 1 && kind != 9 && kind != 13)) {
    return invalid_return(exc_return, m, cfsr::kInvPc, "EXC_RETURN has a reserved value.");
  }
  if (to_thread && nested != 1 && !control_.non_base_thread_enabled()) {
    return invalid_return(exc_return, m, cfsr::kInvPc,
                          "A return to thread mode while others are active.");
  }

  const Nvic::Candidate best = nvic_.best();
  if (best.exception != 0 && best.priority < execution_priority(m)) {
    return begin_handler(m, exc_return, ExceptionStep::tail_chain);
  }

  const std::uint32_t frame = process_stack ? m.psp : m.msp;
  // Registers that were never saved are still what they were.
  const bool load = fp && !control_.lazy_fp_active();
  if (load && !control_.fp_access(true)) {
    return invalid_return(exc_return, m, cfsr::kNoCp, "The FP registers cannot be loaded.");
  }
  std::uint32_t xpsr = 0;
  if (!unstack(frame, xpsr) || (load && !load_fp(frame + kBasicFrame))) {
    Fault fault;
    fault.exception = kBusFault;
    fault.cfsr = cfsr::kUnstkErr;
    fault.detail = fmt::format("The stack pointer was 0x{:08X}.", frame);
    const bool raised = raise(fault, m);
    state_.frame_wanted = false;  // there is none that could be shown
    if (!raised) return Next::lockup;
    return begin_handler(m, exc_return, ExceptionStep::tail_chain);
  }
  const unsigned resumed = xpsr & kIpsrMask;
  if ((resumed == 0) != to_thread || resumed >= kExceptions) {
    return invalid_return(exc_return, m, cfsr::kInvPc,
                          fmt::format("The stacked xPSR names exception {}.", resumed));
  }
  const std::uint32_t size = fp ? kExtendedFrame : kBasicFrame;
  const bool aligned = fp || control_.stack_aligned_to_8();
  const std::uint32_t sp = (frame + size) | (aligned && (xpsr & kStackedAlignment) != 0 ? 4U : 0U);
  (process_stack ? m.psp : m.msp) = sp;
  if (fp && !load) end_lazy_save();
  m.control = (m.control & 1) | (process_stack ? kSpsel : 0) | (fp ? kFpca : 0);
  m.xpsr = xpsr & kXpsrMask;
  nvic_.set_current(resumed);
  core_.set_m_state(m);
  core_.clear_exclusive();
  core_.set_event_register(true);
  if (hooks_.trace) hooks_.trace(ExceptionStep::exit, returning);
  return to_thread && nested == 1 && control_.sleep_on_exit() ? Next::sleep : Next::run;
}

// A wrong return is a UsageFault that is taken without stacking anew: the frame still lies there.
ExceptionModel::Next ExceptionModel::invalid_return(std::uint32_t exc_return, MState& m,
                                                    std::uint32_t cause, std::string detail) {
  Fault fault;
  fault.cfsr = cause;
  fault.detail = fmt::format("EXC_RETURN 0x{:08X}. {}", exc_return, detail);
  const bool raised = raise(fault, m);
  if (state_.frame_wanted) state_.fault_frame = (exc_return & 4) != 0 ? m.psp : m.msp;
  state_.frame_wanted = false;
  if (!raised) return Next::lockup;
  return begin_handler(m, 0xF0000000 | exc_return, ExceptionStep::tail_chain);
}

}  // namespace armillary::cpu
