// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "os/dev/block_registers.h"
#include "os/dev/interrupt_line.h"
#include "os/dev/transfer_queue.h"
#include "sim/domain.h"
#include "soc/bus.h"
#include "soc/i2c.h"

namespace armillary::os {

/// A write, a read, or a write and a read with a repeated start between them, to one target.
struct I2cTransfer final : Transfer {
  std::uint8_t address = 0;
  bool writes = false, reads = false;
  std::vector<std::byte> out, in;  ///< `in` has its length from the beginning
};

/// The driver of one ISU's I2C controller, as the A7's kernel has it. The bytes go between memory
/// and the block's FIFOs when the block asks for them, as the A7's DMA moves them; a transfer takes
/// its time on the wire. Lives in the A7's domain. Touches nothing before open().
class I2cAdapter {
 public:
  /// A page: the DMA buffers of the kernel's driver.
  static constexpr std::size_t kLongest = 4096;

  /// `base` is the block's. All references must outlive the adapter.
  I2cAdapter(sim::Domain& domain, soc::Bus& bus, std::uint32_t base, soc::I2c& block);
  I2cAdapter(const I2cAdapter&) = delete;
  I2cAdapter& operator=(const I2cAdapter&) = delete;

  /// The first time, the block is set up: 100 kHz, 1 s.
  void open();
  /// 100, 400 or 1000 kHz; -kEOPNOTSUPP else. From the next transfer on.
  SysResult set_speed(std::uint32_t hz);
  /// In units of 10 ms, as I2C_TIMEOUT has it.
  void set_timeout(std::uint32_t ticks) { timeout_ = std::chrono::milliseconds{10} * ticks; }
  /// The result of a transfer: 0, or -kENXIO not acknowledged, -kETIMEDOUT, -kEIO.
  [[nodiscard]] TransferQueue& queue() { return queue_; }

 private:
  void start(Transfer& transfer);
  void feed();
  void drain();
  void serve();
  void end(SysResult result);

  sim::Domain& domain_;
  BlockRegisters registers_;
  sim::Wire& transmit_request_;
  sim::Wire& receive_request_;
  TransferQueue queue_;
  I2cTransfer* current_ = nullptr;
  std::size_t fed_ = 0, drained_ = 0;
  bool open_ = false;
  std::uint32_t speed_ = 100'000;
  sim::Duration timeout_ = std::chrono::seconds{1};
  sim::TimedEvent timeout_event_;
  InterruptLine interrupt_;
};

}  // namespace armillary::os
