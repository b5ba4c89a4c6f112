// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "os/dev/block_registers.h"
#include "os/dev/interrupt_line.h"
#include "sim/domain.h"
#include "soc/bus.h"

namespace armillary::os {

/// How a UART is to talk.
struct UartSettings {
  enum class Parity : std::uint8_t { none, even, odd };
  std::uint32_t baud = 9600;
  unsigned data_bits = 8;
  bool two_stop_bits = false;
  Parity parity = Parity::none;
  bool rts_cts = false;
};

/// The driver of one ISU's UART, as the A7's kernel has it: it programs the block's registers,
/// serves its interrupt, and keeps what waits to be sent. Lives in the A7's domain. Touches nothing
/// before open().
class UartPort {
 public:
  /// What can be wrong with a byte.
  enum class Flaw : std::uint8_t { none, parity, framing, line_break };
  /// A page, as Linux' UART_XMIT_SIZE.
  static constexpr std::size_t kTransmitBuffer = 4096;

  /// What the port's user hears, from events of the domain.
  struct Listener {
    std::function<void(std::uint8_t byte, Flaw flaw)> received;
    std::function<void()> sent;  ///< there is room again, or all has been sent
  };

  /// `base` and `interrupt` are the block's. All references must outlive the port.
  UartPort(sim::Domain& domain, soc::Bus& bus, std::uint32_t base, sim::Wire& interrupt);
  UartPort(const UartPort&) = delete;
  UartPort& operator=(const UartPort&) = delete;
  void listen(Listener listener) { listener_ = std::move(listener); }

  /// The first user comes: FIFOs empty, receiver on, RTS asserted.
  void open();
  /// The last one has gone: the receiver is off. What waits is still sent.
  void close();
  /// From the next frame on. The speed is the nearest that the block can make.
  void configure(const UartSettings& settings);

  /// How many bytes had room.
  std::size_t send(std::span<const std::byte> bytes);
  /// Before all that waits: XON and XOFF.
  void send_at_once(std::uint8_t byte);
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  [[nodiscard]] std::size_t room() const { return kTransmitBuffer - waiting_.size(); }
  /// Bytes that wait here and in the block's FIFO.
  [[nodiscard]] std::size_t unsent();
  /// Nothing waits, and the last stop bit has passed. After the last byte `sent` is called.
  [[nodiscard]] bool idle();
  void drop_unsent();

  /// The other side has sent XOFF, or XON.
  void hold(bool held);
  /// The user has no room: the FIFO fills, and RTS falls with `rts_cts`.
  void throttle(bool throttled);
  void set_break(bool on);
  void set_request_to_send(bool on);
  [[nodiscard]] bool request_to_send();
  [[nodiscard]] bool clear_to_send();

 private:
  void serve();
  void take_received(std::uint32_t status);
  void fill();
  void enable(std::uint32_t interrupts, bool on);
  void look_for_end();

  sim::Domain& domain_;
  BlockRegisters registers_;
  Listener listener_;
  std::deque<std::uint8_t> waiting_, urgent_;
  std::uint32_t enabled_ = 0;  ///< what IER holds
  std::uint32_t line_ = 0x03;  ///< what LCR holds
  UartSettings settings_;
  bool open_ = false, held_ = false, throttled_ = false;
  sim::TimedEvent end_event_;
  InterruptLine interrupt_;
};

}  // namespace armillary::os
