// SPDX-License-Identifier: GPL-2.0-or-later
// What the public drivers write to I2S, register by register, and what they depend on, on the whole
// chip without processors and with its DMA.
#include "serial_drivers_bench.h"

namespace armillary::soc {
namespace {

using namespace dma_registers;
using testing::ElementsAre;

constexpr std::uint32_t kWordUnits = 2;

TEST_F(SerialDriversTest, MediaTeksI2sLoopbackWithRingsInTheDma) {
  constexpr std::uint32_t kI2s = i2s_base(0), kPort = i2s_port_base(0);
  constexpr std::uint32_t kTxRing = kSysramBase, kRxRing = kSysramBase + 0x4000;
  constexpr unsigned kTx = 25, kRx = 26;
  constexpr std::uint32_t kPeriod = 0x1000, kRing = 0x4000;
  for (const std::uint32_t value : {3U, 0U}) write(kI2s + 0x0C, value);
  const auto fill = [&](std::uint32_t slot, std::uint8_t seed) {
    std::string bytes("\xEF\xBE\xFE\xCA", 4);
    bytes.append(kPeriod - 4, static_cast<char>(seed));
    chip.dma_memory(0).put(kTxRing + slot * kPeriod, bytes);
  };
  for (std::uint32_t slot = 0; slot < 4; ++slot) fill(slot, static_cast<std::uint8_t>(slot));
  write(kI2s + 0x00, 0x8000'1C00);
  write(kI2s + 0x04, 0x8A08);
  write(kI2s + 0x08, 0x0800'8A08);
  for (const unsigned channel : {kTx, kRx}) {
    modify(kDmaBase + kEnableSet, 0, 1U << channel);
    modify(kDmaBase + kChannelReset, 1U << channel, 0);
    modify(kDmaBase + kChannelReset, 0, 1U << channel);
    write(dma(channel, kStart), 0);
    write(dma(channel, kControl),
          kWordUnits | kHandshake | kInterruptEnable | (channel == kRx ? kToMemory : 0));
    write(dma(channel, kMemory), channel == kTx ? kTxRing : kRxRing);
    write(dma(channel, kFixed), kPort);
    write(dma(channel, kCount), channel == kTx ? 1 : kPeriod / 4);
    write(dma(channel, kFifoSize), kRing / 4);
    write(dma(channel, kSoftwarePointer), 0);
    for (const std::uint32_t value : {0U, 1U << channel, 0U})
      write(kDmaBase + kClearRequest, value);
    write(dma(channel, kStart), kRun);
  }
  write(kI2s + 0x00, 0x8000'1C01);
  write(kI2s + 0x04, 0x8A09);
  write(kI2s + 0x08, 0x0800'8A09);

  const auto advance = [&](unsigned channel) {
    const std::uint32_t pointer = read(dma(channel, kSoftwarePointer));
    std::uint32_t next = (pointer & 0xFFFFU) + kPeriod, wrap = pointer & 0x1'0000U;
    if (next >= kRing) {
      next -= kRing;
      wrap ^= 0x1'0000U;
    }
    write(dma(channel, kSoftwarePointer), wrap | next);
    write(dma(channel, kAcknowledge), kDone);
  };
  std::uint32_t sent = 0, received = 0;
  bool first_callback = true;
  const sim::Time begin = chip.now();
  while (received < 12 && chip.now() - begin < 1s) {
    if (read(dma(kTx, kInterrupts)) != 0) {
      if (!first_callback) {
        fill(sent % 4, static_cast<std::uint8_t>(sent + 4));
        ++sent;
      }
      first_callback = false;
      advance(kTx);
    }
    if (read(dma(kRx, kInterrupts)) != 0) {
      const std::string bytes = chip.dma_memory(0).text(kRxRing + received % 4 * kPeriod, kPeriod);
      std::string expected("\xEF\xBE\xFE\xCA", 4);
      expected.append(kPeriod - 4, static_cast<char>(received));
      EXPECT_TRUE(bytes == expected) << "period " << received;
      ++received;
      advance(kRx);
    }
    chip.run_for(1ms);  // its task looks once a tick
  }
  EXPECT_EQ(received, 12U);
  // 48'000 words a second, and a stall of less than a tick where the FIFO did not last.
  EXPECT_LT(chip.now() - begin, 12 * 1024 * 1'000'000us / 48'000 + 25ms);
  expect_no_warnings();
}

// The interface unit.

TEST_F(SerialDriversTest, AResetPulseResetsTheWholeUnitAndTheClocksAreOnWithoutIt) {
  const std::uint32_t i2c = isu_i2c_base(kIsu), spi = isu_spi_base(kIsu);
  EXPECT_EQ(read(base), 0x7F01U);
  write(i2c + 0x60, 0x11);
  write(i2c + 0x90, 1);
  write(spi + 0x04, 5);
  write(isu_uart_base(kIsu) + 0x1C, 0x77);
  mediatek_reset();
  EXPECT_EQ(read(i2c + 0x60), 0U);
  EXPECT_EQ(read(i2c + 0x80), 0x11U);
  EXPECT_EQ(read(spi + 0x04), 0U);
  EXPECT_EQ(read(isu_uart_base(kIsu) + 0x1C), 0U);
  EXPECT_EQ(read(base), 0x7F01U);
}

TEST_F(SerialDriversTest, EveryBlockHasItsInterruptNumber) {
  for (unsigned isu = 0; isu < kIsus; ++isu) {
    write(isu_i2c_base(isu), 2);
    write(isu_i2c_base(isu) + 0x70, 0xC001);
    write(isu_spi_base(isu) + 0x28, 0x204);
    write(isu_spi_base(isu), 0x100);
    chip.run_for(1ms);
    EXPECT_THAT(interrupts(),
                testing::UnorderedElementsAre(fmt::format("irq {} high", 44 + 4 * isu),
                                              fmt::format("irq {} high", 45 + 4 * isu)));
  }
  for (unsigned i2s = 0; i2s < kI2sBlocks; ++i2s) {
    write(i2s_base(i2s) + 0x40, 0xF'3333);
    static_cast<void>(read(i2s_port_base(i2s)));  // an underflow
    EXPECT_THAT(interrupts(), ElementsAre(fmt::format("irq {} high", 68 + i2s)));
  }
}

}  // namespace
}  // namespace armillary::soc
