// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include "os/dev/block_registers.h"
#include "os/dev/interrupt_line.h"
#include "os/dev/transfer_queue.h"
#include "sim/domain.h"
#include "soc/adc.h"
#include "soc/bus.h"
#include "soc/memory_map.h"

namespace armillary::os {

/// One sample of one channel.
struct Conversion final : Transfer {
  unsigned channel = 0;
  std::uint32_t sample = 0;
};

/// The driver of the ADC, as the A7's kernel has it: single conversions, which take their time.
/// Lives in the A7's domain. Touches nothing before open().
class AdcConverter {
 public:
  static constexpr unsigned kChannels = soc::Adc::kChannels, kBits = 12;

  /// All references must outlive the converter.
  AdcConverter(sim::Domain& domain, soc::Bus& bus, soc::Adc& block);
  AdcConverter(const AdcConverter&) = delete;
  AdcConverter& operator=(const AdcConverter&) = delete;

  /// The first time, the block is set up: 2.5 V.
  void open();
  /// 2.5 V or 1.8 V.
  void set_reference(bool high);
  [[nodiscard]] TransferQueue& queue() { return queue_; }

  /// One file at a time may have the device.
  bool in_use = false;

 private:
  void start(Transfer& transfer);
  void serve();

  BlockRegisters registers_;
  TransferQueue queue_;
  bool open_ = false;
  InterruptLine interrupt_;
};

}  // namespace armillary::os
