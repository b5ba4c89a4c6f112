// SPDX-License-Identifier: GPL-2.0-or-later
// What the public drivers write to I2C, register by register, and what they depend on, on the whole
// chip without processors and with its DMA.
#include "serial_drivers_bench.h"

namespace armillary::soc {
namespace {

using namespace dma_registers;
using testing::ElementsAre;

class CodethinkI2c : public SerialDriversTest {
 protected:
  static constexpr unsigned kTx = 2 * kIsu, kRx = 2 * kIsu + 1;
  std::uint32_t i2c = isu_i2c_base(kIsu);

  CodethinkI2c() {
    EXPECT_EQ(read(i2c + 0xC4) & 0x8000U, 0U);  // not a target
    modify(i2c + 0x70, 0, 0x8000);
    modify(i2c + 0x40, 0, 0x80);
    write(i2c + 0x44, 65U << 8 | 65U);
    write(i2c + 0x48, 65U << 8 | 65U);
    write(i2c + 0x78, 3);
    write(i2c + 0xD8, 3);
    for (const unsigned channel : {kTx, kRx}) {
      write(kDmaBase + kEnableSet, 1U << channel);
      modify(dma(channel, kStart), kRun, 0);
      write(dma(channel, kControl),
            channel == kTx ? kHandshake | kSourceIncrements
                           : kHandshake | kDestinationIncrements | kToMemory | kWrapsDestination);
      write(dma(channel, kFixed), i2c + 0x90);
    }
    modify(i2c + 0xC0, 0x20, 0x10);
    modify(i2c, 0, 1);
    modify(i2c, 0, 2);
  }
  void start() {
    ASSERT_EQ(read(i2c + 0x74) & 4U, 4U);
    modify(i2c + 0x70, 0, 0x4001);
    chip.run_for(10ms);
    EXPECT_THAT(interrupts(), ElementsAre("irq 52 high"));
    modify(i2c, 0, 1);
    EXPECT_EQ(read(i2c) & 1U, 0U);
  }
};

TEST_F(CodethinkI2c, ReadsRegistersThroughTheFifo) {
  EXPECT_EQ(read(i2c + 0x74) & 1U, 0U);  // the bus is free
  write(i2c + 0x60, 0x6A);
  write(i2c + 0x54, 1);
  write(i2c + 0x58, 6);
  modify(i2c + 0x68, 0x37, 0x12);
  write(i2c + 0x90, 0x22);
  start();
  EXPECT_EQ(read(i2c + 0x6C) >> 8 & 1U, 0U);
  EXPECT_EQ(read(i2c + 0x74) & 2U, 0U);
  for (std::uint32_t i = 0; i < 6; ++i) {
    ASSERT_EQ(read(i2c + 0x80) & 1U, 0U);
    EXPECT_EQ(read(i2c + 0x90), (0x22 + i) ^ 0x5AU);
  }
  EXPECT_EQ(read(i2c + 0x80), 0x11U);
  expect_no_warnings();
}

TEST_F(CodethinkI2c, ChainsTwoBuffersOfEachDirectionInTheDma) {
  // Writes of 1 and 10 bytes, then a read of 12: the bytes for the writes lie in two places.
  write(i2c + 0x60, 0x6A);
  write(i2c + 0x54, 1);
  write(i2c + 0x58, 10);
  write(i2c + 0x5C, 12);
  modify(i2c + 0x68, 0x37, 0x24);
  chip.dma_memory(0).put(kBuffer, std::string("\x30", 1));
  chip.dma_memory(0).put(kBuffer + 0x40,
                         "\x40"
                         "abcdefghi");
  write(dma(kTx, kMemory), kBuffer);
  write(dma(kTx, kWrapPoint), 1);
  write(dma(kTx, kWrapTo), kBuffer + 0x40);
  write(dma(kTx, kCount), 11);
  modify(dma(kTx, kControl), 0, kWrapEnable);
  modify(dma(kTx, kStart), 0, kRun);
  write(dma(kRx, kMemory), kBuffer + 0x80);
  write(dma(kRx, kCount), 12);
  modify(dma(kRx, kStart), 0, kRun);
  start();
  for (const unsigned channel : {kTx, kRx}) {
    modify(dma(channel, kStart), kRun, 0);
    EXPECT_EQ(read(dma(channel, kRemaining)), 0U);
  }
  EXPECT_EQ(read(i2c + 0x80), 0x11U);
  EXPECT_EQ(sensor.registers[0x40], 'a');
  std::string expected;
  for (unsigned i = 0; i < 12; ++i) expected += static_cast<char>((0x49 + i) ^ 0x5A);
  EXPECT_EQ(chip.dma_memory(0).text(kBuffer + 0x80, 12), expected);
  expect_no_warnings();
}

class MediaTekI2c : public SerialDriversTest {
 protected:
  std::uint32_t i2c = isu_i2c_base(kIsu);

  void prepare(std::uint32_t packets, std::uint32_t first, std::uint32_t second) {
    mediatek_reset();
    modify(base, 0, 1U << 8);
    modify(base + 0xA0, 0, 0x6);
    for (const Poke& poke : std::initializer_list<Poke>{{0x78, 3},
                                                        {0xD8, 3},
                                                        {0x00, 0x01},
                                                        {0x00, 0x10},
                                                        {0x40, 0x81},
                                                        {0x70, 0},
                                                        {0xC4, 0}}) {
      write(i2c + poke.offset, poke.value);
    }
    write(i2c + 0x44, 2U << 8 | 12U);  // 1 MHz
    write(i2c + 0x48, 9U << 8 | 6U);
    ASSERT_EQ(read(i2c + 0x74) & 4U, 4U);
    write(i2c + 0x70, 0xC000);
    write(i2c + 0x60, 0x6A);
    write(i2c + 0x68, packets);
    write(i2c + 0x54, first);
    write(i2c + 0x58, second);
    write(i2c, 2);
  }
  void start() {
    modify(i2c + 0x70, 0, 1);
    chip.run_for(10ms);
  }
  /// Its interrupt handler.
  void acknowledge(unsigned address_bits, unsigned data_bits) {
    const std::uint32_t status = read(i2c) & 0xFFFFU;
    EXPECT_EQ(status & 1U, 1U);
    write(i2c, status);
    EXPECT_EQ(read(i2c + 0x6C) >> 8 & ((1U << address_bits) - 1), 0U);
    EXPECT_EQ(read(i2c + 0x6C) & ((1U << data_bits) - 1), 0U);
    EXPECT_EQ(read(i2c + 0x74) & 2U, 0U);
  }
};

TEST_F(MediaTekI2c, WritesThenReadsEightBytesThroughTheFifo) {
  prepare(0x12, 1, 8);
  write(i2c + 0x90, 0x0F);
  start();
  EXPECT_THAT(interrupts(), ElementsAre("irq 52 high"));
  acknowledge(2, 3);
  write(i2c, 0);
  const std::uint32_t pointers = read(i2c + 0x84);
  ASSERT_EQ((pointers >> 4 & 0xFU) - (pointers & 0xFU), 8U);
  for (std::uint32_t i = 0; i < 8; ++i) EXPECT_EQ(read(i2c + 0x90), (0x0F + i) ^ 0x5AU);
  EXPECT_EQ(read(i2c + 0x80), 0x11U);
  expect_no_warnings();
}

TEST_F(MediaTekI2c, ReadsALongBlockThroughTheDmaWhoseInterruptIsTheEnd) {
  prepare(0x12, 1, 64);
  chip.dma_memory(0).put(kBuffer, std::string(1, '\x10'));
  mediatek_dma(2 * kIsu, i2c + 0x90, kBuffer, 1, 0, false);
  mediatek_dma(2 * kIsu + 1, i2c + 0x90, kBuffer + 0x40, 64, 0, true);
  write(i2c + 0xC0, 0x10);
  start();
  // The DMA's for the byte sent (its line stays high for the one received), and the end.
  EXPECT_THAT(interrupts(), ElementsAre("irq 77 high", "irq 52 high"));
  EXPECT_EQ(read(dma(2 * kIsu + 1, kInterrupts)), kDone);
  acknowledge(2, 3);
  EXPECT_EQ(read(i2c + 0x80), 0x11U);
  std::string expected;
  for (unsigned i = 0; i < 64; ++i) expected += static_cast<char>((0x10 + i) ^ 0x5A);
  EXPECT_EQ(chip.dma_memory(0).text(kBuffer + 0x40, 64), expected);
  expect_no_warnings();
}

TEST_F(MediaTekI2c, FindsWhoIsOnTheBusByTheAcknowledgeOfTheAddress) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t address = 0x66; address < 0x70; ++address) {
    prepare(0x00, 1, 0);
    write(i2c + 0x60, address);
    write(i2c + 0x90, 0x0F);
    start();
    write(i2c, read(i2c));
    if ((read(i2c + 0x6C) & 0x100U) == 0) found.push_back(address);
  }
  EXPECT_THAT(found, ElementsAre(0x6A));
  EXPECT_EQ(chip.domain(0).journal().warnings().size(), 9U);
}

TEST_F(SerialDriversTest, LinuxUsesHalfWordsForI2c) {
  const std::uint32_t i2c = isu_i2c_base(kIsu);
  const auto writew = [&](std::uint32_t offset, std::uint32_t value) {
    write(i2c + offset, value, 2);
  };
  const auto readw = [&](std::uint32_t offset) { return read(i2c + offset, 2); };
  for (int round = 0; round < 2; ++round) {
    writew(0x70, 0x8000);
    writew(0xC4, 0);
    writew(0x78, 3);
    writew(0x40, 0x81);
    writew(0x00, 1);
    writew(0x44, 92U << 8 | 102U);
    writew(0x48, 99U << 8 | 96U);
    ASSERT_EQ(readw(0x74) & 4U, 4U);
    writew(0x60, 0x6A);
    writew(0x70, readw(0x70) | 0x4000);
    writew(0x54, 2);
    writew(0x58, 3);
    writew(0x68, 0x12);
    writew(0x90, 0x20);
    writew(0x90, 0x55);
    writew(0x00, 2);
    writew(0x70, readw(0x70) | 1);
    chip.run_for(10ms);
    EXPECT_THAT(interrupts(), ElementsAre("irq 52 high"));
    const std::uint32_t status = readw(0x00);
    EXPECT_EQ(status & 1U, 1U);
    writew(0x00, status);
    EXPECT_EQ(readw(0x6C) & 0x30FU, 0U);
    writew(0x00, 0);
    EXPECT_EQ(readw(0x84) >> 4 & 0xFU, 3U);
    EXPECT_EQ(readw(0x90), 0x21U ^ 0x5AU);
    readw(0x90);
    readw(0x90);
    EXPECT_EQ(readw(0x80), 0x11U);
  }
  EXPECT_EQ(sensor.take_log(), "Sw 20 55 Sr r r r P Sw 20 55 Sr r r r P");
  expect_no_warnings();
}

}  // namespace
}  // namespace armillary::soc
