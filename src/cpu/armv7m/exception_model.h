// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "cpu/armv7m/fault_report.h"
#include "cpu/armv7m/guest_memory.h"
#include "cpu/armv7m/nvic.h"
#include "cpu/armv7m/system_control.h"
#include "cpu/core.h"

namespace armillary::cpu {

/// What the exception model did: for traces and tests.
enum class ExceptionStep : std::uint8_t {
  entry,       ///< registers stacked, handler begins
  tail_chain,  ///< the next handler begins without unstacking
  exit,        ///< return to what was interrupted
};

/// Entry, return, priorities and faults of ARM ARM B1.5, on top of a Core. An exception takes no
/// time of its own.
class ExceptionModel {
 public:
  struct Hooks {
    /// `exception` begins, or was left. May be empty.
    std::function<void(ExceptionStep, unsigned exception)> trace;
    /// The handler of HardFault, MemManage, BusFault or UsageFault begins; R15 is its address.
    std::function<void(unsigned exception)> fault_entered;
    /// BKPT, before the architecture sees it. True: handled, go on behind it. May be empty.
    std::function<bool(std::uint32_t immediate)> breakpoint;
  };
  /// How the core goes on.
  enum class Next : std::uint8_t { run, sleep, lockup };

  ExceptionModel(Core& core, Nvic& nvic, SystemControl& control, GuestMemory& memory, Hooks hooks);

  /// Tells the engine what is pending. Call it after any change in the Nvic.
  void publish();
  /// ExitReason::interrupt: enters the best pending exception, if the masks let one through.
  Next take_interrupt();
  /// ExitReason::exception, bus_fault and translation_fault.
  Next handle(const Exit& exit);
  /// What is pending would end a WFI (PRIMASK does not count), or a WFE.
  [[nodiscard]] bool wakes_wfi() const;
  [[nodiscard]] bool wakes_wfe() const;
  /// Exceptions from this priority on are masked by BASEPRI or FAULTMASK; kIdlePriority: none are.
  [[nodiscard]] int mask_priority() const { return mask_of(core_.m_state()); }
  void reset();

  /// The fault whose handling has not ended yet, and the one in its handler.
  [[nodiscard]] const std::optional<FaultRecord>& first_fault() const { return state_.first; }
  [[nodiscard]] const std::optional<FaultRecord>& second_fault() const { return state_.second; }
  /// Where the first fault's frame lies.
  [[nodiscard]] std::optional<std::uint32_t> fault_frame() const { return state_.fault_frame; }
  [[nodiscard]] const std::string& lockup_reason() const { return state_.lockup; }
  void set_trace(std::function<void(ExceptionStep, unsigned)> trace) {
    hooks_.trace = std::move(trace);
  }
  void set_breakpoint_handler(std::function<bool(std::uint32_t)> handler) {
    hooks_.breakpoint = std::move(handler);
  }

  /// Everything that a snapshot has to hold.
  struct State {
    std::optional<FaultRecord> first, second;
    std::optional<std::uint32_t> fault_frame;
    std::string lockup;
    bool frame_wanted = false;  ///< the next frame is the first fault's
  };
  [[nodiscard]] State& state() { return state_; }

 private:
  /// What a fault sets and tells.
  struct Fault {
    unsigned exception = kUsageFault;
    std::uint32_t cfsr = 0, hfsr = 0;
    std::optional<std::uint32_t> address;
    std::string detail;
  };

  [[nodiscard]] int mask_of(const MState& m) const;
  [[nodiscard]] int execution_priority(const MState& m) const;
  [[nodiscard]] int priority_without_primask(const MState& m) const;
  /// Makes the fault, or the HardFault that it becomes, pending. False: lockup.
  bool raise(const Fault& fault, const MState& m);
  void record(const Fault& fault, unsigned taken_as, const MState& m);
  Next lock_up(std::string reason);

  Next synchronous(const Fault& fault);
  Next supervisor_call(std::uint32_t immediate);
  Next breakpoint(std::uint32_t immediate);
  /// Goes on behind the instruction at R15, which the host has done for the core.
  void skip_instruction();
  Next access_fault(const Exit& exit);

  Next enter(MState& m);
  /// Begins the handler of the best pending exception.
  Next begin_handler(MState& m, std::uint32_t exc_return, ExceptionStep step);
  Next exception_return(std::uint32_t exc_return);
  /// A return that is a UsageFault of bit `cause` of CFSR.
  Next invalid_return(std::uint32_t exc_return, MState& m, std::uint32_t cause, std::string detail);
  bool stack(MState& m, std::uint32_t frame, std::uint32_t xpsr);
  bool unstack(std::uint32_t frame, std::uint32_t& xpsr);

  [[nodiscard]] bool privileged(const MState& m) const;
  /// Tells the engine whether FP instructions may run.
  void publish_fp_access();
  /// The frame's FP part stays empty until the first FP instruction.
  void reserve_fp_frame(std::uint32_t frame, const MState& m);
  bool store_fp(std::uint32_t address);
  bool load_fp(std::uint32_t address);
  /// The instruction that was refused is the FPU's, and its registers have to be saved first.
  bool lazy_save_is_due();
  Next save_fp_lazily();
  void end_lazy_save();

  Core& core_;
  Nvic& nvic_;
  SystemControl& control_;
  GuestMemory& memory_;
  Hooks hooks_;
  State state_;
};

}  // namespace armillary::cpu
