// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "board/parts/spi_byte_target.h"
#include "soc/i2c_bus.h"

namespace armillary::board {

/// The inside of a display controller: it takes command bytes and data bytes.
class DisplayController {
 public:
  virtual ~DisplayController() = default;
  virtual void command(std::uint8_t byte) = 0;
  virtual void data(std::uint8_t byte) = 0;
  /// What a read gives.
  [[nodiscard]] virtual std::uint8_t status() const = 0;
};

/// The I2C side of the SSD13xx: control bytes say what follows (SSD1306 section 8.1.5.2).
class DisplayI2cPort final : public soc::I2cTarget {
 public:
  /// `controller` must outlive the port.
  DisplayI2cPort(DisplayController& controller, std::uint8_t address)
      : controller_(controller), address_(address) {}
  bool start(std::uint8_t address, bool read) override {
    if (address != address_) return false;
    if (!read) wants_control_ = true;
    return true;
  }
  bool write(std::uint8_t byte) override {
    if (wants_control_) {
      // Co: one byte, then a control byte again. Without it the rest is all of one kind.
      single_ = (byte & 0x80U) != 0;
      is_data_ = (byte & 0x40U) != 0;
      wants_control_ = false;
      return true;
    }
    if (is_data_) {
      controller_.data(byte);
    } else {
      controller_.command(byte);
    }
    wants_control_ = single_;
    return true;
  }
  std::uint8_t read() override { return controller_.status(); }
  void stop() override {}
  void serialize(sim::Archive& archive) {
    archive.value(wants_control_);
    archive.value(single_);
    archive.value(is_data_);
  }

 private:
  DisplayController& controller_;
  std::uint8_t address_;
  bool wants_control_ = true, single_ = false, is_data_ = false;
};

/// The SPI side with four wires: the pin D/C says which kind a byte is. Nothing can be read.
class DisplaySpiPort final : public SpiByteTarget {
 public:
  /// `is_data` gives the level of the pin D/C at this instant.
  DisplaySpiPort(DisplayController& controller, std::function<bool()> is_data)
      : controller_(controller), is_data_(std::move(is_data)) {}
  void serialize(sim::Archive& archive) { serialize_bits(archive); }

 private:
  void begin() override {}
  void end() override {}
  std::uint8_t byte_out() override { return 0xFF; }
  void byte_in(std::uint8_t byte) override {
    if (is_data_()) {
      controller_.data(byte);
    } else {
      controller_.command(byte);
    }
  }

  DisplayController& controller_;
  std::function<bool()> is_data_;
};

}  // namespace armillary::board
