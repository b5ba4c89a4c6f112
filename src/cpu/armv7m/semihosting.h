// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "cpu/armv7m/guest_memory.h"
#include "sim/time.h"

namespace armillary::cpu {

/// The host's side of Arm semihosting ("Semihosting for AArch32 and AArch64", version 3.0): what
/// BKPT 0xAB asks for. The console, the clocks and the end of the program are served. There are no
/// host files: their operations answer with an error and are named in a warning. It does no I/O of
/// its own; the time is virtual. Every address that a guest gives is checked.
class Semihosting {
 public:
  /// The immediate of the BKPT that calls it.
  static constexpr std::uint32_t kBreakpoint = 0xAB;

  struct Hooks {
    std::function<sim::Time()> now;
    std::function<void(std::span<const std::byte>)> output;
    std::function<void(const std::string&)> warn;
    /// The program has ended with this status, 0 when all went well. The core should stop.
    std::function<void(std::uint32_t status)> exit;
  };
  struct Options {
    std::int64_t start_time_s = 0;  ///< UTC at power-on, seconds since 1970
    std::string command_line;       ///< what SYS_GET_CMDLINE tells
  };

  /// `memory` outlives it.
  Semihosting(GuestMemory& memory, Hooks hooks, Options options);

  /// Serves `operation` (R0) with `parameter` (R1) and returns what goes to R0.
  std::uint32_t call(std::uint32_t operation, std::uint32_t parameter);
  /// The core was reset: no handle is open but the console's.
  void reset() { state_ = State{}; }

  /// What a handle stands for.
  enum class File : std::uint8_t { none, console, features };
  static constexpr std::size_t kHandles = 16;
  /// Everything that a snapshot has to hold. Handles 1 and 2 are the console from the beginning, as
  /// some debuggers have it.
  struct State {
    std::array<File, kHandles> files{File::none, File::console, File::console};
    std::array<std::uint8_t, kHandles> positions{};
    std::uint32_t error = 0;  ///< SYS_ERRNO
  };
  [[nodiscard]] State& state() { return state_; }

 private:
  std::uint32_t open(std::uint32_t block);
  std::uint32_t close(std::uint32_t block);
  std::uint32_t write_character(std::uint32_t address);
  std::uint32_t write_string(std::uint32_t address);
  std::uint32_t write(std::uint32_t block);
  std::uint32_t read(std::uint32_t block);
  std::uint32_t seek(std::uint32_t block);
  std::uint32_t is_terminal(std::uint32_t block);
  std::uint32_t length(std::uint32_t block);
  std::uint32_t is_error(std::uint32_t block);
  std::uint32_t command_line(std::uint32_t block);
  std::uint32_t heap_info(std::uint32_t address);
  std::uint32_t elapsed(std::uint32_t block);
  std::uint32_t exit(std::uint32_t reason, std::uint32_t status);
  std::uint32_t exit_extended(std::uint32_t block);

  /// A word of a parameter block; nothing, and a warning, when there is no memory.
  std::optional<std::uint32_t> argument(std::uint32_t block, unsigned index);
  bool store(std::uint32_t address, std::span<const std::byte> bytes);
  bool store_word(std::uint32_t address, std::uint32_t value);
  [[nodiscard]] File file(std::uint32_t handle) const;
  std::uint32_t fail(std::uint32_t error);
  std::uint32_t refuse(const char* operation);
  [[nodiscard]] std::uint64_t nanoseconds() const;

  GuestMemory& memory_;
  Hooks hooks_;
  Options options_;
  State state_;
};

}  // namespace armillary::cpu
