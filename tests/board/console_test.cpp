// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>

#include <gmock/gmock.h>

#include "board/board_bench.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::uint32_t kThr = 0x00, kRbr = 0x00, kFcr = 0x08, kLcr = 0x0C, kLsr = 0x14;

class ConsolePart : public BoardBench {
 protected:
  void run_for(sim::Duration time) { scheduler.run_until(scheduler.now() + time); }
  static void write(soc::Uart& uart, std::uint32_t offset, std::uint32_t value) {
    uart.write(offset, 4, value);
  }
  static std::uint32_t read(soc::Uart& uart, std::uint32_t offset) {
    return uart.read(offset, 4).value;
  }
  void start(soc::Uart& uart) {
    write(uart, kLcr, 0x03);
    write(uart, kFcr, 0x07);
  }
  void send(soc::Uart& uart, std::string_view text) {
    for (const char c : text) {
      write(uart, kThr, static_cast<std::uint8_t>(c));
      run_for(1ms);
    }
  }
  std::string received(soc::Uart& uart) {
    std::string text;
    while ((read(uart, kLsr) & 1U) != 0) text += static_cast<char>(read(uart, kRbr));
    return text;
  }
  static std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
  }
};

TEST_F(ConsolePart, TypesItsTextsAtTheirTimes) {
  const PartList texts{PartValues{{"at", 1'000'000}, {"text", "on\r\n"}},
                       PartValues{{"at", 50'000'000}, {"text", "off"}}};
  build({{"keys", "console", {{"uart", "isu1"}, {"send", texts}}}});
  soc::Uart& uart = peripherals.isu_uart(1);
  start(uart);
  run_for(1ms);
  EXPECT_EQ(received(uart), "");
  run_for(20ms);
  EXPECT_EQ(received(uart), "on\r\n");
  run_for(50ms);
  EXPECT_EQ(received(uart), "off");
  EXPECT_TRUE(sink.lines.empty());
}

TEST_F(ConsolePart, GivesTheHostWhatIsSentAndTheUartWhatIsTyped) {
  build({{"line", "console", {{"uart", "m4-0.uart"}, {"to", "tcp"}}}});
  start(debug_uart);
  ConsoleEnd* end = part("line").console_end();
  ASSERT_NE(end, nullptr);
  send(debug_uart, "hello");
  EXPECT_EQ(end->take_output(), "hello");
  EXPECT_EQ(end->take_output(), "");
  EXPECT_EQ(end->room(), soc::Uart::kLongestInput);
  end->put(bytes("ab\n"));
  end->put(bytes("\xff\x00"));
  run_for(10ms);
  EXPECT_EQ(received(debug_uart), "ab\n\xff");
  ASSERT_EQ(sink.lines.size(), 2U);
  EXPECT_EQ(sink.lines[0], R"({"t":5000000,"src":"board.line","type":"input","data":"ab\n"})");
  EXPECT_THAT(sink.lines[1], HasSubstr(R"("data_hex":"ff")"));
}

TEST_F(ConsolePart, HearsItselfInLoopback) {
  build({{"plug", "console", {{"uart", "isu3"}, {"loopback", true}}}});
  soc::Uart& uart = peripherals.isu_uart(3);
  start(uart);
  send(uart, "echo");
  EXPECT_EQ(received(uart), "echo");
}

TEST_F(ConsolePart, LosesNothingThatHasRoomAndSaysWhatHasNone) {
  const std::string longer(soc::Uart::kLongestInput + 10, 'x');
  build({{"keys",
          "console",
          {{"uart", "isu0"}, {"send", PartList{PartValues{{"at", 0}, {"text", longer}}}}}}});
  run_for(1ms);
  ASSERT_EQ(sink.lines.size(), 1U);
  EXPECT_THAT(sink.lines[0], HasSubstr("10 bytes of a text have no room"));
}

TEST_F(ConsolePart, OfAnotherCoresDebugUartIsNotHere) {
  build({{"line", "console", {{"uart", "m4-1.uart"}, {"to", "pty"}}}});
  EXPECT_EQ(part("line").console_end(), nullptr);
}

TEST(ConsoleConfig, IsRefusedWhenFileAndPlaceDoNotFit) {
  const auto refusal = [](PartValues values) {
    DeviceConfig config;
    config.parts = {{"c", "console", std::move(values)}};
    const auto parts = parts_of(config);
    return parts ? "(accepted)" : parts.error().message;
  };
  EXPECT_THAT(refusal({{"uart", "isu0"}, {"to", "file"}}), HasSubstr("name the file"));
  EXPECT_THAT(refusal({{"uart", "isu0"}, {"file", OutputPath{"x"}}}),
              HasSubstr("has a meaning only with"));
  EXPECT_THAT(refusal({{"uart", "isu6"}}), HasSubstr("its uart holds something else than one of"));
}

}  // namespace
}  // namespace armillary::board
