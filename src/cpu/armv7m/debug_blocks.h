// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace armillary::cpu {

/// The two trace blocks that firmware uses without a debugger: the cycle counter of the DWT and
/// the ITM's stimulus ports, of which port 0 is by custom a console. Both work only while
/// DEMCR.TRCENA is set.
class DebugBlocks {
 public:
  struct Hooks {
    std::function<std::uint64_t()> cycle;       ///< the present cycle of the core's clock
    std::function<bool()> trace_enabled;        ///< DEMCR.TRCENA
    std::function<void(std::uint8_t)> console;  ///< a byte written to ITM port 0; may be empty
  };
  explicit DebugBlocks(Hooks hooks);

  /// Registers at 0xE0000000 (ITM) and 0xE0001000 (DWT); `address` is a multiple of 4.
  /// The name of the register, or nothing when it is not modelled.
  [[nodiscard]] static std::string_view name(std::uint32_t address);
  /// A stimulus port of the ITM.
  [[nodiscard]] static bool is_port(std::uint32_t address);
  /// TPR lets unprivileged code write to the port at `address`.
  [[nodiscard]] bool user_may_write(std::uint32_t address) const;
  [[nodiscard]] std::uint32_t read(std::uint32_t address) const;
  void write(std::uint32_t address, std::uint32_t value, unsigned size);
  void set_console(std::function<void(std::uint8_t)> console) {
    hooks_.console = std::move(console);
  }
  /// Called after a change of DEMCR: the cycle counter starts or stops.
  void trace_enable_changed();
  void reset();

  /// Everything that a snapshot has to hold.
  struct State {
    std::uint32_t dwt_ctrl = 0;  ///< writable bits
    std::uint32_t cyccnt = 0;    ///< at cycle `since`
    std::uint64_t since = 0;
    bool counting = false;
    std::uint32_t itm_enable = 0;  ///< TER
    std::uint32_t itm_privilege = 0;
    std::uint32_t itm_control = 0;  ///< TCR
  };
  [[nodiscard]] State& state() { return state_; }

 private:
  [[nodiscard]] std::uint32_t cycle_count() const;
  void recount(std::uint32_t value);

  Hooks hooks_;
  State state_;
};

}  // namespace armillary::cpu
