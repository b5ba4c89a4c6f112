// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <vector>

#include "soc/device.h"
#include "soc/fifo.h"

namespace armillary::soc {

/// MediaTek's UART, a superset of the 16550: the debug UART of each IO core and the UART of each
/// ISU. A byte takes the time of its frame at the programmed speed, which is kept as an exact
/// fraction, so that a stream of any length has no drift.
class Uart final : public Device {
 public:
  static const BlockInfo kBlock;
  static constexpr std::size_t kTransmitDepth = 16;
  /// Codethink's driver says 16; MediaTek's maintainers say 32 (mt3620_m4_software issue 31).
  static constexpr std::size_t kReceiveDepth = 32;
  /// The most bytes that wait on the line for their time.
  static constexpr std::size_t kLongestInput = 65'536;

  Uart(const DeviceContext& context, std::string name, std::uint32_t base);

  /// High while the interrupt is asserted.
  [[nodiscard]] sim::Wire& interrupt() { return interrupt_; }
  /// High while the transmit FIFO has room for a byte of the DMA's.
  [[nodiscard]] sim::Wire& transmit_request() { return transmit_request_; }
  /// High while the receive FIFO holds a byte for the DMA.
  [[nodiscard]] sim::Wire& receive_request() { return receive_request_; }
  /// The request-to-send output: high while asserted.
  [[nodiscard]] sim::Wire& request_to_send() { return request_to_send_; }
  /// High while the transmitter holds its line down (LCR b6); bytes sent meanwhile are lost. What
  /// hears this line longer than a frame arrives at a receiver as LineError::line_break.
  [[nodiscard]] sim::Wire& sends_break() { return sends_break_; }
  /// Gets each byte at the end of its frame. Several may listen, in the order in which they came.
  void on_transmit(std::function<void(std::uint8_t)> sink) {
    transmit_sinks_.push_back(std::move(sink));
  }

  /// Bytes for the receiver, from a console: one frame after the other at the programmed speed,
  /// from now on or behind those that wait already. Returns how many had room.
  std::size_t receive(std::span<const std::byte> bytes);
  /// How many bytes have room on the line.
  [[nodiscard]] std::size_t receive_room() const { return kLongestInput - line_.size(); }
  /// What can be wrong with a frame, as the bits of LSR that tell.
  enum class LineError : std::uint8_t {
    none = 0,
    parity = 0x04,
    framing = 0x08,
    line_break = 0x10
  };
  /// A frame of another UART ends now, whose sender and line may have spoilt it.
  void arrive(std::uint8_t byte, LineError error = LineError::none);
  /// The level of the clear-to-send input; asserted at power-on, as when nothing is connected.
  void set_clear_to_send(bool asserted);

 private:
  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;

  /// Where the bytes of one direction stand in time: ticks of kTicks from the start of the stream.
  struct Stream {
    sim::Time epoch{};
    std::int64_t ticks = 0;
    bool busy = false;
    sim::Time next_end(sim::Time now, std::int64_t frame);
    void serialize(sim::Archive& archive);
  };

  [[nodiscard]] bool fifos_on() const;
  [[nodiscard]] bool dma_mode() const;
  [[nodiscard]] bool loopback() const;
  [[nodiscard]] std::size_t transmit_capacity() const { return fifos_on() ? kTransmitDepth : 1; }
  [[nodiscard]] std::size_t receive_capacity() const { return fifos_on() ? kReceiveDepth : 1; }
  [[nodiscard]] std::size_t transmit_trigger() const;
  [[nodiscard]] std::size_t receive_trigger() const;
  [[nodiscard]] std::int64_t frame_ticks() const;
  [[nodiscard]] std::uint8_t data_mask() const;

  [[nodiscard]] std::uint32_t receiver_front() const { return received_.front() & 0xFFU; }
  [[nodiscard]] std::uint32_t front_error() const { return received_.front() >> 8; }
  void pop_received();
  void write_data(const Write& write);
  [[nodiscard]] std::uint32_t interrupt_id() const;
  void acknowledge_interrupt();
  void write_fifo_control(const Write& write);
  void write_interrupt_enable(const Write& write);
  void write_line_control(const Write& write);
  void write_modem_control(const Write& write);
  void write_enhanced(const Write& write);
  void write_setting(const Write&) { update_interrupt(); }
  [[nodiscard]] std::uint32_t line_status() const;
  void clear_line_errors();
  [[nodiscard]] std::uint32_t modem_status() const;
  void clear_modem_changes();
  [[nodiscard]] std::uint32_t fifo_control() const { return fifo_control_; }
  void acknowledge_timeout();
  [[nodiscard]] std::uint32_t receive_level() const;
  [[nodiscard]] std::uint32_t transmit_level() const;

  void start_transmit();
  void end_transmit();
  void start_line();
  void end_line();
  void take(std::uint8_t byte, LineError error = LineError::none);
  void clear_received();
  void restart_timeout();
  void receive_timeout();
  void note_transmit_level();
  void note_modem_change(std::uint32_t before);
  /// The interrupt, the requests to the DMA, and RTS.
  void update_interrupt();
  void update_request_to_send();

  sim::Wire interrupt_, transmit_request_, receive_request_, request_to_send_, sends_break_;
  sim::TimedEvent transmit_event_, line_event_, timeout_event_, break_event_;
  std::vector<std::function<void(std::uint8_t)>> transmit_sinks_;

  Fifo<std::uint8_t, kTransmitDepth> transmit_;
  Fifo<std::uint16_t, kReceiveDepth> received_;  ///< b15:8 the frame's LineError
  std::deque<std::uint8_t> line_;                ///< bytes from a console that have not arrived yet
  Stream transmit_stream_, line_stream_;
  std::uint8_t shift_ = 0;  ///< the byte on its way out
  std::uint8_t fifo_control_ = 0;
  std::uint8_t modem_changes_ = 0;
  std::uint8_t spoilt_ = 0;        ///< frames with a LineError in the receive FIFO
  bool transmit_pending_ = false;  ///< the THR-empty interrupt
  bool timeout_pending_ = false;
  bool overrun_ = false;
  std::uint64_t* lost_bytes_ = nullptr;  ///< how often the warning was given; nullptr: never
  bool clear_to_send_ = true;
};

}  // namespace armillary::soc
