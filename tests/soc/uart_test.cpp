// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/uart.h"

#include <gmock/gmock.h>

#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class UartTest : public testing::Test {
 protected:
  UartTest() {
    uart.on_transmit([this](std::uint8_t byte) {
      sent += static_cast<char>(byte);
      sent_at.push_back(bench.elapsed());
    });
  }

  /// 26 Mbit/s / 16: a bit is 16/26 us, a frame of ten bits 160/26 us.
  void fastest() { play(uart, {{0x0C, 0x83}, {0x24, 0}, {0x00, 1}, {0x04, 0}, {0x0C, 0x03}}); }
  /// The Azure samples' 115200 baud.
  void azure_115200() {
    play(uart, {{0x0C, 0x80},
                {0x24, 3},
                {0x04, 0},
                {0x00, 1},
                {0x28, 224},
                {0x2C, 110},
                {0x58, 0},
                {0x54, 223},
                {0x0C, 3}});
  }
  void put(std::string_view text) {
    for (const char c : text) write32(uart, 0x00, static_cast<std::uint8_t>(c));
  }
  std::size_t type(std::string_view text) { return uart.receive(std::as_bytes(std::span(text))); }
  [[nodiscard]] std::uint32_t id() { return read32(uart, 0x08) & 0x3FU; }

  Bench bench;
  Uart uart{bench.context, "debug UART", 0x2104'0000};
  WireLog irq{bench, uart.interrupt()};
  std::string sent;
  std::vector<sim::Duration> sent_at;
};

constexpr sim::Duration kFrame{6154};  // 160/26 us, rounded up

TEST_F(UartTest, StartsIdleWithFifosOn) {
  EXPECT_EQ(read32(uart, 0x14), 0x60U);
  EXPECT_EQ(read32(uart, 0x08), 0xC1U);
  EXPECT_EQ(read32(uart, 0x5C), 0x01U);
  EXPECT_FALSE(uart.interrupt().level());
}

TEST_F(UartTest, AByteTakesTheTimeOfItsFrame) {
  fastest();
  put("A");
  EXPECT_EQ(read32(uart, 0x14), 0x20U) << "in the shift register: FIFO empty, line busy";
  bench.run_to(1ms);
  EXPECT_EQ(sent, "A");
  EXPECT_THAT(sent_at, ElementsAre(kFrame));
  EXPECT_EQ(read32(uart, 0x14), 0x60U);
}

TEST_F(UartTest, TheAzureSamplesReach115200Baud) {
  azure_115200();
  put("0123456789abcdef");
  bench.run_to(10ms);
  EXPECT_EQ(sent, "0123456789abcdef");
  // 16 frames of 10 bits of 225.7 clocks (223 has seven bits set): 36112 clocks of 26 MHz.
  EXPECT_EQ(sent_at.back(), sim::Rate{26'000'000}.span_of(36'112));
  EXPECT_EQ(sent_at.front(), sim::Rate{26'000'000}.span_of(2'257));
}

TEST_F(UartTest, AStreamHasNoDrift) {
  fastest();
  for (int i = 0; i < 1000; ++i) {
    while ((read32(uart, 0x14) & 0x20U) == 0) bench.run_for(100ns);
    put("x");
  }
  bench.run_for(100us);
  ASSERT_EQ(sent.size(), 1000U);
  EXPECT_EQ(sent_at.back(), sim::Rate{26'000'000}.span_of(160'000));
}

TEST_F(UartTest, FrameFormatChangesTheTime) {
  fastest();
  write32(uart, 0x0C, 0x0F);  // 8 bits, 2 stop, parity: 12 bits
  put("A");
  bench.run_to(1ms);
  EXPECT_THAT(sent_at, ElementsAre(sim::Rate{26'000'000}.span_of(12 * 16)));
  sent_at.clear();
  write32(uart, 0x0C, 0x04);  // 5 bits, 1.5 stop: 7.5 bits
  put("\x7F");
  bench.run_to(2ms);
  EXPECT_THAT(sent_at, ElementsAre(1ms + sim::Rate{26'000'000}.span_of(120)));
  EXPECT_EQ(sent.back(), '\x1F');
}

TEST_F(UartTest, HighSpeedModesDivideBy8And4) {
  fastest();
  for (const unsigned mode : {1U, 2U}) {
    sent_at.clear();
    const sim::Duration start = bench.elapsed();
    write32(uart, 0x24, mode);
    put("A");
    bench.run_for(1ms);
    EXPECT_THAT(sent_at, ElementsAre(start + sim::Rate{26'000'000}.span_of(10 * (16 >> mode))));
  }
}

TEST_F(UartTest, AFullTransmitFifoLosesTheByteAndSaysSo) {
  fastest();
  put("S0123456789abcdefX");
  EXPECT_EQ(read32(uart, 0x6C), 16U);
  bench.run_to(1ms);
  EXPECT_EQ(sent, "S0123456789abcdef");
  EXPECT_THAT(bench.warnings(), ElementsAre(testing::HasSubstr("full transmit FIFO")));
}

TEST_F(UartTest, TransmitInterruptComesAtOnceWhenEmpty) {
  fastest();
  write32(uart, 0x04, 2);
  EXPECT_TRUE(uart.interrupt().level());
  EXPECT_EQ(id(), 0x02U);
  EXPECT_FALSE(uart.interrupt().level()) << "reading IIR acknowledges";
  EXPECT_EQ(id(), 0x01U);
}

TEST_F(UartTest, TransmitInterruptComesAtTheTrigger) {
  fastest();
  play(uart, {{0x08, 0x97}, {0x04, 2}});  // transmit trigger 4
  put("S0123456789");                     // ten in the FIFO
  EXPECT_FALSE(uart.interrupt().level());
  bench.run_to(1ms);
  // The sixth frame's end takes the seventh byte out: four are left.
  EXPECT_THAT(irq.rises().back(), sim::Rate{26'000'000}.span_of(6 * 160));
}

TEST_F(UartTest, TheRetiredAzureDriverFillsFromItsInterrupt) {
  play(uart, {{0x0C, 0xBF},
              {0x08, 0x10},
              {0x04, 0},
              {0x00, 1},
              {0x24, 3},
              {0x28, 224},
              {0x2C, 110},
              {0x58, 0},
              {0x54, 223},
              {0x0C, 3},
              {0x08, 0x97}});
  const std::string text(100, 'z');
  std::size_t next = 0;
  uart.interrupt().observe([&](bool level) {
    if (!level) return;
    while (true) {
      const std::uint32_t reason = read32(uart, 0x08) & 0x1FU;
      if (reason == 0x01) break;
      ASSERT_EQ(reason, 0x02U);
      while (next < text.size() && read32(uart, 0x6C) < 16) {
        write32(uart, 0x00, static_cast<std::uint8_t>(text[next++]));
      }
      if (next == text.size()) write32(uart, 0x04, 0);
    }
  });
  write32(uart, 0x04, 2);
  bench.run_to(20ms);
  EXPECT_EQ(sent, text);
  EXPECT_EQ(sent_at.back(), sim::Rate{26'000'000}.span_of(225'700)) << "without a gap";
}

TEST_F(UartTest, ReceivesAtLineSpeed) {
  fastest();
  write32(uart, 0x04, 1);
  type("hi");
  EXPECT_EQ(read32(uart, 0x14) & 1U, 0U);
  bench.run_to(kFrame + 1ns);
  EXPECT_EQ(read32(uart, 0x68), 1U);
  EXPECT_THAT(irq.rises(), ElementsAre(kFrame));
  bench.run_to(2 * kFrame + 1ns);
  EXPECT_EQ(uart.peek(0x00), static_cast<std::uint32_t>('h'));
  EXPECT_EQ(read32(uart, 0x00), static_cast<std::uint32_t>('h'));
  EXPECT_EQ(read32(uart, 0x00), static_cast<std::uint32_t>('i'));
  EXPECT_FALSE(uart.interrupt().level());
}

TEST_F(UartTest, ReceiveTriggerAndTimeout) {
  fastest();
  play(uart, {{0x08, 0x97}, {0x04, 1}});  // receive trigger 12
  type("0123456789ab");
  bench.run_to(1ms);
  EXPECT_EQ(irq.rises().front(), sim::Rate{26'000'000}.span_of(12 * 160));
  EXPECT_EQ(id(), 0x0CU) << "1 ms later the line has long been idle";
  while ((read32(uart, 0x14) & 1U) != 0) read32(uart, 0x00);
  EXPECT_EQ(id(), 0x01U);

  type("x");
  bench.run_to(2ms);
  const sim::Duration timeout = 1ms + kFrame + sim::Rate{26'000'000}.span_of(4 * 160);
  EXPECT_EQ(irq.rises().back(), timeout);
  EXPECT_EQ(id(), 0x0CU);
  read32(uart, 0x00);
  EXPECT_FALSE(uart.interrupt().level());
}

TEST_F(UartTest, TheProgrammableReceiveTrigger) {
  fastest();
  play(uart, {{0x50, 20}, {0x08, 0xC7}, {0x04, 1}});
  type(std::string(20, 'x'));
  bench.run_to(1ms);
  EXPECT_EQ(irq.rises().front(), sim::Rate{26'000'000}.span_of(20 * 160));
}

TEST_F(UartTest, OverrunKeepsTheFirst32AndIsReportedOnce) {
  fastest();
  write32(uart, 0x04, 5);
  type(std::string(32, 'a') + "b");
  bench.run_to(1ms);
  EXPECT_EQ(read32(uart, 0x68), 32U);
  EXPECT_EQ(id(), 0x06U);
  EXPECT_EQ(read32(uart, 0x14), 0x63U);
  EXPECT_EQ(read32(uart, 0x14), 0x61U);
  EXPECT_NE(id(), 0x06U);
  for (int i = 0; i < 32; ++i) EXPECT_EQ(read32(uart, 0x00), static_cast<std::uint32_t>('a'));
  EXPECT_EQ(read32(uart, 0x14), 0x60U);
}

TEST_F(UartTest, InDmaModeTheTimeoutComesWithAnEmptyFifoAndIsAcknowledgedByReadingVfifoEn) {
  fastest();
  play(uart, {{0x4C, 1}, {0x04, 1}});
  type("q");
  bench.run_to(kFrame + 1ns);
  EXPECT_EQ(id(), 0x01U) << "the DMA takes the data, not the interrupt handler";
  read32(uart, 0x00);
  bench.run_to(1ms);
  EXPECT_EQ(id(), 0x0CU);
  EXPECT_EQ(id(), 0x0CU);
  EXPECT_EQ(read32(uart, 0x4C), 1U);
  EXPECT_EQ(id(), 0x01U);
  EXPECT_FALSE(uart.interrupt().level());
}

TEST_F(UartTest, LoopbackConnectsTransmitterAndReceiver) {
  fastest();
  write32(uart, 0x10, 0x10);
  put("loop");
  type("not this");
  bench.run_to(1ms);
  EXPECT_THAT(sent, IsEmpty());
  std::string got;
  while ((read32(uart, 0x14) & 1U) != 0) got += static_cast<char>(read32(uart, 0x00));
  EXPECT_EQ(got, "loop");
  write32(uart, 0x10, 0x1F);
  EXPECT_EQ(read32(uart, 0x18) & 0xF0U, 0xF0U) << "modem lines follow MCR";
}

TEST_F(UartTest, ModemStatusChangesRaiseAnInterruptUntilRead) {
  write32(uart, 0x04, 8);
  uart.set_clear_to_send(false);
  EXPECT_TRUE(uart.interrupt().level());
  EXPECT_EQ(id(), 0x00U);
  EXPECT_EQ(read32(uart, 0x18), 0x01U);
  EXPECT_FALSE(uart.interrupt().level());
  uart.set_clear_to_send(true);
  EXPECT_EQ(read32(uart, 0x18), 0x11U);
}

TEST_F(UartTest, AutomaticCtsHoldsTheTransmitter) {
  fastest();
  play(uart, {{0x0C, 0xBF}, {0x08, 0x90}, {0x0C, 0x03}});
  uart.set_clear_to_send(false);
  put("A");
  bench.run_to(1ms);
  EXPECT_THAT(sent, IsEmpty());
  uart.set_clear_to_send(true);
  bench.run_to(2ms);
  EXPECT_THAT(sent_at, ElementsAre(1ms + kFrame));
}

TEST_F(UartTest, AutomaticRtsHoldsTheOtherSide) {
  fastest();
  play(uart, {{0x0C, 0xBF}, {0x08, 0x50}, {0x0C, 0x03}, {0x08, 0x97}});
  type(std::string(50, 'a'));
  bench.run_to(5ms);
  EXPECT_EQ(read32(uart, 0x68), 12U) << "the trigger";
  std::size_t count = 0;
  for (int i = 0; i < 200; ++i) {
    bench.run_for(10us);
    while ((read32(uart, 0x14) & 1U) != 0) {
      read32(uart, 0x00);
      ++count;
    }
  }
  EXPECT_EQ(count, 50U);
  EXPECT_EQ(read32(uart, 0x14) & 2U, 0U) << "no overrun";
}

TEST_F(UartTest, BanksShowTheDivisorAndTheEnhancedRegisters) {
  write32(uart, 0x0C, 0x80);
  play(uart, {{0x00, 0x34}, {0x04, 0x12}});
  EXPECT_EQ(read32(uart, 0x00), 0x34U);
  EXPECT_EQ(read32(uart, 0x04), 0x12U);
  write32(uart, 0x0C, 0xBF);
  play(uart, {{0x08, 0x10}, {0x10, 0x11}, {0x1C, 0x13}});
  EXPECT_EQ(read32(uart, 0x00), 0x34U) << "the divisor shows here, too";
  EXPECT_EQ(read32(uart, 0x08), 0x10U);
  EXPECT_EQ(read32(uart, 0x10), 0x11U);
  write32(uart, 0x0C, 0x03);
  EXPECT_EQ(read32(uart, 0x04), 0U) << "IER";
  EXPECT_EQ(read32(uart, 0x10), 0U) << "MCR";
  EXPECT_EQ(read32(uart, 0x1C), 0U) << "SCR";
}

TEST_F(UartTest, FifoControlReadsBackAt5C) {
  write32(uart, 0x08, 0x97);
  EXPECT_EQ(read32(uart, 0x5C), 0x91U);
  // MediaTek's driver: read 0x5C, set three bits, write 0x08.
  write32(uart, 0x08, read32(uart, 0x5C) | 7U);
  EXPECT_EQ(read32(uart, 0x5C), 0x91U);
  write32(uart, 0x08, 0);
  EXPECT_EQ(read32(uart, 0x08), 0x01U) << "FIFOs off";
}

TEST_F(UartTest, ClearingTheFifosDropsWhatIsInThem) {
  fastest();
  put("Abc");
  write32(uart, 0x08, 0x05);
  type("xy");
  bench.run_to(1ms);
  EXPECT_EQ(sent, "A") << "what is on the line goes on";
  write32(uart, 0x08, 0x03);
  EXPECT_EQ(read32(uart, 0x14), 0x60U);
}

TEST_F(UartTest, WithoutFifosOneByteFits) {
  fastest();
  write32(uart, 0x08, 0);
  type("ab");
  bench.run_to(1ms);
  EXPECT_EQ(read32(uart, 0x14) & 3U, 3U);
  EXPECT_EQ(read32(uart, 0x00), static_cast<std::uint32_t>('a'));
}

TEST_F(UartTest, InputBeyondTheLimitIsRefused) {
  EXPECT_EQ(type(std::string(Uart::kLongestInput + 5, 'x')), Uart::kLongestInput);
  EXPECT_EQ(type("y"), 0U);
}

TEST_F(UartTest, WhatIsNotModelledIsNamed) {
  play(uart, {{0x0C, 0xBF}, {0x08, 0x02}, {0x0C, 0x03}, {0x30, 1}});
  EXPECT_THAT(bench.warnings(),
              testing::UnorderedElementsAre(testing::HasSubstr("software flow control"),
                                            testing::HasSubstr("AUTOBAUD is not modelled")));
}

}  // namespace
}  // namespace armillary::soc
