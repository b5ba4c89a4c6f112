// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/board_set.h"

#include <gmock/gmock.h>

#include "board/part_list.h"
#include "sim/scheduler.h"
#include "soc/pin_link.h"

namespace armillary::machine {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Kind = soc::PinDrive::Kind;

constexpr std::uint32_t kData = 0x00, kFcr = 0x08, kLcr = 0x0C, kLsr = 0x14;

class Collector final : public EventSink {
 public:
  void on_event(const Event& event) override { lines.push_back(to_json_line(event)); }
  std::vector<std::string> lines;
};

/// One core's side of the pins, without a processor.
struct Side {
  Side(const char* name, unsigned index) : domain(name, index) {}
  sim::Domain domain;
  soc::DeviceContext context{domain};
  soc::Bus bus{context};
  soc::Pads pads{domain};
  soc::PinPeripherals peripherals{context, bus, pads};
  soc::Uart debug_uart{context, "debug UART", soc::kDebugUartBase};
};

class TwoCores : public ::testing::Test {
 protected:
  void build(std::vector<PartConfig> parts) {
    DeviceConfig config;
    config.board = "none";
    config.parts = std::move(parts);
    const auto complete = board::parts_of(config);
    ASSERT_TRUE(complete) << complete.error().message;
    boards.set_parts(*complete);
    for (Side* side : {&one, &two}) {
      ASSERT_TRUE(boards.add({side->domain, side->pads, side->peripherals, &side->debug_uart}));
      scheduler.add(side->domain);
    }
    pins = std::make_unique<soc::PinLink>(
        boards.pads(), [this](std::size_t index, const soc::Pads::Change& change) {
          boards.pin_changed(index, change);
        });
    scheduler.add(*pins);
    scheduler.add(boards);
    scheduler.add(sink);
  }
  void run_for(sim::Duration time) { scheduler.run_until(scheduler.now() + time); }
  static void start(soc::Uart& uart) {
    uart.write(kLcr, 4, 0x03);
    uart.write(kFcr, 4, 0x07);
  }
  void send(soc::Uart& uart, std::string_view text) {
    for (const char c : text) {
      uart.write(kData, 4, static_cast<std::uint8_t>(c));
      run_for(1ms);
    }
  }
  static std::string received(soc::Uart& uart) {
    std::string text;
    while ((uart.read(kLsr, 4).value & 1U) != 0) {
      text += static_cast<char>(uart.read(kData, 4).value);
    }
    return text;
  }

  Side one{"m4-0", 1}, two{"m4-1", 2};
  BoardSet boards;
  std::unique_ptr<soc::PinLink> pins;
  Collector sink;
  sim::Scheduler scheduler;
};

TEST_F(TwoCores, AWireCarriesLevelsWithinACoreAtOnceAndToTheOtherAtTheEndOfTheWindow) {
  build({{"jumper", "wire", {{"from", 3}, {"to", 60}}}});
  one.pads.set_gpio(3, {Kind::high});
  EXPECT_TRUE(one.pads.level(60));
  EXPECT_FALSE(two.pads.level(60));
  run_for(20us);
  EXPECT_TRUE(two.pads.level(60));
  one.pads.set_gpio(3, {Kind::low});
  run_for(20us);
  EXPECT_FALSE(one.pads.level(60));
  EXPECT_FALSE(two.pads.level(60));
}

TEST_F(TwoCores, AWireCarriesPullsAndAPwmAndLetsGo) {
  build({{"jumper", "wire", {{"from", 3}, {"to", 60}}}});
  one.pads.set_pull(3, soc::Pull::up);
  run_for(20us);
  EXPECT_TRUE(one.pads.level(60));
  one.pads.set_pull(3, soc::Pull::none);
  run_for(20us);
  EXPECT_FALSE(one.pads.level(60));
  soc::PinDrive drive{Kind::pwm};
  drive.wave.s0_on = drive.wave.s0_off = 26'000;  // a millisecond each
  one.pads.set_pwm(3, drive);
  run_for(20us);
  EXPECT_EQ(two.pads.outside(60).kind, Kind::pwm);
  EXPECT_TRUE(two.pads.level(60));
  one.pads.set_pwm(3, {});
  run_for(20us);
  EXPECT_EQ(one.pads.outside(60).kind, Kind::released);
}

TEST_F(TwoCores, TwoOutputsOnAWireAreNamedOnceAndEachSeesItsOwnLevel) {
  build({{"jumper", "wire", {{"from", 3}, {"to", 60}}}});
  one.pads.set_gpio(3, {Kind::high});
  run_for(20us);
  const auto warnings = [this] {
    std::size_t count = 0;
    for (Side* side : {&one, &two}) count += side->domain.journal().warnings().size();
    return count;
  };
  EXPECT_EQ(warnings(), 0U);
  two.pads.set_gpio(60, {Kind::low});
  run_for(20us);
  one.pads.set_gpio(3, {Kind::low});
  run_for(20us);
  one.pads.set_gpio(3, {Kind::high});
  run_for(20us);
  EXPECT_TRUE(one.pads.level(3));
  EXPECT_FALSE(two.pads.level(60));
  ASSERT_EQ(warnings(), 1U);
  const auto& [key, count] = *two.domain.journal().warnings().begin();
  EXPECT_EQ(key.first, "board.jumper");
  EXPECT_THAT(key.second, HasSubstr("GPIO3 drives the wire and GPIO60, at its other end, is an "
                                    "output, too; make one of them an input."));
  EXPECT_EQ(count, 1U);
}

TEST_F(TwoCores, WiresMakeAChain) {
  build({{"button", "button", {{"pin", 1}, {"presses", PartList{PartValues{{"at", 1'000'000}}}}}},
         {"first", "wire", {{"from", 1}, {"to", 2}}},
         {"second", "wire", {{"from", 2}, {"to", 3}}}});
  run_for(100us);
  EXPECT_TRUE(two.pads.level(3));
  run_for(1ms);
  EXPECT_FALSE(two.pads.level(3));
  EXPECT_FALSE(one.pads.level(3));
}

TEST_F(TwoCores, AWireFromTxdToRxdCarriesBytesAlsoToTheOtherCore) {
  build({{"there", "wire", {{"from", 26}, {"to", 33}}},    // ISU0 to ISU1
         {"debug", "wire", {{"from", 86}, {"to", 89}}}});  // m4-0's debug UART to m4-1's
  for (Side* side : {&one, &two}) {
    start(side->peripherals.isu_uart(0));
    start(side->peripherals.isu_uart(1));
    start(side->debug_uart);
  }
  send(one.peripherals.isu_uart(0), "hello");
  EXPECT_EQ(received(one.peripherals.isu_uart(1)), "hello");
  EXPECT_EQ(received(two.peripherals.isu_uart(1)), "hello");
  send(two.peripherals.isu_uart(0), "back");
  EXPECT_EQ(received(one.peripherals.isu_uart(1)), "back");
  send(one.debug_uart, "debug");
  EXPECT_EQ(received(two.debug_uart), "debug");
  EXPECT_EQ(received(one.debug_uart), "");
  send(two.debug_uart, "nothing");
  EXPECT_EQ(received(one.debug_uart), "");
}

TEST_F(TwoCores, AWireFromRtsToCtsHoldsTheOtherUartBackAndOneFromTxdCarriesABreak) {
  constexpr std::uint32_t kMcr = 0x10, kMsr = 0x18, kClearToSend = 0x10, kBreakSeen = 0x10;
  build({{"there", "wire", {{"from", 26}, {"to", 33}}},
         {"ready", "wire", {{"from", 27}, {"to", 34}}}});  // ISU0 to ISU1
  soc::Uart& sender = one.peripherals.isu_uart(0);
  start(sender);
  start(two.peripherals.isu_uart(1));
  const auto clear = [](Side& side) {
    return (side.peripherals.isu_uart(1).read(kMsr, 4).value & kClearToSend) != 0;
  };
  EXPECT_TRUE(clear(two));  // nothing has moved
  sender.write(kMcr, 4, 0x02);
  run_for(20us);
  EXPECT_TRUE(clear(one));
  EXPECT_TRUE(clear(two));
  sender.write(kMcr, 4, 0x00);
  run_for(20us);
  EXPECT_FALSE(clear(one));
  EXPECT_FALSE(clear(two));
  sender.write(kLcr, 4, 0x43);
  run_for(20us);
  EXPECT_NE(two.peripherals.isu_uart(1).read(kLsr, 4).value & kBreakSeen, 0U);
}

TEST_F(TwoCores, AWireFromMosiToMisoIsALoopback) {
  build({{"plug", "wire", {{"from", 37}, {"to", 38}}}});
  EXPECT_EQ(one.peripherals.spi_bus(2).exchange(0x5A, 8), 0x5A);
  EXPECT_EQ(one.peripherals.spi_bus(1).exchange(0x5A, 8), 0xFF);
}

TEST_F(TwoCores, AWireFromSdaToSdaJoinsTwoBuses) {
  build({{"scl", "wire", {{"from", 32}, {"to", 37}}}, {"sda", "wire", {{"from", 33}, {"to", 38}}}});
  soc::I2cBus& bus = one.peripherals.i2c_bus(1);
  EXPECT_FALSE(bus.start(0x20, false));  // nobody listens yet
  constexpr std::uint32_t kTargetControl = 0xC4, kTargetAddress = 0xC8, kEnable = 1U << 15;
  one.peripherals.i2c(2).write(kTargetAddress, 4, 0x20);
  one.peripherals.i2c(2).write(kTargetControl, 4, kEnable);
  EXPECT_TRUE(bus.start(0x20, false));
  bus.stop();
  EXPECT_FALSE(bus.start(0x21, false));
  EXPECT_FALSE(two.peripherals.i2c_bus(1).start(0x20, false));  // another core's
}

TEST_F(TwoCores, AConsoleHasItsUartAtTheCoreThatUsesIt) {
  build({{"isu", "console", {{"uart", "isu2"}, {"to", "pty"}, {"wait", false}}},
         {"debug", "console", {{"uart", "m4-1.uart"}, {"to", "tcp"}, {"port", 4000}}},
         {"shown", "console", {{"uart", "m4-0.uart"}}},
         {"kept", "console", {{"uart", "isu3"}, {"to", "file"}, {"file", OutputPath{"out.bin"}}}}});
  ASSERT_EQ(boards.consoles().size(), 3U);
  EXPECT_EQ(boards.consoles()[0].host, Console::Host::pty);
  EXPECT_FALSE(boards.consoles()[0].wait);
  EXPECT_EQ(boards.consoles()[1].uart, "m4-1.uart");
  EXPECT_EQ(boards.consoles()[1].port, 4000);
  EXPECT_TRUE(boards.consoles()[1].wait);
  EXPECT_EQ(boards.consoles()[2].path, "out.bin");
  EXPECT_TRUE(boards.outputs().empty());  // written while the run goes on
  start(two.peripherals.isu_uart(2));
  start(two.debug_uart);
  send(two.peripherals.isu_uart(2), "sent");
  EXPECT_EQ(boards.take_output(0), "sent");
  EXPECT_EQ(boards.put(0, "typed"), 5U);
  EXPECT_EQ(boards.put(1, "debug"), 5U);
  run_for(10ms);
  EXPECT_EQ(received(two.peripherals.isu_uart(2)), "typed");
  EXPECT_EQ(received(two.debug_uart), "debug");
  EXPECT_EQ(received(one.debug_uart), "");
  ASSERT_EQ(sink.lines.size(), 2U);  // once, though two cores have an ISU2
  EXPECT_THAT(sink.lines[0], HasSubstr(R"("src":"board.isu","type":"input","data":"typed")"));
}

TEST_F(TwoCores, ALineThatIsFullTakesNoMore) {
  build({{"isu", "console", {{"uart", "isu2"}, {"to", "pty"}}}});
  const std::string much(soc::Uart::kLongestInput + 5, 'x');
  EXPECT_EQ(boards.put(0, much), soc::Uart::kLongestInput);
  EXPECT_EQ(boards.put(0, "x"), 0U);
}

}  // namespace
}  // namespace armillary::machine
