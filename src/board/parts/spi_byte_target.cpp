// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/spi_byte_target.h"

namespace armillary::board {

void SpiByteTarget::select(bool selected) {
  if (selected) {
    count_ = 0;
    begin();
  } else {
    end();
    count_ = 0;
  }
}

std::uint8_t SpiByteTarget::exchange(std::uint8_t out, unsigned bits) {
  if (count_ == 0 && bits == 8) {
    const std::uint8_t in = byte_out();
    byte_in(out);
    return in;
  }
  std::uint8_t in = 0;
  for (unsigned bit = bits; bit-- > 0;) {
    if (count_ == 0) shift_out_ = byte_out();
    in = static_cast<std::uint8_t>(in << 1 | shift_out_ >> 7);
    shift_out_ = static_cast<std::uint8_t>(shift_out_ << 1);
    shift_in_ = static_cast<std::uint8_t>(shift_in_ << 1 | (out >> bit & 1));
    if (++count_ < 8) continue;
    count_ = 0;
    byte_in(shift_in_);
  }
  return in;
}

void SpiByteTarget::serialize_bits(sim::Archive& archive) {
  archive.value(count_);
  archive.value(shift_in_);
  archive.value(shift_out_);
  if (count_ < 8) return;
  archive.fail("a byte of more than eight bits");
  count_ = 0;
}

}  // namespace armillary::board
