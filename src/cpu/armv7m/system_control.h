// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "cpu/armv7m/nvic.h"

namespace armillary::cpu {

/// CFSR: MMFSR in bits 7:0, BFSR in 15:8, UFSR in 31:16 (ARM ARM B3.2.15).
namespace cfsr {
inline constexpr std::uint32_t kIaccViol = 1U << 0, kDaccViol = 1U << 1, kMunstkErr = 1U << 3,
                               kMstkErr = 1U << 4, kMlspErr = 1U << 5, kMmarValid = 1U << 7;
inline constexpr std::uint32_t kIBusErr = 1U << 8, kPrecisErr = 1U << 9, kImprecisErr = 1U << 10,
                               kUnstkErr = 1U << 11, kStkErr = 1U << 12, kLspErr = 1U << 13,
                               kBfarValid = 1U << 15;
inline constexpr std::uint32_t kUndefInstr = 1U << 16, kInvState = 1U << 17, kInvPc = 1U << 18,
                               kNoCp = 1U << 19, kUnaligned = 1U << 24, kDivByZero = 1U << 25;
}  // namespace cfsr

/// HFSR (ARM ARM B3.2.16).
namespace hfsr {
inline constexpr std::uint32_t kVectTbl = 1U << 1, kForced = 1U << 30, kDebugEvt = 1U << 31;
}  // namespace hfsr

/// FPCCR (ARM ARM B3.2.21).
namespace fpccr {
inline constexpr std::uint32_t kLspAct = 1U << 0, kUser = 1U << 1, kThread = 1U << 3,
                               kHfRdy = 1U << 4, kMmRdy = 1U << 5, kBfRdy = 1U << 6,
                               kMonRdy = 1U << 8, kLspEn = 1U << 30, kAspEn = 1U << 31;
}  // namespace fpccr

/// DFSR (ARM ARM C1.6.1).
inline constexpr std::uint32_t kDfsrBkpt = 1U << 1;

/// The system control block, the FPU's control registers and the few debug registers that firmware
/// touches: everything of the System Control Space but the NVIC proper and SysTick. Registers are
/// declared as data in system_control.cpp.
class SystemControl {
 public:
  /// What a write asks of the core around it.
  struct Actions {
    std::function<void()> system_reset;      ///< AIRCR.SYSRESETREQ or VECTRESET
    std::function<void()> controls_changed;  ///< CCR, CPACR, FPCCR or FPDSCR: for the engine
    /// What BASEPRI and FAULTMASK mask: priorities from this one on. Empty: nothing.
    std::function<int()> mask = {};
  };
  /// What this register block holds; everything that a snapshot has to hold.
  struct State {
    std::uint32_t vtor = 0, scr = 0, ccr = 0, shcsr = 0, actlr = 0;
    std::uint32_t cfsr = 0, hfsr = 0, dfsr = 0, mmfar = 0, bfar = 0, afsr = 0;
    std::uint32_t cpacr = 0, fpccr = 0, fpcar = 0, fpdscr = 0, demcr = 0;
  };
  enum class Effect : std::uint8_t {
    plain,     ///< the writable bits are stored
    constant,  ///< reads the reset value, ignores writes
    w1c,       ///< a one written clears the bit
    special,   ///< decoded by code
  };
  struct Register {
    std::uint16_t offset;  ///< from 0xE000E000
    std::string_view name;
    std::uint32_t reset;
    std::uint32_t writable;
    Effect effect;
    std::uint32_t State::*field;  ///< nullptr: holds nothing of its own
  };

  SystemControl(Nvic& nvic, Actions actions);

  [[nodiscard]] static std::span<const Register> registers();
  /// nullptr: no such register. `offset` is a multiple of 4.
  [[nodiscard]] static const Register* find(std::uint32_t offset);

  [[nodiscard]] std::uint32_t read(const Register& reg) const;
  /// `mask` has ones in the bytes that are written.
  void write(const Register& reg, std::uint32_t value, std::uint32_t mask);

  void reset(std::uint32_t vtor, std::uint32_t cpacr);
  /// The fault status and address registers are the exception model's to set.
  [[nodiscard]] State& state() { return state_; }
  [[nodiscard]] const State& state() const { return state_; }
  void restore(const State& state);

  [[nodiscard]] bool sleep_on_exit() const { return (state_.scr & 2) != 0; }
  [[nodiscard]] bool sleep_deep() const { return (state_.scr & 4) != 0; }
  [[nodiscard]] bool event_on_pend() const { return (state_.scr & 16) != 0; }
  [[nodiscard]] bool non_base_thread_enabled() const { return (state_.ccr & 1) != 0; }
  [[nodiscard]] bool user_may_pend() const { return (state_.ccr & 2) != 0; }
  [[nodiscard]] bool bus_faults_ignored() const { return (state_.ccr & (1U << 8)) != 0; }
  [[nodiscard]] bool stack_aligned_to_8() const { return (state_.ccr & (1U << 9)) != 0; }
  [[nodiscard]] bool trace_enabled() const { return (state_.demcr & (1U << 24)) != 0; }
  [[nodiscard]] bool automatic_fp() const { return (state_.fpccr & fpccr::kAspEn) != 0; }
  [[nodiscard]] bool lazy_fp_enabled() const { return (state_.fpccr & fpccr::kLspEn) != 0; }
  [[nodiscard]] bool lazy_fp_active() const { return (state_.fpccr & fpccr::kLspAct) != 0; }
  /// CPACR lets code of this privilege use the FPU.
  [[nodiscard]] bool fp_access(bool privileged) const {
    const std::uint32_t cp10 = (state_.cpacr >> 20) & 3;
    return cp10 == 3 || (cp10 == 1 && privileged);
  }
  /// CPACR as the engine is to have it: none while FP registers wait to be saved.
  [[nodiscard]] std::uint32_t cpacr_of_engine() const {
    return lazy_fp_active() ? 0 : state_.cpacr;
  }

 private:
  [[nodiscard]] std::uint32_t read_special(std::uint32_t offset) const;
  void write_special(std::uint32_t offset, std::uint32_t value, std::uint32_t mask);
  [[nodiscard]] std::uint32_t icsr() const;
  void write_icsr(std::uint32_t value);
  [[nodiscard]] std::uint32_t shcsr() const;
  void write_shcsr(std::uint32_t value);
  void write_aircr(std::uint32_t value, std::uint32_t mask);
  void enable_handlers();

  Nvic& nvic_;
  Actions actions_;
  State state_;
};

}  // namespace armillary::cpu
