// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "soc/device.h"
#include "soc/i2c_bus.h"
#include "soc/i2c_fifos.h"

namespace armillary::soc {

/// The I2C block of an ISU: a controller for the bus at the ISU's pins, and a target side that
/// answers on another bus when the board joins the two. A transfer is up to three packets with
/// repeated starts between them; each byte takes the time of its nine bits.
class I2c final : public Device {
 public:
  static const BlockInfo kBlock;
  static constexpr unsigned kMostPackets = 3;

  /// `bus` is what the controller drives; it must outlive the device, which saves its state.
  I2c(const DeviceContext& context, std::string name, std::uint32_t base, I2cBus& bus);

  /// High while the interrupt of either side is asserted.
  [[nodiscard]] sim::Wire& interrupt() { return interrupt_; }
  /// High while the DMA is to write a byte to the FIFO that DMA_CON0 selects, and to read one.
  [[nodiscard]] sim::Wire& transmit_request() { return transmit_request_; }
  [[nodiscard]] sim::Wire& receive_request() { return receive_request_; }
  /// The target side, to be attached to the bus of another ISU of the same core.
  [[nodiscard]] I2cTarget& target() { return target_; }

 private:
  class Target final : public I2cTarget {
   public:
    explicit Target(I2c& owner) : owner_(owner) {}
    bool start(std::uint8_t address, bool read) override {
      return owner_.target_start(address, read);
    }
    bool write(std::uint8_t byte) override { return owner_.target_write(byte); }
    std::uint8_t read() override { return owner_.target_read(); }
    void stop() override { owner_.target_stop(); }

   private:
    I2c& owner_;
  };
  /// What is on the wire until the next event, or what the controller waits for.
  enum class Step : std::uint8_t {
    idle,
    address,
    write,
    read,
    stop,
    wait_for_transmit,  ///< a byte to send
    wait_for_receive,   ///< room for a byte
    hung,
  };

  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;

  void write_control(const Write& write);
  void write_interrupt(const Write&) { update(); }
  void write_dma(const Write&) { update(); }
  [[nodiscard]] std::uint32_t status() const;
  [[nodiscard]] std::uint32_t acknowledge() const { return acknowledge_; }

  void clear_fifos(const Write& write);
  void write_fifo(const Write& write);
  void pop_fifo();
  [[nodiscard]] std::uint32_t fifo_front() const { return fifos_.front(); }
  [[nodiscard]] std::uint32_t fifo_status() const { return fifos_.status(); }
  [[nodiscard]] std::uint32_t fifo_pointers() const { return fifos_.pointers(); }

  void start();
  void cancel();
  void end_step();
  void begin_packet();
  void end_address();
  void next_byte();
  void send_stop();
  void end_transfer();
  void resume(Step waited_for);
  void take(Step step, std::int64_t bits);
  [[nodiscard]] std::int64_t bit_clocks() const;
  [[nodiscard]] bool packet_reads() const;

  bool target_start(std::uint8_t address, bool read);
  bool target_write(std::uint8_t byte);
  std::uint8_t target_read();
  void target_stop();
  void clear_target_fifos(const Write& write);
  void write_target_fifo(const Write& write);
  void pop_target_fifo();
  [[nodiscard]] std::uint32_t target_fifo_front() const { return target_fifos_.front(); }
  [[nodiscard]] std::uint32_t target_fifo_status() const { return target_fifos_.status(); }
  [[nodiscard]] std::uint32_t target_fifo_pointers() const { return target_fifos_.pointers(); }

  void raise(std::uint32_t status_bit);
  void update();

  I2cBus& bus_;
  sim::Wire interrupt_, transmit_request_, receive_request_;
  sim::TimedEvent event_;
  Target target_{*this};
  I2cFifos fifos_, target_fifos_;

  Step step_ = Step::idle;
  sim::Time epoch_{};          ///< since when SCL runs without a wait
  std::int64_t clocks_ = 0;    ///< of the block's clock, from there to the end of the step
  std::uint32_t packet_ = 0;   ///< the one on the wire
  std::uint32_t left_ = 0;     ///< bytes of it
  std::uint32_t written_ = 0;  ///< bytes sent in this transfer
  std::uint8_t shift_ = 0;     ///< the byte on its way out
  std::uint32_t acknowledge_ = 0;
  bool target_addressed_ = false;
};

}  // namespace armillary::soc
