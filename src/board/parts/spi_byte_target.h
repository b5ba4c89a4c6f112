// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include "sim/archive.h"
#include "soc/spi_bus.h"

namespace armillary::board {

/// An SPI target that thinks in bytes, highest bit first, as nearly all do. What it shifts out
/// during a byte is asked for before the byte, as on the wire.
class SpiByteTarget : public soc::SpiTarget {
 public:
  void select(bool selected) final;
  std::uint8_t exchange(std::uint8_t out, unsigned bits) final;

 protected:
  /// Chip select became active: a new command begins.
  virtual void begin() = 0;
  /// Chip select became inactive.
  virtual void end() = 0;
  /// The byte that goes out while the next one comes in; 0xFF: the target does not drive the wire.
  virtual std::uint8_t byte_out() = 0;
  virtual void byte_in(std::uint8_t byte) = 0;

  /// Bits of a byte that is not whole yet: 0 to 7. Memories carry out a command only when chip
  /// select rises at the end of a byte.
  [[nodiscard]] unsigned loose_bits() const { return count_; }
  void serialize_bits(sim::Archive& archive);

 private:
  std::uint8_t count_ = 0, shift_in_ = 0, shift_out_ = 0xFF;
};

}  // namespace armillary::board
