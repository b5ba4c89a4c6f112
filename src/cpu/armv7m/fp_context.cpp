// SPDX-License-Identifier: GPL-2.0-or-later
//
// The part of ExceptionModel that saves the FPU's registers lazily (ARM ARM B1.5.7, "Lazy context
// save of FP state"). While a frame waits for them (FPCCR.LSPACT), the engine is told that CPACR
// allows no FP instruction: so it stops before the first one, and other code costs nothing.
#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "cpu/armv7m/exception_model.h"

namespace armillary::cpu {

namespace {

constexpr unsigned kFpWords = 17;  // S0-S15 and FPSCR; the frame's last word is reserved
constexpr std::uint32_t kBasicFrame = 0x20;

}  // namespace

void ExceptionModel::publish_fp_access() {
  const SystemControl::State& control = control_.state();
  core_.set_m_controls(control.ccr, control_.cpacr_of_engine(), control.fpdscr);
}

void ExceptionModel::end_lazy_save() {
  control_.state().fpccr &= ~fpccr::kLspAct;
  publish_fp_access();
}

bool ExceptionModel::privileged(const MState& m) const {
  return nvic_.current() != 0 || (m.control & 1) == 0;
}

// UpdateFPCCR() of ARM ARM B1.5.7: what the fault of a later save may do is decided now.
void ExceptionModel::reserve_fp_frame(std::uint32_t frame, const MState& m) {
  const int now = execution_priority(m);
  const auto ready = [&](unsigned exception) {
    return nvic_.enabled(exception) && nvic_.group_priority(exception) < now;
  };
  SystemControl::State& state = control_.state();
  state.fpcar = (frame + kBasicFrame) & ~7U;
  std::uint32_t bits = fpccr::kLspAct;
  if (!privileged(m)) bits |= fpccr::kUser;
  if (nvic_.current() == 0) bits |= fpccr::kThread;
  if (now > -1) bits |= fpccr::kHfRdy;
  if (ready(kMemManage)) bits |= fpccr::kMmRdy;
  if (ready(kBusFault)) bits |= fpccr::kBfRdy;
  if (ready(kDebugMonitor)) bits |= fpccr::kMonRdy;
  state.fpccr = (state.fpccr & (fpccr::kAspEn | fpccr::kLspEn)) | bits;
  publish_fp_access();
}

bool ExceptionModel::store_fp(std::uint32_t address) {
  FpState state;
  core_.read_fp(state);
  std::array<std::uint32_t, kFpWords> words;
  std::copy_n(state.words.begin(), kFpWords - 1, words.begin());
  words.back() = state.fpscr;
  if (std::byte* const host = memory_.find(address, sizeof words, Access::store)) {
    std::memcpy(host, words.data(), sizeof words);
    core_.invalidate_code(address, sizeof words);
    return true;
  }
  bool ok = true;
  for (const std::uint32_t word : words) {
    ok = memory_.store(address, word) && ok;
    address += 4;
  }
  return ok;
}

bool ExceptionModel::load_fp(std::uint32_t address) {
  std::array<std::uint32_t, kFpWords> words;
  if (const std::byte* const host = memory_.find(address, sizeof words, Access::load)) {
    std::memcpy(words.data(), host, sizeof words);
  } else {
    for (std::uint32_t& word : words) {
      const auto loaded = memory_.load(address);
      if (!loaded) return false;
      word = *loaded;
      address += 4;
    }
  }
  FpState state;
  core_.read_fp(state);
  std::copy_n(words.begin(), kFpWords - 1, state.words.begin());
  state.fpscr = words.back();
  core_.write_fp(state);
  return true;
}

// The engine says NOCP for an instruction of any coprocessor; only CP10 and CP11 are the FPU.
bool ExceptionModel::lazy_save_is_due() {
  if (!control_.lazy_fp_active() || !control_.fp_access(privileged(core_.m_state()))) return false;
  const auto second = memory_.code(core_.gpr()[15] + 2);
  return second && (*second >> 9 & 7) == 5;
}

// PreserveFPState() of ARM ARM B1.5.7. The instruction is run again behind it.
ExceptionModel::Next ExceptionModel::save_fp_lazily() {
  const std::uint32_t address = control_.state().fpcar;
  if (store_fp(address)) {
    end_lazy_save();
    return Next::run;
  }
  MState m = core_.m_state();
  Fault fault;
  fault.exception = kBusFault;
  fault.cfsr = cfsr::kLspErr;
  fault.detail = fmt::format("The frame's FP part was at 0x{:08X} (FPCAR).", address);
  const std::uint32_t ready = control_.state().fpccr;
  const bool forced = (ready & fpccr::kBfRdy) == 0;
  const unsigned target = forced ? kHardFault : kBusFault;
  if (forced) fault.hfsr = hfsr::kForced;
  control_.state().cfsr |= fault.cfsr;
  control_.state().hfsr |= fault.hfsr;
  record(fault, target, m);
  if (forced && (ready & fpccr::kHfRdy) == 0) {
    return lock_up(
        "The core is locked up: FP registers could not be saved, and no fault handler "
        "could be called when their frame was made.");
  }
  nvic_.set_pending(target);
  // Taken at once, the registers still wait for their frame. A handler that cannot be taken now
  // comes later, and the registers are lost.
  if (nvic_.best().priority < execution_priority(m)) return enter(m);
  state_.frame_wanted = false;
  end_lazy_save();
  return Next::run;
}

}  // namespace armillary::cpu
