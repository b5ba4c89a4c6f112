// SPDX-License-Identifier: GPL-2.0-or-later
// What the public drivers write to SPI, register by register, and what they depend on, on the whole
// chip without processors and with its DMA.
#include "serial_drivers_bench.h"

namespace armillary::soc {
namespace {

using namespace dma_registers;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint32_t kWordUnits = 2;

TEST_F(SerialDriversTest, CodethinkSendsThirteenWordsWithoutAHandshake) {
  const std::uint32_t spi = isu_spi_base(kIsu);
  const unsigned tx = 2 * kIsu;
  write(kDmaBase + kEnableSet, 1U << tx);
  modify(dma(tx, kStart), kRun, 0);
  write(dma(tx, kControl), kSourceIncrements | kWordUnits);
  write(dma(tx, kFixed), spi + 0x40);
  modify(spi + 0x38, 0, 0x100);
  for (unsigned i = 0; i < 8; ++i) write(spi + 0x08 + 4 * i, 0xFFFF'FFFF);
  write(spi + 0x04, 0xFFFF'FFFF);
  modify(spi, 0x100, 0);
  static_cast<void>(read(spi + 0x34));
  for (int round = 0; round < 2; ++round) {
    // WHO_AM_I of a sensor: an opcode of one byte, six bytes in; 2 MHz.
    const std::array<std::uint32_t, 13> packet{
        0xFFFF'FF8F,       0xFFFF'FFFF,          ~0U,   ~0U, ~0U, ~0U, ~0U, ~0U, ~0U,
        38U << 16 | 0x204, 8U << 24 | 48U << 12, 0x100, 0};
    std::string bytes;
    for (const std::uint32_t word : packet) {
      for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(word >> (8 * i));
    }
    chip.dma_memory(0).put(kBuffer, bytes);
    part.answers = {0, 0x69, 1, 2, 3, 4, 5};
    EXPECT_EQ(read(dma(tx, kStart)) & kRun, 0U);
    write(dma(tx, kMemory), kBuffer);
    write(dma(tx, kCount), 13);
    modify(dma(tx, kStart), 0, kRun);
    chip.run_for(1ms);
    EXPECT_THAT(interrupts(), ElementsAre("irq 53 high"));
    modify(dma(tx, kStart), kRun, 0);
    EXPECT_EQ(read(spi + 0x34) & 1U, 1U);
    EXPECT_EQ(read(dma(tx, kRemaining)), 0U);
    EXPECT_EQ(read(spi + 0x48), 0x0302'0169U);
    EXPECT_EQ(read(spi + 0x4C, 2), 0x0504U);
  }
  EXPECT_EQ(part.take_log(), "( 8f ff ff ff ff ff ff)( 8f ff ff ff ff ff ff)");
  expect_no_warnings();
}

class MediaTekSpi : public SerialDriversTest {
 protected:
  std::uint32_t spi = isu_spi_base(kIsu);

  void prepare(bool both) {
    mediatek_reset();
    modify(base, 0, 0x1E00);
    modify(spi + 0x28, 0xF000'0038, 0x4);
    modify(spi + 0x38, 0xFF, 0xF'F000);
    modify(spi + 0x28, 0x0FFF'0400, 798U << 16 | 0x200 | (both ? 0x400U : 0U));
  }
};

TEST_F(MediaTekSpi, BothDirectionsThroughTheFifoOneToSixteenBytes) {
  for (unsigned length = 1; length <= 16; ++length) {
    prepare(true);
    modify(spi + 0x38, 0x100, 0);
    write(spi + 0x04, 0x5A);
    for (unsigned i = 0; i < length / 4 + 1 && i < 8; ++i)
      write(spi + 0x08 + 4 * i, 0x0101'0101 * i);
    modify(spi + 0x28, 0, 0x4);
    write(spi + 0x2C, 8U << 24 | 8 * length << 12 | 8 * length);
    write(spi, 0x0010'0100);
    chip.run_for(5ms);
    EXPECT_THAT(interrupts(), ElementsAre("irq 53 high"));
    static_cast<void>(read(spi + 0x34));
    for (unsigned i = 0; i < length; ++i) {
      const std::uint32_t byte = read(spi + 0x48 + 4 * (4 + i / 4)) >> (8 * (i % 4)) & 0xFFU;
      EXPECT_EQ(byte, ~(i / 4) & 0xFFU) << length << ' ' << i;
    }
  }
  expect_no_warnings();
}

TEST_F(MediaTekSpi, TheDmaForReceivingStartsBehindTheOneForSendingAndEndsTheTransfer) {
  for (const unsigned length : {1U, 6U, 16U}) {
    prepare(true);
    modify(spi + 0x38, 0, 0x100);
    std::string bytes = std::string("\x5A\0\0\0", 4);
    for (unsigned i = 0; i < 32; ++i) bytes += static_cast<char>(i < length ? i : 0);
    for (const std::uint32_t word :
         {read(spi + 0x28), 8U << 24 | 8 * length << 12 | 8 * length, 0x0010'0100U, 0U}) {
      for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(word >> (8 * i));
    }
    ASSERT_EQ(bytes.size(), 52U);
    chip.dma_memory(0).put(kBuffer, bytes);
    mediatek_dma(2 * kIsu, spi + 0x40, kBuffer, 13, kWordUnits, false);
    mediatek_dma(2 * kIsu + 1, spi + 0x40, kBuffer + 0x40, (length - 1) / 4 + 1, kWordUnits, true);
    chip.run_for(10ms);
    // The DMA's for the packet (the line stays high for the words received), and the master's.
    EXPECT_THAT(interrupts(), ElementsAre("irq 77 high", "irq 53 high"));
    EXPECT_EQ(read(dma(2 * kIsu + 1, kInterrupts)), kDone);
    static_cast<void>(read(spi + 0x34));
    std::string expected;
    for (unsigned i = 0; i < length; ++i) expected += static_cast<char>(~i);
    EXPECT_EQ(chip.dma_memory(0).text(kBuffer + 0x40, length), expected);
    for (const unsigned channel : {2 * kIsu, 2 * kIsu + 1}) {
      write(dma(channel, kAcknowledge), kDone);
    }
  }
  expect_no_warnings();
}

TEST_F(SerialDriversTest, LinuxKeepsTheTargetSelectedByThePolarity) {
  const std::uint32_t spi = isu_spi_base(kIsu);
  EXPECT_EQ(read(spi + 0x34), 0U);
  write(spi + 0x28, 7U << 29 | 38U << 16 | 0x84);
  modify(spi + 0x38, 0, 1);  // CS low
  // 40 bytes out: a burst of 32 by interrupt, then 8; the first byte of each is the command.
  for (const unsigned length : {32U, 8U}) {
    EXPECT_EQ(read(spi + 0x34), 0U);
    modify(spi + 0x38, 0x100, 0);
    write(spi + 0x04, 0xA0 + length);
    for (unsigned i = 0; i < length - 1; ++i) write(spi + 0x08 + i, i, 1);
    modify(spi + 0x28, 0, 0x200);
    write(spi + 0x2C, 8U << 24 | 8 * (length - 1));
    write(spi, 0x100);
    chip.run_for(1ms);
    EXPECT_THAT(interrupts(), ElementsAre("irq 53 high"));
    EXPECT_EQ(read(spi + 0x34), 1U);
  }
  // A short one is waited for without an interrupt.
  modify(spi + 0x28, 0x200, 0);
  write(spi + 0x2C, 16U << 12);
  part.answers.clear();
  const std::string sent = part.take_log();
  part.answers = {0xDE, 0xAD};
  write(spi, 0x100);
  int polls = 0;
  while ((read(spi + 0x34) & 1U) == 0 && ++polls < 1'000) chip.run_for(1us);
  EXPECT_GT(polls, 1);
  EXPECT_LT(polls, 1'000);
  EXPECT_EQ(read(spi + 0x48, 2), 0xADDEU);
  modify(spi + 0x38, 1, 0);  // CS high
  EXPECT_THAT(interrupts(), IsEmpty());
  EXPECT_EQ(sent.substr(0, 13), "( c0 00 01 02");
  EXPECT_EQ(part.take_log(), " 00 00)");
  expect_no_warnings();
}

}  // namespace
}  // namespace armillary::soc
