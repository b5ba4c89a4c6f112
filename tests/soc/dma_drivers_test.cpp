// SPDX-License-Identifier: GPL-2.0-or-later
// What public drivers write to the DMA controller, register by register, and what they depend on
// (mt3620.md section 3.3.4): on the whole chip without processors.
#include <gmock/gmock.h>

#include "chip.h"
#include "soc/dma_registers.h"
#include "test_bench.h"

namespace armillary::soc {
namespace {

using namespace dma_registers;
using testing::Contains;
using testing::IsEmpty;

class DmaDriversTest : public testing::Test {
 protected:
  static constexpr std::uint32_t kUart = isu_uart_base(0), kBuffer = kSysramBase + 0x400;
  static constexpr std::uint32_t kInt = 1U << 15, kWord = 2, kWraps = 0x1'0000;

  DmaDriversTest() {
    chip.io(0).isu_uart(0).on_transmit([this](std::uint8_t byte) {
      sent += static_cast<char>(byte);
      last_sent = chip.domain(0).now();
    });
  }
  void write(std::uint32_t address, std::uint32_t value) {
    EXPECT_TRUE(chip.io(0).bus().write(address, 4, value));
  }
  [[nodiscard]] std::uint32_t read(std::uint32_t address) {
    const ReadResult result = chip.io(0).bus().read(address, 4);
    EXPECT_TRUE(result.ok);
    return result.value;
  }
  static std::uint32_t reg(unsigned channel, std::uint32_t offset) {
    return kDmaBase + channel * kStride + offset;
  }
  void global(std::uint32_t offset, std::uint32_t value) { write(kDmaBase + offset, value); }
  void set(unsigned channel, std::uint32_t offset, std::uint32_t value) {
    write(reg(channel, offset), value);
  }
  [[nodiscard]] std::uint32_t get(unsigned channel, std::uint32_t offset) {
    return read(reg(channel, offset));
  }
  void uart(std::uint32_t offset, std::uint32_t value) { write(kUart + offset, value); }
  [[nodiscard]] std::uint32_t uart(std::uint32_t offset) { return read(kUart + offset); }
  void clear_request(unsigned channel) {
    for (const std::uint32_t value : {0U, 1U << channel, 0U}) global(kClearRequest, value);
  }
  /// MediaTek's allocation: clock on, a pulse of the reset.
  void allocate(unsigned channel) {
    global(kEnableSet, read(kDmaBase + kEnableSet) | 1U << channel);
    global(kChannelReset, read(kDmaBase + kChannelReset) & ~(1U << channel));
    global(kChannelReset, read(kDmaBase + kChannelReset) | 1U << channel);
  }
  [[nodiscard]] std::vector<std::string> interrupts() {
    return std::exchange(chip.interrupts(0), {});
  }
  void expect_no_warnings() { EXPECT_THAT(chip.domain(0).journal().warnings(), IsEmpty()); }

  // 115200 baud, 8N1, as Codethink's UART_Open programs them.
  void open_uart() {
    for (const Poke& poke : std::initializer_list<Poke>{{0x0C, 0xBF},
                                                        {0x08, 0x10},
                                                        {0x24, 3},
                                                        {0x04, 0},
                                                        {0x00, 1},
                                                        {0x28, 224},
                                                        {0x2C, 110},
                                                        {0x58, 0},
                                                        {0x54, 223},
                                                        {0x0C, 3},
                                                        {0x08, 0x97},
                                                        {0x4C, 1}}) {
      uart(poke.offset, poke.value);
    }
  }
  static constexpr unsigned kTx = 13, kRx = 14;
  void open_codethink_uart() {
    open_uart();
    global(kEnableSet, 1U << kTx);
    set(kTx, kStart, 0);
    set(kTx, kFixed, kUart);
    set(kTx, kMemory, kBuffer);
    set(kTx, kFifoSize, 256);
    set(kTx, kCount, 0);
    set(kTx, kControl, kHandshake);
    set(kTx, kSoftwarePointer, get(kTx, kHardwarePointer));
    global(kEnableSet, 1U << kRx);
    set(kRx, kStart, 0);
    set(kRx, kFixed, kUart);
    set(kRx, kMemory, kBuffer + 0x100);
    set(kRx, kFifoSize, 32);
    set(kRx, kCount, 32);
    set(kRx, kControl, kToMemory | kInt | kHandshake);
    set(kRx, kSoftwarePointer, get(kRx, kHardwarePointer));
    uart(0x64, 5);  // receive handshake, tx_auto_trans
    uart(0x04, 1);
    set(kRx, kStart, kRun);
  }
  void codethink_write(std::string_view text) {
    for (int i = 0; (get(kTx, kFifoStatus) & 2U) == 0; ++i) {
      ASSERT_LT(i, 10'000) << "UART_Write waits for ever";
      chip.run_for(20us);
    }
    set(kTx, kStart, 0);
    chip.dma_memory(0).put(kBuffer, text);
    set(kTx, kSoftwarePointer,
        text.size() == 256 ? kWraps : static_cast<std::uint32_t>(text.size()));
    uart(0x64, uart(0x64) & ~2U);
    clear_request(kTx);
    set(kTx, kStart, kRun);
    uart(0x64, uart(0x64) | 2U);
  }
  std::string codethink_read() {
    std::string text;
    std::uint32_t pointer = get(kRx, kSoftwarePointer);
    for (std::uint32_t left = get(kRx, kFifoCount); left > 0; --left) {
      text += chip.dma_memory(0).text(kBuffer + 0x100 + (pointer++ & 0xFFFFU), 1);
      if ((pointer & 0xFFFFU) >= 32) pointer = (pointer & 0xFFFF'0000U) ^ kWraps;
    }
    set(kRx, kSoftwarePointer, pointer);
    return text;
  }
  void type(std::string_view text) {
    ASSERT_EQ(chip.io(0).isu_uart(0).receive(std::as_bytes(std::span(text))), text.size());
  }

  Chip chip;
  std::string sent;
  sim::Time last_sent = sim::kPowerOn;
};

TEST_F(DmaDriversTest, CodethinkUartSendsChunkAfterChunk) {
  open_codethink_uart();
  const std::string full(256, 'x');
  codethink_write("first");
  codethink_write(full);
  codethink_write("last");
  chip.run_for(100ms);
  EXPECT_EQ(sent, "first" + full + "last");
  // The FIFO never ran dry: 265 frames of 2257 clocks of 26 MHz without a gap.
  EXPECT_NEAR(static_cast<double>((last_sent - sim::kPowerOn).count()), 265 * 2257.0 / 26e-3,
              20'000);
  EXPECT_EQ(uart(0x14) & 0x60U, 0x60U) << "UART_IsWriteComplete";
  EXPECT_EQ(get(kTx, kInterrupts), 0U) << "no ITEN";
  expect_no_warnings();
}

TEST_F(DmaDriversTest, CodethinkUartHearsOfALineThatFellSilentWithAnEmptyFifo) {
  open_codethink_uart();
  type("short");
  chip.run_for(600us);
  EXPECT_EQ(uart(0x68), 0U) << "the DMA has taken the bytes";
  EXPECT_EQ(uart(0x08) & 0x3FU, 1U) << "and the trigger makes no interrupt";
  chip.run_for(10ms);
  EXPECT_THAT(interrupts(), Contains("irq 47 high"));
  EXPECT_EQ(uart(0x08) & 0x3FU, 0x0CU);
  EXPECT_EQ(get(kRx, kFifoCount), 5U);
  EXPECT_EQ(codethink_read(), "short");
  (void)uart(0x4C);
  EXPECT_EQ(uart(0x08) & 0x3FU, 1U);
  EXPECT_THAT(interrupts(), testing::ElementsAre("irq 47 low"));
  expect_no_warnings();
}

TEST_F(DmaDriversTest, CodethinkUartRingIsReadAtEachInterruptOfTheDma) {
  open_codethink_uart();
  std::string text, read_back;
  for (char c = ' '; c < ' ' + 90; ++c) text += c;
  type(text);
  for (int i = 0; i < 3'000; ++i) {
    chip.run_for(20us);
    for (const std::string& line : interrupts()) {
      if (line == "irq 77 high") {
        EXPECT_NE(get(kRx, kInterrupts) & kDone, 0U);
        EXPECT_EQ(get(kRx, kFifoCount), 32U);
        read_back += codethink_read();
        set(kRx, kAcknowledge, kDone);
      } else if (line == "irq 47 high") {
        read_back += codethink_read();
        (void)uart(0x4C);
      }
    }
  }
  EXPECT_EQ(read_back, text);
  EXPECT_EQ(uart(0x14) & 2U, 0U) << "no overrun";
  expect_no_warnings();
}

TEST_F(DmaDriversTest, AFullReceiveFifoLeavesTheBytesInTheUart) {
  open_codethink_uart();
  type(std::string(40, 'a'));
  chip.run_for(20ms);
  EXPECT_EQ(get(kRx, kFifoStatus) & 1U, 1U);
  EXPECT_EQ(uart(0x68), 8U);
  EXPECT_EQ(codethink_read(), std::string(32, 'a'));
  chip.run_for(20us);
  EXPECT_EQ(uart(0x68), 0U);
  EXPECT_EQ(codethink_read(), std::string(8, 'a'));
}

TEST_F(DmaDriversTest, MediaTekUartSends64BytesHalfSize) {
  open_uart();
  uart(0x4C, 0);
  allocate(0);
  uart(0x4C, 1);
  uart(0x08, uart(0x5C) | 7U);
  const std::string text = "UART Tx(DMA) Counter ... 1\r\n" + std::string(36, '\0');
  chip.dma_memory(0).put(kBuffer, text);
  set(0, kStart, 0);
  set(0, kControl, kSourceIncrements | kHandshake | kInt);
  set(0, kMemory, kBuffer);
  set(0, kFixed, kUart);
  set(0, kCount, 64);
  clear_request(0);
  set(0, kStart, kRun);
  EXPECT_THAT(sent, IsEmpty());
  uart(0x64, 2);
  chip.run_for(20ms);
  EXPECT_EQ(sent, text);
  EXPECT_THAT(interrupts(), testing::ElementsAre("irq 77 high"));
  EXPECT_EQ(read(kDmaBase + kGlobalStatus), 2U) << "no RUN, INT";
  set(0, kAcknowledge, kDone);
  EXPECT_EQ(get(0, kRemaining), 0U);
  expect_no_warnings();
}

TEST_F(DmaDriversTest, MediaTekUartSendsFromAVirtualFifo) {
  open_uart();
  allocate(kTx);
  chip.dma_memory(0).put(kBuffer, "virtual");
  set(kTx, kStart, 0);
  set(kTx, kControl, kHandshake | kInt);
  set(kTx, kMemory, kBuffer);
  set(kTx, kFixed, kUart);
  set(kTx, kCount, 1);
  set(kTx, kFifoSize, 0x4000);
  set(kTx, kSoftwarePointer, 0);
  set(kTx, kSoftwarePointer, 7);
  clear_request(kTx);
  set(kTx, kStart, kRun);
  EXPECT_THAT(interrupts(), IsEmpty()) << "it is not empty";
  uart(0x64, 2);
  chip.run_for(20ms);
  EXPECT_EQ(sent, "virtual");
  EXPECT_THAT(interrupts(), Contains("irq 77 high"));
  // Its callback stops handshake and channel, and the acknowledge comes last.
  uart(0x64, 0);
  set(kTx, kStart, 0);
  set(kTx, kAcknowledge, kDone);
  EXPECT_THAT(interrupts(), testing::ElementsAre("irq 77 low"));
  EXPECT_EQ(7 - get(kTx, kFifoCount), 7U) << "the result";
}

TEST_F(DmaDriversTest, MediaTekCopiesMemoryToMemory) {
  allocate(12);
  const std::string text(4'096, 'm');
  chip.dma_memory(0).put(kBuffer, text);
  set(12, kStart, 0);
  set(12, kControl, kInt | kSourceIncrements | kDestinationIncrements);
  set(12, kSource, kBuffer);
  set(12, kDestination, kBuffer + 0x2000);
  set(12, kCount, (get(12, kCount) & ~kCountMask) | 4'096);
  set(12, 0x28, 0);
  EXPECT_EQ(read(kDmaBase + kGlobalStatus) >> 24 & 1U, 0U);
  set(12, kStart, kRun);
  EXPECT_EQ(read(kDmaBase + kGlobalStatus) >> 24 & 3U, 1U);
  chip.run_for(5ms);
  EXPECT_THAT(interrupts(), testing::ElementsAre("irq 77 high"));
  EXPECT_EQ(read(kDmaBase + kGlobalStatus) >> 24 & 3U, 2U);
  EXPECT_EQ(get(12, kInterrupts), kDone);
  set(12, kAcknowledge, kDone);
  EXPECT_EQ(chip.dma_memory(0).text(kBuffer + 0x2000, 4'096), text);
  expect_no_warnings();
}

class DmaAdcTest : public DmaDriversTest {
 protected:
  static constexpr std::uint32_t kAdc = kAdcBase;
  static constexpr unsigned kChannel = kAdcChannel;
  DmaAdcTest() {
    for (unsigned channel = 0; channel < 3; ++channel) {
      chip.io(0).adc().connect(
          channel, [channel](sim::Time) { return std::int64_t{500'000} * (channel + 1); });
    }
  }
  [[nodiscard]] std::uint32_t result(std::uint32_t index) {
    std::uint32_t value = 0;
    std::memcpy(&value, chip.dma_memory(0).readable(kBuffer + 4 * index).data(), 4);
    return value;
  }
  /// Codethink's ADC_Read().
  void codethink(std::uint32_t fifo_size, std::uint32_t channels, std::uint32_t period) {
    write(kAdc + 0x100, 20U << 9 | 8U << 4);
    global(kEnableSet, 1U << kChannel);
    set(kChannel, kStart, 0);
    set(kChannel, kMemory, kBuffer);
    set(kChannel, kFifoSize, fifo_size);
    set(kChannel, kCount, fifo_size == 1 ? 1 : 3 * fifo_size / 4);
    set(kChannel, kFixed, kAdc + 0x200);
    set(kChannel, kSoftwarePointer, 0);
    set(kChannel, kAcknowledge, kDone);
    write(kAdc + 0x24C, 1);
    set(kChannel, kControl, kWord | kToMemory | kHandshake | kInt);
    set(kChannel, kStart, kRun);
    if (period != 0) write(kAdc + 0x104, period);
    write(kAdc + 0x100, channels << 16 | 20U << 9 | (period != 0 ? 1U << 8 : 0) | 8U << 4 | 1);
  }
  /// Its interrupt handler, m4dma_irq_b_adc(): how many results there were.
  std::uint32_t codethink_handler(std::uint32_t fifo_size) {
    const std::uint32_t count = get(kChannel, kFifoCount);
    std::uint32_t pointer = (get(kChannel, kSoftwarePointer) & 0xFFFFU) / 4 + count;
    const std::uint32_t wrap = pointer >= fifo_size ? kWraps : 0;
    pointer &= fifo_size - 1;
    set(kChannel, kSoftwarePointer,
        ((get(kChannel, kSoftwarePointer) ^ wrap) & 0xFFFF'0000U) | pointer << 2);
    set(kChannel, kAcknowledge, kDone);
    return count;
  }
};

TEST_F(DmaAdcTest, CodethinkReadsOneChannelAgainAndAgain) {
  write(kAdc, 0);
  write(kAdc, 1);
  for (int round = 0; round < 3; ++round) {
    codethink(1, 0x2, 0);
    chip.run_for(1ms);
    EXPECT_THAT(interrupts(), testing::ElementsAre("irq 77 high"));
    EXPECT_EQ(codethink_handler(1), 1U);
    EXPECT_THAT(interrupts(), testing::ElementsAre("irq 77 low"));
    EXPECT_EQ(result(0) & 0xFFFFU, 1'638U << 4 | 1);
  }
  expect_no_warnings();
}

TEST_F(DmaAdcTest, CodethinkReadsPeriodicallyIntoARing) {
  codethink(16, 0x3, 2'000 - 1);
  std::uint32_t results = 0;
  for (int i = 0; i < 1'000; ++i) {
    chip.run_for(20us);
    for (const std::string& line : interrupts()) {
      EXPECT_THAT(line, testing::AnyOf("irq 77 high", "irq 77 low"));
      if (line == "irq 77 high") results += codethink_handler(16);
    }
  }
  // 20 ms of two results each 2000 + 44 clocks of 2 MHz, in twelves.
  EXPECT_EQ(results, 36U);
  EXPECT_EQ(result(0) & 0xFFFFU, 819U << 4);
  EXPECT_EQ(result(1) & 0xFFFFU, 1'638U << 4 | 1);
  expect_no_warnings();
}

TEST_F(DmaAdcTest, MediaTekReadsFourResultsAnInterrupt) {
  allocate(kChannel);
  set(kChannel, kStart, 0);
  set(kChannel, kControl, kWord | kToMemory | kHandshake | kInt);
  set(kChannel, kMemory, kBuffer);
  set(kChannel, kFixed, kAdc + 0x200);
  set(kChannel, kCount, 4);
  set(kChannel, kFifoSize, 16);
  set(kChannel, kSoftwarePointer, 0);
  set(kChannel, kStart, kRun);
  write(kAdc + 0x24C, 1);
  write(kAdc + 0x104, 10'000);
  write(kAdc + 0x100, 0x1U << 16 | 20U << 9 | 1U << 8 | 8U << 4 | 1);
  unsigned callbacks = 0;
  for (int i = 0; i < 5'100; ++i) {
    chip.run_for(20us);
    for (const std::string& line : interrupts()) {
      if (line != "irq 77 high") continue;
      ++callbacks;
      // The callback moves the pointer by 16 bytes before the acknowledge.
      const std::uint32_t pointer = get(kChannel, kSoftwarePointer);
      const std::uint32_t next = (pointer & 0xFFFFU) + 16;
      set(kChannel, kSoftwarePointer,
          next >= 64 ? (pointer & kWraps) ^ kWraps : (pointer & kWraps) | next);
      EXPECT_EQ(get(kChannel, kFifoCount), 0U);
      set(kChannel, kAcknowledge, kDone);
    }
  }
  EXPECT_EQ(callbacks, 5U);  // 102 ms of one result each 5.016 ms, in fours
  expect_no_warnings();
}

TEST_F(DmaDriversTest, InterruptsAndRequestsSurviveASnapshot) {
  open_codethink_uart();
  codethink_write("half of this is sent before, and half after the snapshot");
  type("and this comes in");
  chip.run_for(2ms);
  const std::vector<std::byte> saved = chip.save();
  Chip copy;
  std::string rest;
  copy.io(0).isu_uart(0).on_transmit(
      [&rest](std::uint8_t byte) { rest += static_cast<char>(byte); });
  const auto loaded = copy.load(saved, chip.now());
  ASSERT_TRUE(loaded) << loaded.error().message;
  const std::string before = std::exchange(sent, {});
  chip.run_for(50ms);
  copy.run_for(50ms);
  EXPECT_EQ(before + rest, "half of this is sent before, and half after the snapshot");
  EXPECT_EQ(rest, sent);
  EXPECT_EQ(copy.dma_memory(0).text(kBuffer + 0x100, 32),
            chip.dma_memory(0).text(kBuffer + 0x100, 32));
  EXPECT_EQ(copy.save(), chip.save());
}

}  // namespace
}  // namespace armillary::soc
