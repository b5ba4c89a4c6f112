// SPDX-License-Identifier: GPL-2.0-or-later
// What goes wrong on a UART's line, and its handshakes with the other side and with the DMA.
#include <gmock/gmock.h>

#include "soc/uart.h"
#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr sim::Duration kFrame{6154};  // ten bits of 16/26 us, rounded up

class UartLineTest : public testing::Test {
 protected:
  UartLineTest() {
    uart.on_transmit([this](std::uint8_t byte) { sent += static_cast<char>(byte); });
    play(uart, {{0x0C, 0x83}, {0x24, 0}, {0x00, 1}, {0x04, 0}, {0x0C, 0x03}});
  }
  void enhanced(std::uint32_t value) { play(uart, {{0x0C, 0xBF}, {0x08, value}, {0x0C, 0x03}}); }
  [[nodiscard]] std::uint32_t id() { return read32(uart, 0x08) & 0x3FU; }

  Bench bench;
  Uart uart{bench.context, "ISU0 UART", 0x3807'0500};
  std::string sent;
};

TEST_F(UartLineTest, AnErrorShowsWithItsByteAndOnce) {
  struct Row {
    Uart::LineError error;
    std::uint32_t bit;
  };
  for (const Row& row : {Row{Uart::LineError::parity, 0x04}, Row{Uart::LineError::framing, 0x08},
                         Row{Uart::LineError::line_break, 0x10}}) {
    write32(uart, 0x04, 4);
    uart.arrive('a');
    uart.arrive('b', row.error);
    uart.arrive('c');
    EXPECT_EQ(read32(uart, 0x14), 0xE1U) << "there is one in the FIFO";
    EXPECT_FALSE(uart.interrupt().level());
    EXPECT_EQ(read32(uart, 0x00), static_cast<std::uint32_t>('a'));
    EXPECT_TRUE(uart.interrupt().level());
    EXPECT_EQ(id(), 0x06U);
    EXPECT_EQ(read32(uart, 0x14), 0xE1U | row.bit);
    EXPECT_EQ(read32(uart, 0x14), 0x61U);
    EXPECT_FALSE(uart.interrupt().level());
    EXPECT_EQ(read32(uart, 0x00), static_cast<std::uint32_t>('b'));
    EXPECT_EQ(read32(uart, 0x00), static_cast<std::uint32_t>('c'));
    uart.arrive('d', row.error);
    EXPECT_EQ(read32(uart, 0x00), static_cast<std::uint32_t>('d'));
    EXPECT_EQ(read32(uart, 0x14), 0x60U) << "gone with its byte";
  }
}

TEST_F(UartLineTest, ABreakHoldsTheLineDown) {
  WireLog line(bench, uart.sends_break());
  write32(uart, 0x00, 'a');
  write32(uart, 0x0C, 0x43);
  bench.run_to(1ms);
  EXPECT_THAT(sent, IsEmpty()) << "nobody hears it";
  write32(uart, 0x0C, 0x03);
  write32(uart, 0x00, 'b');
  bench.run_to(2ms);
  EXPECT_EQ(sent, "b");
  EXPECT_THAT(line.changes(), ElementsAre(WireLog::Change{0ms, true}, WireLog::Change{1ms, false}));
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(UartLineTest, InLoopbackABreakIsHeardAfterAFrame) {
  play(uart, {{0x10, 0x10}, {0x04, 4}, {0x0C, 0x43}});
  bench.run_to(kFrame);
  EXPECT_EQ(read32(uart, 0x14) & 0x1FU, 0U);
  bench.run_for(1ns);
  EXPECT_EQ(id(), 0x06U);
  EXPECT_EQ(read32(uart, 0x14) & 0x1FU, 0x11U);
  EXPECT_EQ(read32(uart, 0x00), 0U);
  bench.run_to(1ms);
  EXPECT_EQ(read32(uart, 0x14) & 0x1FU, 0U) << "once";
}

TEST_F(UartLineTest, RequestToSendFollowsMcrAndWithAutoRtsTheFifo) {
  EXPECT_FALSE(uart.request_to_send().level());
  write32(uart, 0x10, 2);
  EXPECT_TRUE(uart.request_to_send().level());
  play(uart, {{0x08, 0x87}, {0x04, 0x40}});  // trigger 12
  enhanced(0x50);
  for (int i = 0; i < 11; ++i) uart.arrive('x');
  EXPECT_TRUE(uart.request_to_send().level());
  EXPECT_EQ(id(), 0x01U);
  uart.arrive('x');
  EXPECT_FALSE(uart.request_to_send().level());
  EXPECT_TRUE(uart.interrupt().level());
  EXPECT_EQ(id(), 0x20U);
  EXPECT_EQ(id(), 0x01U) << "acknowledged";
  read32(uart, 0x00);
  EXPECT_TRUE(uart.request_to_send().level());
}

TEST_F(UartLineTest, ClearToSendGoneInterruptsAndIsClearedInInterruptSta) {
  write32(uart, 0x04, 0x80);
  uart.set_clear_to_send(false);
  EXPECT_FALSE(uart.interrupt().level()) << "only with automatic CTS";
  uart.set_clear_to_send(true);
  enhanced(0x90);
  uart.set_clear_to_send(false);
  EXPECT_TRUE(uart.interrupt().level());
  EXPECT_EQ(read32(uart, 0x70), 0x40U);
  write32(uart, 0x70, 0x40);
  EXPECT_FALSE(uart.interrupt().level());
}

TEST_F(UartLineTest, RequestsToTheDmaNeedModeAndHandshake) {
  EXPECT_FALSE(uart.transmit_request().level());
  write32(uart, 0x4C, 1);
  EXPECT_FALSE(uart.transmit_request().level());
  write32(uart, 0x64, 3);
  EXPECT_TRUE(uart.transmit_request().level());
  EXPECT_FALSE(uart.receive_request().level());
  for (int i = 0; i < 17; ++i) write32(uart, 0x00, 'x');
  EXPECT_FALSE(uart.transmit_request().level()) << "full";
  bench.run_to(kFrame + 1ns);
  EXPECT_TRUE(uart.transmit_request().level());
  uart.arrive('r');
  EXPECT_TRUE(uart.receive_request().level());
  read32(uart, 0x00);
  EXPECT_FALSE(uart.receive_request().level());
  write32(uart, 0x64, 0);
  EXPECT_FALSE(uart.transmit_request().level());
}

}  // namespace
}  // namespace armillary::soc
