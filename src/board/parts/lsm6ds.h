// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "board/parts/register_port.h"
#include "board/parts/sample_clock.h"
#include "board/parts/sensor_hub.h"
#include "soc/device_context.h"

namespace armillary::board {

/// The accelerometer and gyroscope LSM6DS3 (ST DocID026899) or LSM6DSO (ST DS12140). Samples follow
/// the output data rates in virtual time. FIFO, embedded functions and the filters' delay are not
/// modelled; what a firmware sets there is kept and named.
class Lsm6ds final : public ByteRegisters {
 public:
  enum class Model : std::uint8_t { lsm6ds3, lsm6dso };
  /// In millionths of g, degrees a second, degrees Celsius; one that is empty is 0.
  struct Motion {
    std::array<Quantity, 3> acceleration, rotation;
    Quantity temperature;
  };

  /// `name` is the part's source in the event log. What the context refers to must outlive this.
  Lsm6ds(const soc::DeviceContext& context, std::string name, Model model, Motion motion);

  /// Called with the level of the pin INT1 whenever it may have changed.
  void on_int1(std::function<void(bool level)> observer);
  /// The auxiliary I2C bus of an LSM6DSO, for the sensors behind it.
  [[nodiscard]] soc::I2cBus& auxiliary_bus() { return hub_->bus(); }

  void serialize(sim::Archive& archive);

 private:
  struct Kept {
    std::uint8_t address;
    std::string_view name;
    std::uint8_t reset;
  };
  std::uint8_t read_register(std::uint8_t address) override;
  void write_register(std::uint8_t address, std::uint8_t value) override;
  [[nodiscard]] std::uint8_t next_register(std::uint8_t address) const override;

  void reset_registers();
  void write_control(std::uint8_t address, std::uint8_t value);
  void software_reset();
  void start_sampling(sim::Time now);
  [[nodiscard]] std::optional<sim::Rate> acceleration_rate() const;
  [[nodiscard]] std::optional<sim::Rate> rotation_rate() const;
  [[nodiscard]] std::optional<sim::Rate> temperature_rate() const;
  [[nodiscard]] std::uint8_t status() const;
  std::uint8_t read_output(std::uint8_t address);
  [[nodiscard]] std::int16_t output(unsigned word, sim::Time when) const;
  [[nodiscard]] SampleClock& clock_of(unsigned word);
  [[nodiscard]] bool embedded_bank() const;
  void data_ready();
  void update_int1();
  void schedule_data_ready();
  [[nodiscard]] const Kept* find_kept(std::uint8_t address) const;
  void warn(std::string_view what) { context_.journal().warn_once(name_, what); }

  soc::DeviceContext context_;
  std::string name_;
  Model model_;
  Motion motion_;
  std::function<void(bool)> int1_observer_;
  std::array<std::uint8_t, 128> registers_{};
  SampleClock acceleration_, rotation_, temperature_;
  /// With block data update: the value whose low byte has been read, per output word.
  std::array<std::uint16_t, 7> latched_{};
  std::uint8_t latched_words_ = 0;  ///< bit per word
  sim::Time reset_ends_{};
  bool int1_ = false;
  std::unique_ptr<SensorHub> hub_;  ///< LSM6DSO only
  sim::TimedEvent data_ready_event_;
};

}  // namespace armillary::board
