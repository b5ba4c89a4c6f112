// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "chip.h"
#include "serial_bench.h"
#include "soc/dma_registers.h"

namespace armillary::soc {

/// The whole chip with a sensor on the I2C bus and a part on the SPI bus of ISU2, and what the
/// public drivers have in common.
class SerialDriversTest : public testing::Test {
 protected:
  static constexpr std::uint32_t kBuffer = kSysramBase + 0x400;
  static constexpr unsigned kIsu = 2;

  SerialDriversTest() {
    PinPeripherals& pins = chip.io(0).peripherals();
    pins.i2c_bus(kIsu).attach(sensor);
    pins.spi_bus(kIsu).attach(part, SpiBus::ChipSelect::csa);
    base = isu_base(kIsu);
  }
  void write(std::uint32_t address, std::uint32_t value, unsigned size = 4) {
    EXPECT_TRUE(chip.io(0).bus().write(address, size, value));
  }
  [[nodiscard]] std::uint32_t read(std::uint32_t address, unsigned size = 4) {
    const ReadResult result = chip.io(0).bus().read(address, size);
    EXPECT_TRUE(result.ok);
    return result.value;
  }
  void modify(std::uint32_t address, std::uint32_t clear, std::uint32_t set) {
    write(address, (read(address) & ~clear) | set);
  }
  static std::uint32_t dma(unsigned channel, std::uint32_t offset) {
    return kDmaBase + channel * dma_registers::kStride + offset;
  }
  /// MediaTek's allocation, and its set-up of a half-size channel with a handshake.
  void mediatek_dma(unsigned channel, std::uint32_t port, std::uint32_t memory, std::uint32_t units,
                    std::uint32_t unit_size, bool to_memory) {
    modify(kDmaBase + dma_registers::kEnableSet, 0, 1U << channel);
    modify(kDmaBase + dma_registers::kChannelReset, 1U << channel, 0);
    modify(kDmaBase + dma_registers::kChannelReset, 0, 1U << channel);
    write(dma(channel, dma_registers::kControl),
          unit_size | dma_registers::kHandshake | dma_registers::kInterruptEnable |
              (to_memory ? dma_registers::kToMemory | dma_registers::kDestinationIncrements
                         : dma_registers::kSourceIncrements));
    write(dma(channel, dma_registers::kFixed), port);
    write(dma(channel, dma_registers::kMemory), memory);
    write(dma(channel, dma_registers::kCount), units);
    write(dma(channel, dma_registers::kStart), dma_registers::kRun);
  }
  void mediatek_reset() {
    modify(base, 1, 0);
    modify(base, 0, 1);
  }
  /// The interrupts since the last call that went high.
  std::vector<std::string> interrupts() {
    std::vector<std::string> high;
    for (const std::string& text : std::exchange(chip.interrupts(0), {})) {
      if (text.ends_with(" high")) high.push_back(text);
    }
    return high;
  }
  void expect_no_warnings() {
    EXPECT_THAT(chip.domain(0).journal().warnings(), testing::IsEmpty());
  }

  Chip chip;
  RegisterTarget sensor{chip.domain(0), 0x6A};
  InvertingTarget part;
  std::uint32_t base;
};

}  // namespace armillary::soc
