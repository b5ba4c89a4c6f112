// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "os/dev/block_registers.h"
#include "os/dev/interrupt_line.h"
#include "os/dev/transfer_queue.h"
#include "sim/domain.h"
#include "soc/bus.h"

namespace armillary::os {

/// Bytes one way, out or in.
struct SpiSegment {
  std::vector<std::byte> bytes;  ///< in: has its length from the beginning
  bool reads = false;
  std::uint32_t speed_hz = 0;
  std::uint32_t delay_us = 0;  ///< behind it
  bool deselect = false;       ///< behind it; behind the last one: stay selected
};
/// Segments in one go with a chip select.
struct SpiTransfer final : Transfer {
  unsigned select = 0;     ///< 0: CSA, 1: CSB
  std::uint32_t mode = 0;  ///< SPI_MODE bits
  std::vector<SpiSegment> segments;
};

/// The driver of one ISU's SPI master, as the A7's kernel has it: up to 32 bytes a go, the chip
/// select held over all of a transfer by its polarity (a master that selects a line of its own
/// would let go between). Lives in the A7's domain.
class SpiController {
 public:
  static constexpr unsigned kSelects = 2;
  static constexpr std::size_t kChunk = 32;

  /// All references must outlive the controller.
  SpiController(sim::Domain& domain, soc::Bus& bus, std::uint32_t base, sim::Wire& interrupt);
  SpiController(const SpiController&) = delete;
  SpiController& operator=(const SpiController&) = delete;

  /// A chip select that rests: high, or low with `active_high`.
  void release(unsigned select, bool active_high);
  /// The result of a transfer is 0.
  [[nodiscard]] TransferQueue& queue() { return queue_; }

 private:
  void start(Transfer& transfer);
  void next();
  void send_chunk();
  void write_out(std::span<const std::byte> bytes);
  void take_in(std::span<std::byte> bytes);
  void serve();
  void end_segment();
  void set_select(bool active);
  [[nodiscard]] std::uint32_t mode_register(const SpiSegment& segment) const;

  sim::Domain& domain_;
  BlockRegisters registers_;
  TransferQueue queue_;
  SpiTransfer* current_ = nullptr;
  std::size_t segment_ = 0, done_ = 0, chunk_ = 0;
  sim::TimedEvent next_event_;
  InterruptLine interrupt_;
};

}  // namespace armillary::os
