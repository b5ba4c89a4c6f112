// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "os/os_result.h"
#include "soc/pads.h"

namespace armillary::os {

/// The lines of the A7's GPIO chip: who has taken which, its direction and what it drives. The
/// rules are those of Linux' gpiolib for the handles of its character device. Lives in the A7's
/// domain; `pads` must outlive it.
///
/// A line that is given back keeps its direction and level, as the registers of the chip do: a
/// light that is lit when its app ends stays lit.
class GpioLines {
 public:
  static constexpr unsigned kCount = soc::kPins;

  struct Line {
    bool taken = false;
    bool output = false;
    std::uint32_t flags = 0;  ///< kGpioRequest... of the one who has it
    std::string consumer;
  };

  explicit GpioLines(soc::Pads& pads) : pads_(pads) {}
  GpioLines(const GpioLines&) = delete;
  GpioLines& operator=(const GpioLines&) = delete;

  /// Whether flags of a request go together: 0 or -kEINVAL.
  [[nodiscard]] static SysResult check_flags(std::uint32_t flags);

  /// All of them or none, each once. -kEBUSY: one is taken. Numbers and flags have been checked.
  /// `values` are those of outputs, as the app sees them, at least one for each line.
  SysResult take(std::span<const std::uint32_t> numbers, std::uint32_t flags,
                 std::span<const std::uint8_t> values, const std::string& consumer);
  /// New flags for lines that are taken.
  void configure(std::span<const std::uint32_t> numbers, std::uint32_t flags,
                 std::span<const std::uint8_t> values);
  void release(std::span<const std::uint32_t> numbers);

  /// As the app sees it: 1 is active. An output tells the level at the pin, too.
  [[nodiscard]] bool value(std::uint32_t number) const;
  /// For an output.
  void set_value(std::uint32_t number, bool active);
  [[nodiscard]] const Line& line(std::uint32_t number) const { return lines_[number]; }

 private:
  void apply(std::uint32_t number, std::uint32_t flags, bool active);

  soc::Pads& pads_;
  std::array<Line, kCount> lines_;
};

}  // namespace armillary::os
