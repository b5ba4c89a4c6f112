// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include "board/parts/spi_byte_target.h"
#include "sim/archive.h"
#include "soc/i2c_bus.h"

namespace armillary::board {

/// The inside of a part that shows itself as registers, whatever the bus: a transfer names a
/// register, and the bytes that follow are read or written from there on.
class RegisterTarget {
 public:
  virtual ~RegisterTarget() = default;
  virtual void point(std::uint8_t address) = 0;
  virtual std::uint8_t read_next() = 0;
  virtual void write_next(std::uint8_t byte) = 0;
};

/// Registers of one byte each.
class ByteRegisters : public RegisterTarget {
 public:
  void point(std::uint8_t address) final { pointer_ = address; }
  std::uint8_t read_next() final {
    const std::uint8_t value = read_register(pointer_);
    pointer_ = next_register(pointer_);
    return value;
  }
  void write_next(std::uint8_t byte) final {
    const std::uint8_t address = pointer_;
    pointer_ = next_register(pointer_);
    write_register(address, byte);
  }

 protected:
  /// A read as the bus does it, with its side effects.
  virtual std::uint8_t read_register(std::uint8_t address) = 0;
  virtual void write_register(std::uint8_t address, std::uint8_t value) = 0;
  /// Which register a burst goes on with.
  [[nodiscard]] virtual std::uint8_t next_register(std::uint8_t address) const = 0;
  void serialize_pointer(sim::Archive& archive) { archive.value(pointer_); }

 private:
  std::uint8_t pointer_ = 0;
};

/// The I2C side: the first byte that is written names the register.
class I2cRegisterPort final : public soc::I2cTarget {
 public:
  /// `registers` must outlive the port. `address` has 7 bits.
  I2cRegisterPort(RegisterTarget& registers, std::uint8_t address)
      : registers_(registers), address_(address) {}
  bool start(std::uint8_t address, bool read) override {
    if (address != address_) return false;
    names_register_ = !read;
    return true;
  }
  bool write(std::uint8_t byte) override {
    if (names_register_) {
      registers_.point(byte);
    } else {
      registers_.write_next(byte);
    }
    names_register_ = false;
    return true;
  }
  std::uint8_t read() override { return registers_.read_next(); }
  void stop() override {}
  void serialize(sim::Archive& archive) { archive.value(names_register_); }

 private:
  RegisterTarget& registers_;
  std::uint8_t address_;
  bool names_register_ = false;
};

/// The SPI side with four wires: the first byte holds the register in its lower seven bits and the
/// direction in bit 7.
class SpiRegisterPort final : public SpiByteTarget {
 public:
  /// `read_bit`: the value of bit 7 that means a read. `registers` must outlive the port.
  explicit SpiRegisterPort(RegisterTarget& registers, bool read_bit = true)
      : registers_(registers), read_bit_(read_bit) {}
  void serialize(sim::Archive& archive) {
    serialize_bits(archive);
    archive.value(state_);
    if (state_ > State::write) {
      archive.fail("a state of the register port");
      state_ = State::idle;
    }
  }

 private:
  enum class State : std::uint8_t { idle, read, write };
  void begin() override { state_ = State::idle; }
  void end() override { state_ = State::idle; }
  std::uint8_t byte_out() override {
    return state_ == State::read ? registers_.read_next() : std::uint8_t{0xFF};
  }
  void byte_in(std::uint8_t byte) override {
    if (state_ == State::idle) {
      state_ = (byte >> 7 != 0) == read_bit_ ? State::read : State::write;
      registers_.point(byte & 0x7F);
    } else if (state_ == State::write) {
      registers_.write_next(byte);
    }
  }

  RegisterTarget& registers_;
  bool read_bit_;
  State state_ = State::idle;
};

}  // namespace armillary::board
