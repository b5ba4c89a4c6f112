// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "cpu/armv7m/core_clock.h"
#include "cpu/armv7m/debug_blocks.h"
#include "cpu/armv7m/exception_model.h"
#include "cpu/armv7m/fault_report.h"
#include "cpu/armv7m/guest_memory.h"
#include "cpu/armv7m/nvic.h"
#include "cpu/armv7m/ppb.h"
#include "cpu/armv7m/system_control.h"
#include "cpu/armv7m/systick.h"
#include "cpu/core.h"
#include "cpu/cycles_per_instruction.h"
#include "sim/clock.h"
#include "sim/domain.h"

namespace armillary::cpu {

enum class ResetCause : std::uint8_t { power_on, watchdog, software };

/// Registers by name, for debuggers.
enum class CoreRegister : std::uint8_t {
  // clang-format off
  r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, sp, lr, pc,
  xpsr, msp, psp, primask, basepri, faultmask, control, fpscr,
  // clang-format on
};

/// A whole Cortex-M4F of the MT3620: engine, NVIC, SysTick, system control block and the exception
/// model. It keeps the virtual time of its domain: the n-th instruction begins n x CPI cycles of
/// `clock` after the first one, in whole cycles; sleep takes as long as it takes. No result
/// depends on the slice length.
///
/// The core is off until the first reset(). It runs on the thread that runs its domain; every
/// function is called on that thread, or while no window runs.
class CortexM4 final : public sim::Processor {
 public:
  struct Options {
    CyclesPerInstruction cpi;
    /// CPACR after a reset. Architecture: 0. What the MT3620's loader leaves is not known.
    std::uint32_t cpacr = 0;
  };
  /// A fault or lockup that the firmware does not handle. Returning true lets the core go on in
  /// its endless loop (it may wait for the watchdog); false stops it until the next reset.
  using FatalHandler = std::function<bool(const FaultReport&)>;
  using ResetHandler = std::function<void(ResetCause)>;
  /// A step of the exception model at a cycle of the core's clock.
  using ExceptionTrace =
      std::function<void(std::uint64_t cycle, ExceptionStep step, unsigned exception)>;

  /// `domain` and `clock` outlive the core. The caller makes it the domain's processor.
  static Result<std::unique_ptr<CortexM4>> create(sim::Domain& domain, sim::Clock& clock,
                                                  std::unique_ptr<Core> core, Options options);
  CortexM4(const CortexM4&) = delete;
  CortexM4& operator=(const CortexM4&) = delete;

  // Putting it together.
  /// As Core::map_memory(): TCM, SYSRAM, the flash window, shared memory.
  Result<void> map_memory(std::uint32_t base, std::span<std::byte> memory,
                          Permissions permissions) {
    return memory_.map_memory(base, memory, permissions);
  }
  /// As Core::map_io(): everything outside the PPB.
  Result<void> map_io(std::uint32_t base, std::uint32_t size, IoHandler& handler) {
    return memory_.map_io(base, size, handler);
  }
  /// Instructions a slice, at least 1.
  void set_quantum(std::uint64_t instructions) { quantum_ = instructions == 0 ? 1 : instructions; }
  void on_fatal(FatalHandler handler) { fatal_handler_ = std::move(handler); }
  /// Called when the core has been reset, before its first instruction.
  void on_reset(ResetHandler handler) { reset_handler_ = std::move(handler); }
  /// Called when the core falls asleep in WFI, WFE or after an exception, with SCR.SLEEPDEEP.
  void on_sleep(std::function<void(bool deep)> handler) { sleep_handler_ = std::move(handler); }
  /// Called when it has woken up, or is reset while it sleeps. Interrupt lines may change in it.
  void on_wake(std::function<void()> handler) { wake_handler_ = std::move(handler); }
  void set_symbolizer(FaultReport::Symbolizer symbolizer) { symbolizer_ = std::move(symbolizer); }
  void set_exception_trace(ExceptionTrace trace);
  /// BKPT: true says that it is handled and that the core goes on behind it.
  void set_breakpoint_handler(std::function<bool(std::uint32_t immediate)> handler) {
    model_.set_breakpoint_handler(std::move(handler));
  }
  /// Bytes that firmware writes to ITM port 0.
  void set_itm_console(std::function<void(std::uint8_t)> console) {
    debug_.set_console(std::move(console));
  }

  // Reset and interrupts: from device code inside accesses, from events and between windows.
  /// Where the vector table lies at a reset.
  void set_reset_vector(std::uint32_t table) { state_.reset_table = table; }
  /// SP and PC from the table, VTOR := table. Only the core restarts: memory and devices stay.
  /// Inside an access it happens after that instruction.
  void reset(ResetCause cause = ResetCause::power_on);
  /// `irq` below kExternalLines; see Nvic for level and pulse.
  void set_line(unsigned irq, bool level) { nvic_.set_line(irq, level); }
  void pulse(unsigned irq) { nvic_.pulse(irq); }
  /// Off until the next reset: the program has ended. From a breakpoint handler, or while no window
  /// runs.
  void stop();
  /// SCR.SLEEPDEEP while asleep: what the power controller looks at.
  [[nodiscard]] bool sleeps_deeply() const { return asleep() && control_.sleep_deep(); }

  // sim::Processor.
  [[nodiscard]] sim::Time now() const override { return clock_.time_of(cycle()); }
  [[nodiscard]] bool asleep() const override { return state_.run != RunState::running; }
  void run_until(sim::Time limit) override;
  void skip_to(sim::Time t) override { advance_to(clock_.first_cycle_from(t)); }
  void limit_run(sim::Time limit) override;

  // Looking in: debuggers, reports, tests.
  [[nodiscard]] std::uint64_t instructions() const { return core_->retired(); }
  /// The present cycle of the core's clock.
  [[nodiscard]] std::uint64_t cycle() const;
  [[nodiscard]] std::uint32_t pc() const { return core_->pc(); }
  [[nodiscard]] std::uint32_t peek(CoreRegister reg) const;
  /// Not during a run. The exception number in xPSR stays what it is.
  void poke(CoreRegister reg, std::uint32_t value);
  [[nodiscard]] Core& core() { return *core_; }
  [[nodiscard]] GuestMemory& memory() { return memory_; }
  [[nodiscard]] Nvic& nvic() { return nvic_; }
  [[nodiscard]] const SystemControl& control() const { return control_; }
  [[nodiscard]] const Ppb& ppb() const { return ppb_; }
  [[nodiscard]] bool locked_up() const { return state_.run == RunState::halted; }
  /// Where the core is, for the journal: pc, and the source line when there is a symbolizer.
  [[nodiscard]] boost::json::object location() const;

  enum class RunState : std::uint8_t { off, running, wfi, wfe, halted };
  /// What a snapshot has to hold besides the states of the parts and the engine's registers.
  struct State {
    RunState run = RunState::off;
    std::uint64_t origin_cycle = 0;    ///< the cycle at which instruction `origin_retired` begins
    std::uint64_t origin_retired = 0;  ///< Core::retired() there
    std::uint32_t reset_table = 0;
    bool fault_reported = false;
  };

 private:
  CortexM4(sim::Domain& domain, sim::Clock& clock, std::unique_ptr<Core> core, Options options);

  [[nodiscard]] std::uint64_t position() const;
  void set_limit(sim::Time limit);
  [[nodiscard]] std::uint64_t instructions_to_limit() const;
  void advance_to(std::uint64_t cycle);
  void after_access();
  /// True when the core was reset.
  bool apply_deferred();
  void apply_rate(sim::Rate rate);
  void apply_reset(ResetCause cause);
  void apply_controls();
  void dispatch(const Exit& exit);
  void follow(ExceptionModel::Next next);
  void sleep(RunState kind);
  void wake();
  void nvic_changed();
  [[nodiscard]] bool privileged() const;
  /// Of the access that is being made, or of the exception hardware.
  [[nodiscard]] bool access_is_privileged();

  void watch_fault();
  void check_fault_handler();
  void report_fatal(std::string kind, std::string ending);
  [[nodiscard]] FaultReport make_report(std::string kind, std::string ending);

  sim::Domain& domain_;
  std::unique_ptr<Core> core_;
  Options options_;
  CoreClock clock_;
  Nvic nvic_;
  SystemControl control_;
  DebugBlocks debug_;
  SysTick systick_;
  Ppb ppb_;
  GuestMemory memory_;
  ExceptionModel model_;
  sim::TimedEvent fault_watch_;
  State state_;

  // Only during a run.
  bool in_run_ = false;
  sim::Time limit_ = sim::kPowerOn;
  std::uint64_t limit_cycle_ = 0;  ///< the first cycle that begins at or after limit_
  std::optional<sim::Rate> deferred_rate_;
  std::optional<ResetCause> deferred_reset_;
  bool deferred_controls_ = false;

  std::uint64_t quantum_ = 20'000;
  FatalHandler fatal_handler_;
  ResetHandler reset_handler_;
  std::function<void(bool)> sleep_handler_;
  std::function<void()> wake_handler_;
  FaultReport::Symbolizer symbolizer_;
};

}  // namespace armillary::cpu
