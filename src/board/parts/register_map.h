// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "board/parts/register_port.h"
#include "board/parts/sample_clock.h"
#include "soc/device_context.h"

namespace armillary::board {

/// What a register-map file says of a device.
struct RegisterMapLayout {
  enum class Access : std::uint8_t {
    read_write,
    read_only,
    write_only,          ///< reads 0
    write_one_to_clear,  ///< a 1 that is written clears the bit
    clear_on_read,
  };
  struct Register {
    std::uint8_t address = 0;
    std::string name;
    std::uint16_t reset = 0;
    Access access = Access::read_write;
    /// When set, what a read gives: whole units of the register at an instant, held within its
    /// width; negative values as two's complement.
    Quantity value;
  };
  unsigned width = 8;  ///< bits of a register: 8 or 16
  bool little_endian = false;
  bool auto_increment = true;
  bool read_bit = true;  ///< SPI: bit 7 of the first byte is 1 for a read
  /// By rising address, none twice.
  std::vector<Register> registers;
};

/// A device made of registers that do nothing but hold values, or show a quantity over time.
class RegisterMap final : public RegisterTarget {
 public:
  RegisterMap(const soc::DeviceContext& context, std::string name, RegisterMapLayout layout);

  void point(std::uint8_t address) override;
  std::uint8_t read_next() override;
  void write_next(std::uint8_t byte) override;
  void serialize(sim::Archive& archive);

 private:
  struct Cell {
    const RegisterMapLayout::Register* info;
    std::uint16_t value;
  };
  [[nodiscard]] unsigned bytes() const { return layout_.width / 8; }
  [[nodiscard]] unsigned shift() const;
  std::uint16_t load();
  void store(std::uint16_t value);
  void step();
  void warn(std::string_view what) { context_.journal().warn_once(name_, what); }

  soc::DeviceContext context_;
  std::string name_;
  RegisterMapLayout layout_;
  std::map<std::uint8_t, Cell> cells_;
  std::uint8_t pointer_ = 0;
  std::uint8_t byte_ = 0;    ///< of the register, in the order of the bus
  std::uint16_t shift_ = 0;  ///< the register that is being read or written
};

}  // namespace armillary::board
