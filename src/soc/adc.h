// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "soc/device.h"
#include "soc/fifo.h"

namespace armillary::soc {

/// The voltage at an analogue input in microvolts at an instant of virtual time: a pure function,
/// because cores on different host threads ask it, each at its own instants.
using AnalogSource = std::function<std::int64_t(sim::Time)>;

/// The ADC: eight channels of 12 bits, one-shot or periodic scans, a FIFO of results.
class Adc final : public Device {
 public:
  static const BlockInfo kBlock;
  static constexpr unsigned kChannels = 8;
  /// Codethink and Linux say 16, MediaTek says 32; the pointers count modulo 32, so 31 it is.
  static constexpr std::size_t kFifoDepth = 31;

  Adc(const DeviceContext& context, std::string name, std::uint32_t base);

  /// High while the interrupt is asserted.
  [[nodiscard]] sim::Wire& interrupt() { return interrupt_; }
  /// High while a result waits for the DMA.
  [[nodiscard]] sim::Wire& dma_request() { return dma_request_; }
  /// What is connected to a channel; nothing (0 V) at first.
  void connect(unsigned channel, AnalogSource source) { sources_[channel] = std::move(source); }
  /// What a conversion of `channel` gives now, with the programmed reference.
  [[nodiscard]] std::uint32_t convert(unsigned channel) const;

 private:
  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;

  void write_control(const Write& write);
  void start_scan();
  void sample();
  [[nodiscard]] std::int64_t channel_clocks() const;
  [[nodiscard]] unsigned next_mapped(unsigned from) const;
  void schedule(std::int64_t clocks);

  [[nodiscard]] std::uint32_t front() const { return results_.front(); }
  void pop();
  [[nodiscard]] std::uint32_t interrupt_id() const;
  [[nodiscard]] std::uint32_t line_status() const { return results_.empty() ? 0 : 1; }
  [[nodiscard]] std::uint32_t pointers() const { return read_pointer_ | write_pointer_ << 5; }
  void write_settings(const Write&) { update_interrupt(); }
  void restart_timeout();
  void update_interrupt();

  sim::Wire interrupt_, dma_request_;
  sim::TimedEvent sample_event_, timeout_event_;
  std::array<AnalogSource, kChannels> sources_;
  Fifo<std::uint32_t, kFifoDepth> results_;
  std::uint32_t read_pointer_ = 0, write_pointer_ = 0;
  sim::Time epoch_{};        ///< of the run of scans
  std::int64_t clocks_ = 0;  ///< ADC clocks from there to the next sample
  unsigned channel_ = 0;     ///< the one that is sampled next
  bool timeout_pending_ = false;
};

}  // namespace armillary::soc
