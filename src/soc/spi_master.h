// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "soc/device.h"
#include "soc/spi_bus.h"

namespace armillary::soc {

/// The SPI master of an ISU. A transfer is a command of up to 32 bits, then data out and in, one
/// after the other or at once. It takes its exact time; the targets get it as a whole at its end,
/// and are selected from its start on.
class SpiMaster final : public Device {
 public:
  static const BlockInfo kBlock;
  /// The most words that wait at DATAPORT: what Linux chains in one DMA, 78 packets, fits.
  static constexpr std::size_t kLongestWait = 1'024;

  /// `bus` is what the master drives; it must outlive the device, which saves its state.
  SpiMaster(const DeviceContext& context, std::string name, std::uint32_t base, SpiBus& bus);

  /// High while the interrupt is asserted.
  [[nodiscard]] sim::Wire& interrupt() { return interrupt_; }
  /// High while the DMA is to write a word to DATAPORT, and to read one.
  [[nodiscard]] sim::Wire& transmit_request() { return transmit_request_; }
  [[nodiscard]] sim::Wire& receive_request() { return receive_request_; }

 private:
  /// Words of a DMA packet, and the index of the last one, which drivers add for an erratum.
  static constexpr unsigned kPacketWords = 13, kLastWord = 12;

  /// The bits of one transfer, within what the block can do.
  struct Counts {
    unsigned command, out, in;
    bool both;
    [[nodiscard]] unsigned data() const { return both ? (out > in ? out : in) : out + in; }
  };

  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;

  void write_control(const Write& write);
  [[nodiscard]] std::uint32_t control() const;
  [[nodiscard]] std::uint32_t status() const { return status_; }
  void clear_status();
  void write_select(const Write& write);
  void write_port(const Write& write);
  [[nodiscard]] std::uint32_t port() const;
  void pop_port();

  [[nodiscard]] bool busy() const { return event_.scheduled(); }
  [[nodiscard]] bool dma_mode() const;
  [[nodiscard]] bool takes_word() const { return !busy() || packet_word_ == kLastWord; }
  [[nodiscard]] Counts counts() const;
  void start();
  void end();
  void name_what_is_wrong(const Counts& counts) const;
  void take_word(std::uint32_t word);
  void take_waiting();

  void exchange_command(unsigned bits);
  void exchange_data(const Counts& counts);
  [[nodiscard]] std::uint8_t exchange(std::uint8_t byte, unsigned bits);
  [[nodiscard]] std::uint8_t byte_out(unsigned index) const;
  void store_in(std::uint32_t offset, unsigned index, std::uint8_t byte);
  void update_selects();
  void update();

  SpiBus& bus_;
  sim::Wire interrupt_, transmit_request_, receive_request_;
  sim::TimedEvent event_;
  std::deque<std::uint32_t> waiting_;  ///< words at DATAPORT for after this transfer
  std::uint32_t status_ = 0;
  bool interrupt_pending_ = false;
  std::uint32_t packet_word_ = 0;            ///< of a DMA packet, the next
  std::uint32_t in_next_ = 0, in_left_ = 0;  ///< words of SDIR for DATAPORT
};

}  // namespace armillary::soc
