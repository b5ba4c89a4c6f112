// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/archive.h"

namespace armillary::soc {

/// What hangs on an SPI bus: a memory, a display, a sensor. Sans-I/O, as I2cTarget.
class SpiTarget {
 public:
  virtual ~SpiTarget() = default;
  /// Its chip select became active or inactive.
  virtual void select(bool selected) = 0;
  /// `bits` (1 to 8) clocks: what the controller shifts out, and what it gets. The first bit on
  /// the wire is the highest of the lower `bits` bits. Called only while it is selected.
  virtual std::uint8_t exchange(std::uint8_t out, unsigned bits) = 0;
};

/// The wires SCK, MOSI, MISO and the two chip selects of one interface unit, with the targets on
/// them. A target is selected by CSA, by CSB, or by a GPIO that its part of the board watches. Not
/// thread-safe: it lives in one Domain.
class SpiBus {
 public:
  enum class ChipSelect : std::uint8_t { csa, csb };

  SpiBus() = default;
  SpiBus(const SpiBus&) = delete;
  SpiBus& operator=(const SpiBus&) = delete;

  /// `target` must outlive the bus.
  void attach(SpiTarget& target, ChipSelect line);
  /// Whether a target is selected by `line`: two would answer at once.
  [[nodiscard]] bool has_target(ChipSelect line) const;
  /// One whose select() its owner calls through the bus: set_selected().
  void attach(SpiTarget& target);
  void set_selected(SpiTarget& target, bool selected);
  /// MOSI is wired to MISO: what goes out comes back, when no target drives MISO.
  void set_loopback(bool on) { loopback_ = on; }

  // For the controller.
  void set_chip_select(ChipSelect line, bool active);
  /// As SpiTarget::exchange. Nobody selected: all ones, the level of a pulled-up wire. Several:
  /// a 0 of any of them wins.
  std::uint8_t exchange(std::uint8_t out, unsigned bits);

  /// Who is selected; the targets' own state is their owners'.
  void serialize(sim::Archive& archive);

 private:
  struct Seat {
    SpiTarget* target = nullptr;
    bool by_line = false;
    ChipSelect line = ChipSelect::csa;
    bool selected = false;
  };
  static void set(Seat& seat, bool selected);

  std::vector<Seat> seats_;
  bool loopback_ = false;
};

}  // namespace armillary::soc
