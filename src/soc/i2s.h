// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "soc/audio_port.h"
#include "soc/device.h"
#include "soc/fifo.h"

namespace armillary::soc {

/// An I2S block. Its registers are one target on the bus, its data port, through which the DMA
/// moves the samples, another. The clock of samples is exact. It stands still while there is
/// nothing to send: on silicon an external codec would get the last or an empty value.
class I2s final : public Device {
 public:
  static const BlockInfo kBlock;
  /// Not published; it has to bridge the time between two refills of MediaTek's loopback sample.
  static constexpr std::size_t kFifoDepth = 32;

  /// `port` is what is wired to the block; it must outlive the device.
  I2s(const DeviceContext& context, std::string name, std::uint32_t base, AudioPort& port);

  /// High while the interrupt is asserted.
  [[nodiscard]] sim::Wire& interrupt() { return interrupt_; }
  /// High while the DMA is to write a word (or half-word) to the data port, and to read one.
  [[nodiscard]] sim::Wire& transmit_request() { return transmit_request_; }
  [[nodiscard]] sim::Wire& receive_request() { return receive_request_; }
  /// What answers at the address of the data port.
  [[nodiscard]] BusTarget& data_port() { return data_port_; }

 private:
  class DataPort final : public BusTarget {
   public:
    explicit DataPort(I2s& owner) : owner_(owner) {}
    ReadResult read(std::uint32_t offset, unsigned size) override;
    bool write(std::uint32_t offset, unsigned size, std::uint32_t value) override;
    [[nodiscard]] std::optional<std::uint32_t> peek(std::uint32_t offset) const override;
    [[nodiscard]] std::string describe(std::uint32_t offset) const override;

   private:
    I2s& owner_;
  };

  /// The clock of frames of one direction.
  struct FrameClock {
    sim::Time epoch{};
    std::uint32_t rate = 0;  ///< frames a second; 0 while it does not run
    /// The end of the frame that is on the wire at `now`.
    [[nodiscard]] sim::Time next(sim::Time now) const;
    void serialize(sim::Archive& archive);
  };

  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;

  void write_settings(const Write& write);
  void write_soft_reset(const Write& write);
  void write_fifo_control(const Write& write);
  [[nodiscard]] std::uint32_t fifo_control(unsigned which) const;
  void clear_interrupts(const Write& write);
  [[nodiscard]] std::uint32_t interrupt_status() const { return latched_; }
  void write_enables(const Write&) { update(); }

  [[nodiscard]] bool loopback() const;
  [[nodiscard]] bool mono() const;
  [[nodiscard]] bool four_channels(std::uint32_t control) const;
  [[nodiscard]] std::size_t downlink_words() const;
  [[nodiscard]] std::size_t uplink_words() const;
  void restart_clocks();
  void schedule_downlink();
  void schedule_uplink();
  void end_downlink_frame();
  void end_uplink_frame();
  [[nodiscard]] AudioFrame take_frame();
  void receive_frame(const AudioFrame& frame);

  void push(std::uint32_t value, unsigned size);
  std::uint32_t pop(unsigned size);
  /// FIFO conditions that have become true are latched.
  void note_levels();
  void update();

  AudioPort& port_;
  DataPort data_port_{*this};
  sim::Wire interrupt_, transmit_request_, receive_request_;
  sim::TimedEvent downlink_event_, uplink_event_;
  FrameClock downlink_clock_, uplink_clock_;
  Fifo<std::uint32_t, kFifoDepth> downlink_, uplink_;
  std::uint32_t levels_ = 0;   ///< FIFO conditions as they are
  std::uint32_t latched_ = 0;  ///< GLOBAL_INT_STS
  bool skip_ = false;          ///< in loopback at half the rate: the next frame is left out
};

}  // namespace armillary::soc
