// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "sim/clock.h"
#include "soc/device.h"
#include "soc/dma_port.h"
#include "soc/virtual_fifo.h"

namespace armillary::soc {

/// The DMA controller of an IO core: 30 channels between memory, and between memory and the
/// registers of a peripheral. A channel that moves a unit for each request follows the request's
/// level at the very instant; one that runs free takes kCyclesPerUnit of the core's clock for a
/// unit. Nothing moves inside an access or a wire's observer, only in an event of that instant.
class Dma final : public Device {
 public:
  static const BlockInfo kBlock;
  static constexpr unsigned kChannels = 30;
  /// A read and a write of two cycles each, without wait states and bursts: no source says.
  static constexpr std::uint32_t kCyclesPerUnit = 4;

  enum class Kind : std::uint8_t { half_size, full_size, virtual_fifo };
  [[nodiscard]] static Kind kind_of(unsigned channel);

  /// All references must outlive the device.
  Dma(const DeviceContext& context, std::string name, std::uint32_t base, sim::Clock& bus_clock,
      Bus& bus, DmaMemory& memory);

  /// High while any channel's INTSTA is not 0.
  [[nodiscard]] sim::Wire& interrupt() { return interrupt_; }
  /// `request` is high as long as a block wants a unit moved by `channel`: its FIFO has room, or
  /// holds something, and its DMA handshake is on. A channel follows all wires that it is given.
  /// The wire must outlive the device.
  void connect(unsigned channel, sim::Wire& request);

 private:
  struct Channel {
    Channel(sim::EventQueue& events, const std::string& name, std::function<void()> move,
            std::function<void()> time_out)
        : move_event(events, name, std::move(move)),
          timeout_event(events, name + " timeout", std::move(time_out)) {}

    std::vector<const sim::Wire*> requests;
    sim::TimedEvent move_event, timeout_event;
    bool running = false;
    bool stuck = false;                 ///< an address did not answer; until the next start
    std::uint32_t count = 0;            ///< units of this run
    std::uint32_t moved = 0;            ///< of them
    std::uint32_t address = 0;          ///< in memory; full-size: the source
    std::uint32_t target = 0;           ///< full-size: the destination
    std::uint32_t piece = 0;            ///< units that the scheduled event moves at most
    sim::Time free_at = sim::kPowerOn;  ///< the bus has done with what was moved before
  };

  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;

  // The registers of a channel.
  [[nodiscard]] std::uint32_t& at(std::uint32_t offset, unsigned channel);
  [[nodiscard]] std::uint32_t at(std::uint32_t offset, unsigned channel) const;
  [[nodiscard]] bool control(unsigned channel, std::uint32_t bit) const;
  [[nodiscard]] unsigned unit_of(unsigned channel) const;
  [[nodiscard]] VirtualFifo fifo_of(unsigned channel) const;
  [[nodiscard]] std::uint32_t fifo_count(unsigned channel) const;
  [[nodiscard]] std::uint32_t fifo_status(unsigned channel) const;
  [[nodiscard]] std::uint32_t global_status(unsigned word) const;
  [[nodiscard]] std::uint32_t paused() const;

  void write_start(const Write& write);
  void write_acknowledge(const Write& write);
  void write_setting(const Write& write);
  void write_software_pointer(const Write& write);
  void write_reset(const Write& write);
  void write_enable_set(const Write& write);
  void write_enable_clear(const Write& write);
  void write_pause(const Write& write);
  void write_set_request(const Write& write);
  void write_clear_request(const Write& write);

  void start(unsigned channel);
  void check_start(unsigned channel);
  void stop(unsigned channel);
  void reset_channel(unsigned channel);
  void kick_all();
  /// Schedules the move of a channel that can move.
  void kick(unsigned channel);
  [[nodiscard]] sim::Duration time_of(std::uint32_t units) const;
  [[nodiscard]] bool requested(unsigned channel) const;
  [[nodiscard]] bool can_move(unsigned channel) const;
  [[nodiscard]] std::uint32_t next_piece(unsigned channel) const;

  // Moving, in events.
  void move(unsigned channel);
  /// False when an address did not answer; nothing has moved then.
  bool move_unit(unsigned channel);
  bool move_half(unsigned channel);
  bool move_full(unsigned channel);
  bool move_fifo(unsigned channel);
  /// Several units of a full-size channel between memories; 0: one by one, please.
  std::uint32_t copy_full(unsigned channel, std::uint32_t units);
  void advance(unsigned channel, std::uint32_t units);
  void step(unsigned channel, std::uint32_t& address, bool is_source) const;
  void finish(unsigned channel);

  void raise(unsigned channel, std::uint32_t bits);
  void check_threshold(unsigned channel);
  void data_arrived(unsigned channel);
  void time_out(unsigned channel);
  void update_interrupt();
  /// Always false. Names the address in a warning, once a channel.
  bool refused(unsigned channel, std::uint32_t address, bool is_write, bool is_register);
  void warn(unsigned channel, std::string_view what);

  sim::Clock& bus_clock_;
  DmaPort port_;
  sim::Wire interrupt_;
  std::array<std::unique_ptr<Channel>, kChannels> channels_;
  std::uint32_t software_requests_ = 0;  ///< a bit per channel
  std::uint32_t refusals_named_ = 0;     ///< a bit per channel
};

}  // namespace armillary::soc
