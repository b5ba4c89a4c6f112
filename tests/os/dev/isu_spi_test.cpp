// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/isu_spi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/abi/spi.h"
#include "os/dev/peripheral_bench.h"

namespace armillary::os {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Keeps what it hears, answers with a count, and says when it is selected.
class Listener final : public soc::SpiTarget {
 public:
  void select(bool selected) override { selections.push_back(selected); }
  std::uint8_t exchange(std::uint8_t out, unsigned bits) override {
    EXPECT_EQ(bits, 8U);
    heard.push_back(out);
    return count++;
  }
  std::vector<bool> selections;
  std::vector<std::uint8_t> heard;
  std::uint8_t count = 0;
};

class IsuSpiTest : public testing::Test {
 protected:
  IsuSpiTest() {
    bench.blocks.spi_bus(1).attach(listener, soc::SpiBus::ChipSelect::csa);
    spi.add_devices(bench.guest.vfs());
    bus = bench.guest.open("/dev/spidev1.0", kOReadWrite);
    listener.selections.clear();
  }
  ~IsuSpiTest() override { bench.close_files(); }

  static constexpr std::uint32_t kBuffer = GuestApp::kScratch + 0x400;
  static SpiSegmentRequest out(std::uint32_t length, std::uint64_t buffer = kBuffer) {
    SpiSegmentRequest request;
    request.out = buffer;
    request.length = length;
    return request;
  }
  static SpiSegmentRequest in(std::uint32_t length, std::uint64_t buffer = kBuffer) {
    SpiSegmentRequest request;
    request.in = buffer;
    request.length = length;
    return request;
  }
  SysResult message(const std::vector<SpiSegmentRequest>& segments) {
    EXPECT_TRUE(bench.guest.task().memory().copy_out(GuestApp::kScratch,
                                                     std::as_bytes(std::span(segments))));
    const auto size = static_cast<std::uint32_t>(segments.size() * sizeof(SpiSegmentRequest));
    return bench.ioctl(bus, kSpiMessage | size << 16, GuestApp::kScratch);
  }
  SysResult set(std::uint32_t request, std::uint32_t value) {
    return bench.ioctl(bus, request, &value);
  }

  PeripheralBench bench{[] {
    image::Capabilities capabilities;
    capabilities.spi_master = {"ISU1"};
    return capabilities;
  }()};
  Listener listener;
  IsuSpi spi{bench.guest.domain(), bench.bus, bench.blocks};
  SysResult bus = -1;
};

TEST_F(IsuSpiTest, AMessageIsOneSelectionAndTakesItsTime) {
  ASSERT_GE(bus, 0);
  EXPECT_EQ(set(kSpiSetSpeed, 1'000'000), 0);
  std::vector<std::byte> bytes(100);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i + 1);
  ASSERT_TRUE(bench.guest.task().memory().copy_out(kBuffer, bytes));
  const sim::Time start = bench.now();
  EXPECT_EQ(message({out(100), in(50)}), 150);
  // 80 clocks of nominally 80 MHz a bit, which is 79.04 MHz in fact.
  EXPECT_NEAR(static_cast<double>((bench.now() - start).count()), 150 * 8 * 80 / 79.04e-3, 20);
  EXPECT_THAT(listener.selections, ElementsAre(true, false));
  ASSERT_EQ(listener.heard.size(), 150U);
  for (std::size_t i = 0; i < 100; ++i) ASSERT_EQ(listener.heard[i], i + 1);
  std::vector<std::uint8_t> back(50);
  EXPECT_TRUE(
      bench.guest.task().memory().copy_in(kBuffer, std::as_writable_bytes(std::span(back))));
  for (std::size_t i = 0; i < 50; ++i) ASSERT_EQ(back[i], 100 + i);
  EXPECT_TRUE(bench.pads.functions().uses(31, soc::PinFunction::spi));
}

TEST_F(IsuSpiTest, SegmentsMayLetGoBetweenAndWait) {
  SpiSegmentRequest first = out(1);
  first.deselect = 1;
  first.delay_us = 50;
  const sim::Time start = bench.now();
  EXPECT_EQ(message({first, in(1)}), 2);
  EXPECT_THAT(listener.selections, ElementsAre(true, false, true, false));
  EXPECT_GE(bench.now() - start, std::chrono::microseconds{54});
}

TEST_F(IsuSpiTest, TheLeastSignificantBitFirst) {
  std::uint8_t on = 1;
  EXPECT_EQ(bench.ioctl(bus, kSpiSetLsbFirst, &on), 0);
  ASSERT_TRUE(bench.guest.task().memory().put(kBuffer, std::array<std::uint8_t, 2>{0x01, 0xF0}));
  EXPECT_EQ(message({out(2)}), 2);
  EXPECT_THAT(listener.heard, ElementsAre(0x80, 0x0F));
  std::uint8_t mode = 0;
  EXPECT_EQ(bench.ioctl(bus, kSpiGetMode, &mode), 0);
  EXPECT_EQ(mode, kSpiLsbFirst);
}

TEST_F(IsuSpiTest, AnActiveHighChipSelectIsTheOtherWayRound) {
  std::uint8_t mode = kSpiSelectHigh;
  EXPECT_EQ(bench.ioctl(bus, kSpiSetMode, &mode), 0);
  // This target is selected by a low level: at rest, and not in the transfer.
  EXPECT_THAT(listener.selections, ElementsAre(true));
  EXPECT_EQ(message({out(1)}), 1);
  EXPECT_THAT(listener.selections, ElementsAre(true, false, true));
  EXPECT_THAT(listener.heard, ElementsAre());
}

TEST_F(IsuSpiTest, WhatTheDriverCannotDoIsRefused) {
  SpiSegmentRequest both = out(1);
  both.in = kBuffer;
  EXPECT_EQ(message({both}), -kEINVAL);
  EXPECT_EQ(message({out(4000), out(97)}), -kEMSGSIZE);
  EXPECT_EQ(message({out(0xFFFF'FFFF)}), -kEMSGSIZE);
  SpiSegmentRequest words = out(2);
  words.bits_per_word = 16;
  EXPECT_EQ(message({words}), -kEINVAL);
  EXPECT_EQ(message({out(1, GuestApp::kNothing)}), -kEFAULT);
  EXPECT_EQ(message({in(1, GuestApp::kReadOnly)}), -kEFAULT);
  EXPECT_EQ(set(kSpiSetMode32, 0x100), -kEINVAL);
  std::uint8_t bits = 9;
  EXPECT_EQ(bench.ioctl(bus, kSpiSetBits, &bits), -kEINVAL);
  EXPECT_EQ(bench.ioctl(bus, 0x40056B00U, 0U), -kEINVAL);  // no whole number of structures
  EXPECT_EQ(bench.ioctl(bus, 0x6B77U, 0U), -kENOTTY);
  EXPECT_THAT(bench.guest.warnings(),
              ElementsAre(HasSubstr("cannot send and receive at once"), HasSubstr("0x00006b77")));
}

TEST_F(IsuSpiTest, ReadAndWriteAreTransfersOfTheirOwn) {
  const std::vector<std::byte> three(3, std::byte{0xAA});
  EXPECT_EQ(bench.until_done([&] {
    Call call(bench.guest.kernel(), bench.guest.task());
    return bench.file(bus).write_in(call, three);
  }),
            3);
  std::vector<std::byte> two(2);
  EXPECT_EQ(bench.until_done([&] {
    Call call(bench.guest.kernel(), bench.guest.task());
    return bench.file(bus).read_in(call, two);
  }),
            2);
  EXPECT_EQ(two[1], std::byte{4});
  EXPECT_THAT(listener.selections, ElementsAre(true, false, true, false));
}

TEST_F(IsuSpiTest, WithoutTheCapabilityItIsRefused) {
  EXPECT_EQ(bench.guest.open("/dev/spidev0.1", kOReadWrite), -kEACCES);
  EXPECT_THAT(bench.guest.warnings(), ElementsAre(HasSubstr(R"(add \"ISU0\" to \"SpiMaster\")")));
  EXPECT_EQ(bench.guest.open("/dev/spidev1.2", kOReadWrite), -kENOENT);
}

}  // namespace
}  // namespace armillary::os
