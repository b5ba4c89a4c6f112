// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "board/parts/register_port.h"
#include "board/parts/sample_clock.h"
#include "soc/device_context.h"

namespace armillary::board {

/// The barometer LPS22HH (ST DS12503): pressure and temperature at the output data rate, or one
/// conversion at a time. The FIFO, the threshold interrupts, the reference pressure and the
/// filter's delay are not modelled; what a firmware sets there is kept and named.
class Lps22hh final : public ByteRegisters {
 public:
  /// Pressure in millionths of a hPa, temperature in millionths of a degree Celsius; one that is
  /// empty is 0. What the context refers to must outlive this.
  Lps22hh(const soc::DeviceContext& context, std::string name, Quantity pressure,
          Quantity temperature);

  /// Called with the level of the pin INT_DRDY whenever it may have changed.
  void on_interrupt(std::function<void(bool level)> observer);

  void serialize(sim::Archive& archive);

 private:
  struct Kept {
    std::uint8_t address;
    std::string_view name;
  };
  static const Kept* find_kept(std::uint8_t address);

  std::uint8_t read_register(std::uint8_t address) override;
  void write_register(std::uint8_t address, std::uint8_t value) override;
  [[nodiscard]] std::uint8_t next_register(std::uint8_t address) const override;

  void reset_registers();
  void write_control2(std::uint8_t value);
  [[nodiscard]] std::optional<sim::Rate> rate() const;
  [[nodiscard]] std::uint8_t status() const;
  std::uint8_t read_output(std::uint8_t address);
  [[nodiscard]] std::uint32_t word(bool temperature) const;
  void conversion_done();
  void update_interrupt();
  void warn(std::string_view what) { context_.journal().warn_once(name_, what); }

  soc::DeviceContext context_;
  std::string name_;
  Quantity pressure_, temperature_;
  std::function<void(bool)> observer_;
  std::array<std::uint8_t, 128> registers_{};
  SampleClock pressure_clock_, temperature_clock_;
  /// With block data update: the value of which a byte, but not the last one, has been read.
  std::array<std::uint32_t, 2> latched_{};
  std::array<bool, 2> is_latched_{};
  bool level_ = false;
  sim::TimedEvent conversion_;  ///< the end of a one-shot conversion
  sim::TimedEvent data_ready_;  ///< the next sample, when the pin waits for it
};

}  // namespace armillary::board
