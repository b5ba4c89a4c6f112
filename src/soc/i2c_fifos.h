// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "soc/fifo.h"

namespace armillary::soc {

/// The receive and the transmit FIFO of one side of an I2C block, with the error bits and pointers
/// that its registers show.
class I2cFifos {
 public:
  static constexpr std::size_t kDepth = 8;

  /// FIFO_STATUS: of the receive FIFO b0 empty, b1 full, b2 underflow, b3 overflow; of the transmit
  /// FIFO the same in b7:4. Errors stay until the FIFO is cleared.
  [[nodiscard]] std::uint32_t status() const {
    return half(received_) | half(transmit_) << 4 | errors_;
  }
  /// FIFO_PTR: b3:0 and b7:4 receive read and write pointer, b15:8 the same of the transmit FIFO.
  /// They count modulo 16: MediaTek's driver wants to see a difference of 8 in a full FIFO.
  [[nodiscard]] std::uint32_t pointers() const {
    return received_read_ | received_write_ << 4 | transmit_read_ << 8 | transmit_write_ << 12;
  }
  /// FIFO_CON: b0 clears the receive FIFO, b1 the transmit FIFO.
  void clear(std::uint32_t which) {
    if ((which & 1U) != 0) {
      received_.clear();
      received_read_ = received_write_ = 0;
      errors_ &= 0xF0U;
    }
    if ((which & 2U) != 0) {
      transmit_.clear();
      transmit_read_ = transmit_write_ = 0;
      errors_ &= 0x0FU;
    }
  }

  // What software does at FIFO_DATA. False: an error, now in the status.
  [[nodiscard]] std::uint32_t front() const { return received_.front(); }
  bool pop() {
    if (received_.empty()) return fail(kReceiveUnderflow);
    received_.pop();
    received_read_ = next(received_read_);
    return true;
  }
  bool push(std::uint8_t byte) {
    if (!transmit_.push(byte)) return fail(kTransmitOverflow);
    transmit_write_ = next(transmit_write_);
    return true;
  }

  // What the wire does.
  [[nodiscard]] bool receive_empty() const { return received_.empty(); }
  [[nodiscard]] bool receive_full() const { return received_.full(); }
  [[nodiscard]] bool transmit_empty() const { return transmit_.empty(); }
  [[nodiscard]] bool transmit_full() const { return transmit_.full(); }
  bool receive(std::uint8_t byte) {
    if (!received_.push(byte)) return fail(kReceiveOverflow);
    received_write_ = next(received_write_);
    return true;
  }
  /// 0xFF, the level of the pulled-up wire, when there is none.
  std::uint8_t transmit() {
    if (transmit_.empty()) {
      fail(kTransmitUnderflow);
      return 0xFF;
    }
    transmit_read_ = next(transmit_read_);
    return transmit_.pop();
  }

  void serialize(sim::Archive& archive) {
    received_.serialize(archive);
    transmit_.serialize(archive);
    for (std::uint32_t* value :
         {&received_read_, &received_write_, &transmit_read_, &transmit_write_}) {
      archive.value(*value);
      *value &= 0xFU;
    }
    archive.value(errors_);
    errors_ &= kReceiveUnderflow | kReceiveOverflow | kTransmitUnderflow | kTransmitOverflow;
  }

 private:
  static constexpr std::uint32_t kReceiveUnderflow = 1U << 2, kReceiveOverflow = 1U << 3,
                                 kTransmitUnderflow = 1U << 6, kTransmitOverflow = 1U << 7;
  using Bytes = Fifo<std::uint8_t, kDepth>;
  static std::uint32_t half(const Bytes& fifo) {
    return (fifo.empty() ? 1U : 0U) | (fifo.full() ? 2U : 0U);
  }
  static std::uint32_t next(std::uint32_t pointer) { return (pointer + 1) & 0xFU; }
  bool fail(std::uint32_t error) {
    errors_ |= error;
    return false;
  }

  Bytes received_, transmit_;
  std::uint32_t received_read_ = 0, received_write_ = 0, transmit_read_ = 0, transmit_write_ = 0;
  std::uint32_t errors_ = 0;
};

}  // namespace armillary::soc
