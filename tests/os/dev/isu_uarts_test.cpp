// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/isu_uarts.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/dev/peripheral_bench.h"

namespace armillary::os {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

image::Capabilities with_uarts(std::set<std::string> units) {
  image::Capabilities capabilities;
  capabilities.uart = std::move(units);
  return capabilities;
}

class IsuUartsTest : public testing::Test {
 protected:
  IsuUartsTest() {
    uarts.add_devices(bench.guest.vfs());
    bench.blocks.isu_uart(0).on_transmit([this](std::uint8_t byte) {
      sent += static_cast<char>(byte);
      sent_at.push_back(bench.now());
    });
    line = bench.guest.open("/dev/ttyS4", kOReadWrite);
  }
  ~IsuUartsTest() override { bench.close_files(); }

  SysResult write(std::string_view text) { return bench.file(line).write(bytes_of(text)); }
  std::string read(std::size_t size = 100) {
    std::vector<std::byte> buffer(size);
    const SysResult count = bench.file(line).read(buffer);
    if (count < 0) return "error " + std::to_string(-count);
    return {reinterpret_cast<const char*>(buffer.data()), static_cast<std::size_t>(count)};
  }
  void set(std::uint32_t control, std::uint32_t input = 0, std::uint32_t baud = 0) {
    Termios termios;
    termios.control = control;
    termios.input = input;
    termios.characters[kCcMin] = 1;
    termios.characters[kCcStart] = 0x11;
    termios.characters[kCcStop] = 0x13;
    termios.input_speed = termios.output_speed = baud;
    ASSERT_EQ(bench.ioctl(line, kTcSets2, &termios), 0);
  }
  static constexpr std::uint32_t k8N1 = kBaudOther | kSize8 | kReceive;
  soc::Uart& block() { return bench.blocks.isu_uart(0); }
  void arrive(std::string_view text) {
    for (const char byte : text) block().arrive(static_cast<std::uint8_t>(byte));
  }

  PeripheralBench bench{with_uarts({"ISU0"})};
  IsuUarts uarts{bench.guest.domain(), bench.bus, bench.blocks};
  std::string sent;
  std::vector<sim::Time> sent_at;
  SysResult line = -1;
};

TEST_F(IsuUartsTest, BytesGoOutInTheirTime) {
  ASSERT_GE(line, 0);
  set(k8N1, 0, 115'200);
  const sim::Time start = bench.now();
  const std::string text(100, 'x');
  EXPECT_EQ(write(text), 100);
  bench.run_for(std::chrono::milliseconds{20});
  EXPECT_EQ(sent, text);
  // 10 bits of 226 clocks of 26 MHz.
  EXPECT_EQ((sent_at.back() - start) / std::chrono::microseconds{1}, 100 * 2260 / 26);
  EXPECT_TRUE(bench.pads.functions().uses(26, soc::PinFunction::uart));
}

TEST_F(IsuUartsTest, ALongTextWaitsForRoomAndIsWhole) {
  set(k8N1, 0, 1'000'000);
  std::string text;
  while (text.size() < 10'000) text += "line " + std::to_string(text.size()) + "\n";
  std::size_t done = 0;
  while (done < text.size()) {
    const SysResult count =
        bench.until_done([&] { return write(std::string_view(text).substr(done)); });
    ASSERT_GT(count, 0);
    done += static_cast<std::size_t>(count);
    EXPECT_LE(static_cast<std::size_t>(count), UartPort::kTransmitBuffer);
  }
  EXPECT_EQ(bench.ioctl(line, kTcSendBreak, 1U), 0);  // tcdrain
  EXPECT_EQ(sent, text);
  EXPECT_LE(bench.now() - sent_at.back(), sim::Duration{1});
}

TEST_F(IsuUartsTest, PollFollowsTheBuffers) {
  EXPECT_EQ(bench.file(line).poll(), kEpollOut);
  EXPECT_EQ(read(), "error " + std::to_string(kEAGAIN));
  arrive("hello");
  EXPECT_EQ(bench.file(line).poll(), kEpollOut);  // the driver hears when the line rests
  bench.run_for(std::chrono::milliseconds{5});
  EXPECT_EQ(bench.file(line).poll(), kEpollIn | kEpollOut);
  std::uint32_t count = 0;
  EXPECT_EQ(bench.ioctl(line, kTtyInQueue, &count), 0);
  EXPECT_EQ(count, 5U);
  EXPECT_EQ(read(2), "he");
  EXPECT_EQ(read(), "llo");
  EXPECT_EQ(write(std::string(300, 'x')), 300);
  EXPECT_EQ(bench.file(line).poll(), 0U);
  EXPECT_EQ(bench.ioctl(line, kTtyOutQueue, &count), 0);
  EXPECT_EQ(count, 300U);
}

TEST_F(IsuUartsTest, WithoutTheCapabilityItIsRefusedAndNamedOnce) {
  EXPECT_EQ(bench.guest.open("/dev/ttyS5", kOReadWrite), -kEACCES);
  EXPECT_EQ(bench.guest.open("/dev/ttyS5", kOReadWrite), -kEACCES);
  EXPECT_THAT(
      bench.guest.warnings(),
      ElementsAre(HasSubstr(R"(UART ISU1 (/dev/ttyS5) is refused with EACCES: add \"ISU1\" )"
                            R"(to \"Uart\")")));
  EXPECT_EQ(bench.guest.open("/dev/ttyS9", kOReadWrite), -kENOENT);
  EXPECT_FALSE(bench.pads.functions().uses(31, soc::PinFunction::uart));
}

TEST_F(IsuUartsTest, WhoHasItForItselfIsAloneUntilItCloses) {
  const SysResult second = bench.guest.open("/dev/ttyS4", kOReadWrite);
  EXPECT_GE(second, 0);
  EXPECT_EQ(bench.ioctl(line, kTtyExclusive, 0U), 0);
  EXPECT_EQ(bench.guest.open("/dev/ttyS4", kOReadWrite), -kEBUSY);
  EXPECT_EQ(bench.guest.close(line), 0);
  EXPECT_EQ(bench.guest.open("/dev/ttyS4", kOReadWrite), -kEBUSY);
  EXPECT_EQ(bench.guest.close(second), 0);
  EXPECT_GE(bench.guest.open("/dev/ttyS4", kOReadWrite), 0);
}

TEST_F(IsuUartsTest, ParityAndStopBitsMakeTheFrameLonger) {
  set(kBaudOther | kReceive | kParity | kTwoStopBits | 0x20, 0, 10'000);  // 7 bits
  const sim::Time start = bench.now();
  write("\xC1");
  bench.run_for(std::chrono::milliseconds{5});
  EXPECT_EQ(sent, "\x41");  // seven bits of it
  EXPECT_NEAR(static_cast<double>((sent_at.back() - start).count()), 1'100'000, 3'000);
}

TEST_F(IsuUartsTest, TheSpeedsOfTermiosAreMade) {
  for (const auto& [name, baud] : {std::pair{0x7U, 300}, std::pair{0xDU, 9600},
                                   std::pair{0x1002U, 115'200}, std::pair{0x1008U, 1'000'000}}) {
    SCOPED_TRACE(baud);
    set(name | kSize8 | kReceive);
    const sim::Time start = bench.now();
    write("ab");
    ASSERT_EQ(bench.ioctl(line, kTcSendBreak, 1U), 0);
    const double wanted = 20e9 / baud;
    EXPECT_NEAR(static_cast<double>((sent_at.back() - start).count()), wanted, wanted * 0.005);
  }
}

TEST_F(IsuUartsTest, XoffHoldsAndXonLetsGo) {
  set(k8N1, kXonOut | kXonIn, 115'200);
  arrive("\x13");
  bench.run_for(std::chrono::milliseconds{5});
  EXPECT_EQ(write("later"), 5);
  bench.run_for(std::chrono::milliseconds{5});
  EXPECT_EQ(sent, "");
  arrive("\x11");
  bench.run_for(std::chrono::milliseconds{5});
  EXPECT_EQ(sent, "later");
  EXPECT_EQ(read(), "error " + std::to_string(kEAGAIN));  // they are not data
}

TEST_F(IsuUartsTest, AFullReaderSendsXoffAndAnEmptyOneXon) {
  set(k8N1, kXonIn, 1'000'000);
  for (std::size_t i = 0; i < Tty::kThrottleAt + 20; ++i) {
    arrive("z");
    bench.run_for(std::chrono::microseconds{10});
  }
  bench.run_for(std::chrono::milliseconds{1});
  EXPECT_EQ(sent, "\x13");
  EXPECT_EQ(read(8000).size(), Tty::kThrottleAt + 20);
  bench.run_for(std::chrono::milliseconds{1});
  EXPECT_EQ(sent, "\x13\x11");
}

TEST_F(IsuUartsTest, AFullReaderLowersRtsAndNothingIsLost) {
  set(k8N1 | kRtsCts, 0, 1'000'000);
  EXPECT_TRUE(block().request_to_send().level());
  std::size_t given = 0;
  while (block().request_to_send().level() && given < 10'000) {
    block().arrive(static_cast<std::uint8_t>(given++));
    bench.run_for(std::chrono::microseconds{10});
  }
  EXPECT_LT(given, 5000U);
  std::string all = read(10'000);
  EXPECT_TRUE(block().request_to_send().level() || bench.file(line).poll() != 0);
  bench.run_for(std::chrono::milliseconds{1});
  EXPECT_TRUE(block().request_to_send().level());
  all += read(10'000);
  ASSERT_EQ(all.size(), given);
  for (std::size_t i = 0; i < given; ++i) ASSERT_EQ(static_cast<std::uint8_t>(all[i]), i & 0xFF);
}

TEST_F(IsuUartsTest, CtsHoldsTheTransmitter) {
  set(k8N1 | kRtsCts, 0, 115'200);
  block().set_clear_to_send(false);
  write("wait");
  bench.run_for(std::chrono::milliseconds{5});
  EXPECT_EQ(sent, "");
  std::uint32_t lines = 0;
  EXPECT_EQ(bench.ioctl(line, kTtyGetModem, &lines), 0);
  EXPECT_EQ(lines & (kModemCts | kModemRts), kModemRts);
  block().set_clear_to_send(true);
  bench.run_for(std::chrono::milliseconds{5});
  EXPECT_EQ(sent, "wait");
}

TEST_F(IsuUartsTest, BreaksAndSpoiltBytesComeAsTermiosSays) {
  const auto spoil = [this] {
    block().arrive('a');
    block().arrive('b', soc::Uart::LineError::parity);
    block().arrive(0, soc::Uart::LineError::line_break);
    bench.run_for(std::chrono::milliseconds{10});
  };
  set(k8N1, 0, 9600);
  spoil();
  EXPECT_EQ(read(), std::string("ab\0", 3));
  set(k8N1, kIgnoreParity | kIgnoreBreak, 9600);
  spoil();
  EXPECT_EQ(read(), "a");
  set(k8N1, kReturnToNewline | kStrip, 9600);
  arrive("\r\xC1");
  bench.run_for(std::chrono::milliseconds{10});
  EXPECT_EQ(read(), "\nA");
}

TEST_F(IsuUartsTest, ABreakHoldsTheLineForAQuarterOfASecond) {
  const sim::Time start = bench.now();
  std::vector<sim::Time> changes;
  block().sends_break().observe([&](bool) { changes.push_back(bench.now()); });
  EXPECT_EQ(bench.ioctl(line, kTcSendBreak, 0U), 0);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_LE(changes[1] - changes[0] - std::chrono::milliseconds{250}, sim::Duration{1});
  EXPECT_EQ(changes[0], start);
}

TEST_F(IsuUartsTest, WhatIsLeftAtTheEndIsStillSent) {
  write("goodbye");
  EXPECT_EQ(bench.guest.close(line), 0);
  bench.run_for(std::chrono::milliseconds{20});
  EXPECT_EQ(sent, "goodbye");
}

TEST_F(IsuUartsTest, ATextThatNobodyReadsIsLostAtLastAndNamed) {
  set(k8N1, 0, 1'000'000);
  for (std::size_t i = 0; i < Tty::kReceiveBuffer + 100; ++i) {
    arrive("q");
    bench.run_for(std::chrono::microseconds{10});
  }
  bench.run_for(std::chrono::milliseconds{1});
  EXPECT_EQ(read(100'000).size(), Tty::kReceiveBuffer);
  EXPECT_THAT(bench.guest.warnings(), ElementsAre(HasSubstr("ttyS4: more than 65536 bytes wait")));
}

TEST_F(IsuUartsTest, LineEditingIsNamedAndUnknownRequestsAreRefused) {
  Termios termios = {};
  termios.control = 0xD | kSize8 | kReceive;
  termios.local = kCanonical | kEcho;
  termios.characters[kCcMin] = 1;
  EXPECT_EQ(bench.ioctl(line, kTcSets2, &termios), 0);
  EXPECT_EQ(bench.ioctl(line, 0x5499U, 0U), -kENOTTY);
  EXPECT_THAT(bench.guest.warnings(), ElementsAre(HasSubstr("line editing")));
  for (const std::uint32_t request : {kTcGets, kTcSets, kTcGets2, kTcSets2, kTtyInQueue,
                                      kTtyOutQueue, kTtyGetModem, kTtySetModem, kTtyWindowSize}) {
    EXPECT_EQ(bench.guest.ioctl(line, request, GuestApp::kNothing - 2), -kEFAULT) << request;
  }
}

}  // namespace
}  // namespace armillary::os
