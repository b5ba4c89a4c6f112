// SPDX-License-Identifier: GPL-2.0-or-later
//
// cpu/ holds what executes instructions. `Core` is the engine's face: it runs exactly as many
// instructions as it is told, and says as data why a run ended. It knows no time, no interrupt
// controller and no operating system. cpu/unicorn/ is the one implementation in the product (and
// the only place that includes unicorn.h); cpu/armv7m/ builds a whole Cortex-M4F on top of a Core;
// the A7's operating system personality (os/) uses a Core in user mode.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace armillary::cpu {

/// What kind of processor a Core is. It is chosen when the Core is made and never changes.
enum class Model : std::uint8_t {
  cortex_m4f,  ///< ARMv7E-M with FPv4-SP; exceptions are left to the host (cpu/armv7m)
  cortex_a7,   ///< ARMv7-A in user mode, ARM and Thumb-2, VFPv4 and NEON
};

enum class Access : std::uint8_t { load, store, fetch };

/// Why a run ended. Everything but `budget` and `interrupt` ends it after or at one instruction.
enum class ExitReason : std::uint8_t {
  budget,     ///< the given number of instructions has been retired
  interrupt,  ///< set_pending_priority() beats the masks; nothing of the next instruction ran
  exception,  ///< the instruction raised `exception`
  wfi,        ///< WFI retired; the PC is past it
  wfe,        ///< WFE retired with the event register clear; the PC is past it
  translation_fault,  ///< the Translator refused; the PC is at the instruction, nothing committed
  bus_fault,          ///< no memory at the address, or the IoHandler refused; the same
  stopped,            ///< request_stop() was seen
};

/// The synchronous exceptions an instruction can raise. The PC is at the instruction for all but
/// `svc`, where it is past it.
enum class Exception : std::uint8_t {
  none,
  svc,               ///< `immediate` holds the SVC number
  breakpoint,        ///< BKPT; `immediate` holds its number
  undefined,         ///< undefined or permanently undefined (UDF) instruction
  invalid_state,     ///< M profile: branch to an even address (EPSR.T = 0)
  exception_return,  ///< M profile: EXC_RETURN reached the PC; `immediate` holds the whole value
  no_coprocessor,    ///< M profile: FP instruction with CP10/CP11 off in CPACR
  unaligned,         ///< unaligned access that the architecture or CCR.UNALIGN_TRP refuses
  divide_by_zero,    ///< M profile: SDIV/UDIV by zero with CCR.DIV_0_TRP
};

/// How a run ended.
struct Exit {
  ExitReason reason = ExitReason::budget;
  Exception exception = Exception::none;
  std::uint32_t immediate = 0;  ///< see Exception
  std::uint32_t address = 0;    ///< faults: the exact address refused
  std::uint32_t size = 0;       ///< faults: bytes of the access; 0 for a fetch
  Access access = Access::load;
};

/// A device access that succeeded with a value, or a bus error.
struct IoResult {
  std::uint32_t value = 0;
  bool ok = true;
  static constexpr IoResult bus_error() { return {0, false}; }
};

/// The memory-mapped devices of one Core. Called during Core::run on the thread that runs it.
/// Inside a call, Core::retired() and Core::pc() are exact for the instruction that does the
/// access. `size` is 1, 2 or 4. An access that is not aligned arrives whole, as only the devices'
/// side knows how the processor splits it there; one across 4 KiB arrives in aligned pieces. Each
/// access of the guest arrives exactly once.
class IoHandler {
 public:
  virtual ~IoHandler() = default;
  virtual IoResult io_read(std::uint32_t address, unsigned size) = 0;
  /// Returns false for a bus error.
  virtual bool io_write(std::uint32_t address, unsigned size, std::uint32_t value) = 0;
};

struct Permissions {
  bool read = false, write = false, execute = false;
  friend constexpr bool operator==(Permissions, Permissions) = default;
};
inline constexpr Permissions kReadWriteExecute{true, true, true};
inline constexpr Permissions kReadExecute{true, false, true};
inline constexpr Permissions kReadWrite{true, true, false};

/// What a Translator answers for one page.
struct Translation {
  bool ok = false;
  std::uint64_t physical = 0;  ///< same offset within the page as the virtual address asked for
  Permissions permissions{};   ///< of the whole page
};

/// Virtual to physical addresses of one Core. Must be a pure function of its own tables: when it is
/// asked depends on how a run is sliced. After a change of the tables call
/// Core::flush_translations() before the next run.
class Translator {
 public:
  virtual ~Translator() = default;
  virtual Translation translate(std::uint32_t address, Access access) = 0;
};

/// The special registers of the M profile, readable and writable whatever the core's privilege.
/// R13 in `gpr()` is the current stack pointer; after set_m_state() it follows CONTROL and IPSR.
struct MState {
  std::uint32_t msp = 0, psp = 0;
  std::uint32_t primask = 0, basepri = 0, faultmask = 0;
  std::uint32_t control = 0;  ///< nPRIV, SPSEL, FPCA
  std::uint32_t xpsr = 0;     ///< flags, IT, T, GE and the exception number
};

/// The floating-point registers: S0..S31 (M4F) or D0..D31 as pairs of words (A7), low word first.
struct FpState {
  std::array<std::uint32_t, 64> words{};
  std::uint32_t fpscr = 0;
};

/// What an engine can do. Tests and tools ask; nothing asks for an engine's name.
struct Capabilities {
  std::string_view engine;  ///< for reports only
  bool exact_instruction_count = false;
  bool translator = false;
  bool m_profile = false, a_profile = false;
};

/// Executes instructions of one processor. Not thread-safe: one thread at a time, except
/// request_stop(). Different Cores may run on different threads.
class Core {
 public:
  /// The value of set_pending_priority() that says that nothing is pending.
  static constexpr int kNothingPending = 256;

  virtual ~Core() = default;
  [[nodiscard]] virtual Capabilities capabilities() const = 0;
  [[nodiscard]] virtual Model model() const = 0;

  // Memory. Physical addresses; without a Translator virtual and physical are the same.
  // `memory` stays the caller's and must outlive the Core; base and size are multiples of 4096.
  virtual Result<void> map_memory(std::uint64_t base, std::span<std::byte> memory,
                                  Permissions permissions) = 0;
  virtual Result<void> map_io(std::uint64_t base, std::uint64_t size, IoHandler& handler) = 0;
  /// nullptr: addresses are physical. The Translator must outlive the Core.
  virtual void set_translator(Translator* translator) = 0;
  /// The translations of all pages are asked for again.
  virtual void flush_translations() = 0;
  /// The host has changed memory that may hold code (loader, DMA, debugger). Physical addresses.
  virtual void invalidate_code(std::uint64_t base, std::uint64_t size) = 0;

  // Registers; not during a run.
  /// R0..R15. R15 is the PC without the Thumb bit. The span stays valid for the Core's life.
  [[nodiscard]] virtual std::span<std::uint32_t, 16> gpr() = 0;
  virtual void read_fp(FpState& state) const = 0;
  virtual void write_fp(const FpState& state) = 0;
  /// M profile only.
  [[nodiscard]] virtual MState m_state() const = 0;
  virtual void set_m_state(const MState& state) = 0;
  /// M profile only: CCR's trap bits (UNALIGN_TRP, DIV_0_TRP), CPACR, and FPDSCR as the value that
  /// a new FP context starts with.
  virtual void set_m_controls(std::uint32_t ccr, std::uint32_t cpacr, std::uint32_t fpdscr) = 0;
  /// M profile only: FPCCR.ASPEN. When off, an FP instruction neither sets CONTROL.FPCA nor loads
  /// FPSCR. On until told.
  virtual void set_automatic_fp(bool on) = 0;
  /// M profile only: how many bits a priority has, 3..8. BASEPRI keeps only these (the upper ones).
  /// 8 until told.
  virtual void set_priority_bits(unsigned bits) = 0;
  /// A profile only: CPSR (N Z C V Q GE IT T, mode) and TPIDRURO, the user thread pointer.
  [[nodiscard]] virtual std::uint32_t cpsr() const = 0;
  virtual void set_cpsr(std::uint32_t value) = 0;
  [[nodiscard]] virtual std::uint32_t thread_pointer() const = 0;
  virtual void set_thread_pointer(std::uint32_t value) = 0;
  /// Clears the local exclusive monitor, as CLREX does.
  virtual void clear_exclusive() = 0;

  // Execution.
  /// Runs from gpr()[15] for exactly `instructions` retired instructions unless something else
  /// ends the run first. `instructions` of 0 returns at once with `budget` (or `interrupt`).
  virtual Exit run(std::uint64_t instructions) = 0;
  /// Instructions retired since the Core was made. Inside an IoHandler or Translator call: exact,
  /// without the instruction that does the access. A faulting instruction does not count; SVC,
  /// BKPT, UDF, WFI and WFE do.
  [[nodiscard]] virtual std::uint64_t retired() const = 0;
  /// The PC (without the Thumb bit) of the next instruction; inside a call, of the one that does
  /// the access.
  [[nodiscard]] virtual std::uint32_t pc() const = 0;
  /// Only inside an IoHandler call: the run ends at the latest `instructions` after the one that
  /// does the access; 0 means right after it. Never extends a run.
  virtual void end_run_after(std::uint64_t instructions) = 0;
  /// True while an IoHandler call of this Core is on the stack.
  [[nodiscard]] virtual bool in_access() const = 0;
  /// M profile: priority of the best pending exception that beats the active ones; A profile: any
  /// value below kNothingPending asks for an interrupt. The run ends (ExitReason::interrupt)
  /// before the next instruction at which PRIMASK, BASEPRI and FAULTMASK (CPSR.I) let it through,
  /// also when it is called inside an IoHandler call.
  virtual void set_pending_priority(int priority) = 0;
  /// The WFE event register.
  [[nodiscard]] virtual bool event_register() const = 0;
  virtual void set_event_register(bool value) = 0;
  /// From any thread: the current or next run ends soon. Where it ends is not deterministic, so it
  /// may only be used to abandon a run (a debugger's pause, an emergency stop).
  virtual void request_stop() = 0;
};

}  // namespace armillary::cpu
