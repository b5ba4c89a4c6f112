// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/isu_i2c.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/abi/i2c.h"
#include "os/dev/peripheral_bench.h"

namespace armillary::os {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Answers at 0x50: what is written first is the place from which reads count on.
class Memory final : public soc::I2cTarget {
 public:
  bool start(std::uint8_t address, bool read) override {
    first_ = !read;
    return address == 0x50;
  }
  bool write(std::uint8_t byte) override {
    if (first_) {
      place = byte;
      first_ = false;
    } else {
      bytes.push_back(byte);
    }
    return bytes.size() < refuse_after;
  }
  std::uint8_t read() override { return place++; }
  void stop() override { ++stops; }

  std::uint8_t place = 0;
  std::vector<std::uint8_t> bytes;
  std::size_t refuse_after = 1'000'000;
  int stops = 0;

 private:
  bool first_ = false;
};

class IsuI2cTest : public testing::Test {
 protected:
  IsuI2cTest() {
    i2c.add_devices(bench.guest.vfs());
    bench.blocks.i2c_bus(2).attach(memory);
    bus = bench.guest.open("/dev/i2c-2", kOReadWrite);
  }
  ~IsuI2cTest() override { bench.close_files(); }

  static constexpr std::uint32_t kMessages = GuestApp::kScratch + 0x100;
  static constexpr std::uint32_t kBuffer = GuestApp::kScratch + 0x400;
  static I2cMessageHeader message(bool read, std::uint16_t length, std::uint32_t buffer = kBuffer,
                                  std::uint16_t address = 0x50) {
    return {address, static_cast<std::uint16_t>(read ? kI2cRead : 0), length, 0, buffer};
  }
  SysResult transfer(const std::vector<I2cMessageHeader>& messages) {
    GuestMemory& memory_of_app = bench.guest.task().memory();
    EXPECT_TRUE(memory_of_app.copy_out(kMessages, std::as_bytes(std::span(messages))));
    I2cTransferRequest request{kMessages, static_cast<std::uint32_t>(messages.size())};
    EXPECT_TRUE(memory_of_app.put(GuestApp::kScratch, request));
    return bench.until_done(
        [&] { return bench.guest.ioctl(bus, kI2cTransfer, GuestApp::kScratch); });
  }
  SysResult write(std::vector<std::byte> bytes) {
    return bench.until_done([&] {
      Call call(bench.guest.kernel(), bench.guest.task());
      return bench.file(bus).write_in(call, bytes);
    });
  }
  SysResult read(std::vector<std::byte>& bytes) {
    return bench.until_done([&] {
      Call call(bench.guest.kernel(), bench.guest.task());
      return bench.file(bus).read_in(call, bytes);
    });
  }
  std::vector<std::uint8_t> buffer(std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    EXPECT_TRUE(
        bench.guest.task().memory().copy_in(kBuffer, std::as_writable_bytes(std::span(bytes))));
    return bytes;
  }

  PeripheralBench bench{[] {
    image::Capabilities capabilities;
    capabilities.i2c_master = {"ISU2"};
    return capabilities;
  }()};
  Memory memory;
  IsuI2c i2c{bench.guest.domain(), bench.bus, bench.blocks};
  SysResult bus = -1;
};

TEST_F(IsuI2cTest, AWriteThenReadTakesItsTimeOnTheWire) {
  ASSERT_GE(bus, 0);
  ASSERT_TRUE(bench.guest.task().memory().put(kBuffer, std::uint8_t{7}));
  const sim::Time start = bench.now();
  EXPECT_EQ(transfer({message(false, 1), message(true, 20)}), 2);
  // Start, address, byte; repeated start, address, 20 bytes; stop: at 100 kHz.
  EXPECT_EQ((bench.now() - start) / std::chrono::microseconds{1}, 10 * (10 + 9 + 10 + 180 + 1));
  std::vector<std::uint8_t> wanted(20);
  for (std::uint8_t i = 0; i < 20; ++i) wanted[i] = 7 + i;
  EXPECT_EQ(buffer(20), wanted);
  EXPECT_EQ(memory.stops, 1);
  EXPECT_TRUE(bench.pads.functions().uses(37, soc::PinFunction::i2c));
}

TEST_F(IsuI2cTest, LongTransfersPassTheFifos) {
  EXPECT_EQ(bench.ioctl(bus, kI2cSpeed, 1'000'000U), 0);
  EXPECT_EQ(bench.ioctl(bus, kI2cSlave, 0x50U), 0);
  std::vector<std::byte> bytes(4096);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 7);
  const sim::Time start = bench.now();
  EXPECT_EQ(write(bytes), 4096);
  EXPECT_EQ((bench.now() - start) / std::chrono::microseconds{1}, 10 + 4096 * 9 + 1);
  ASSERT_EQ(memory.bytes.size(), 4095U);
  EXPECT_EQ(memory.bytes.back(), static_cast<std::uint8_t>(4095 * 7));
  std::vector<std::byte> in(4096);
  EXPECT_EQ(read(in), 4096);
  EXPECT_EQ(in[100], static_cast<std::byte>(100));
}

TEST_F(IsuI2cTest, NobodyAndARefusedByteAreEnxio) {
  EXPECT_EQ(transfer({message(false, 1, kBuffer, 0x51)}), -kENXIO);
  EXPECT_EQ(transfer({message(true, 1, kBuffer, 0x51)}), -kENXIO);
  EXPECT_EQ(transfer({message(false, 0)}), 1);  // a probe
  memory.refuse_after = 3;
  EXPECT_EQ(transfer({message(false, 10)}), -kENXIO);
  memory.refuse_after = 1000;
  EXPECT_EQ(transfer({message(false, 10)}), 1);
}

TEST_F(IsuI2cTest, ATimeoutEndsATransfer) {
  EXPECT_EQ(bench.ioctl(bus, kI2cTimeout, 1U), 0);
  const sim::Time start = bench.now();
  EXPECT_EQ(transfer({message(true, 500)}), -kETIMEDOUT);
  EXPECT_LE(bench.now() - start - std::chrono::milliseconds{10}, sim::Duration{1});
  EXPECT_EQ(bench.ioctl(bus, kI2cTimeout, 100U), 0);
  EXPECT_EQ(transfer({message(true, 500)}), 1);
}

TEST_F(IsuI2cTest, WhatTheDriverCannotDoIsRefused) {
  EXPECT_EQ(transfer({message(true, 0)}), -kEOPNOTSUPP);
  EXPECT_EQ(transfer({message(true, 1), message(false, 1)}), -kEOPNOTSUPP);
  EXPECT_EQ(transfer({message(false, 1), message(true, 1, kBuffer, 0x51)}), -kEOPNOTSUPP);
  EXPECT_EQ(transfer({message(false, 1), message(true, 1), message(true, 1)}), -kEOPNOTSUPP);
  EXPECT_EQ(transfer({message(false, 4097)}), -kEOPNOTSUPP);
  EXPECT_EQ(transfer({message(false, 9000)}), -kEINVAL);
  EXPECT_EQ(transfer({}), -kEINVAL);
  EXPECT_EQ(bench.ioctl(bus, kI2cSpeed, 3'400'000U), -kEOPNOTSUPP);
  EXPECT_EQ(bench.ioctl(bus, kI2cSlave, 0x80U), -kEINVAL);
  EXPECT_EQ(bench.ioctl(bus, kI2cTenBit, 1U), -kEINVAL);
  EXPECT_EQ(bench.ioctl(bus, 0x720U, 0U), -kENOTTY);
  EXPECT_THAT(bench.guest.warnings(), ElementsAre(HasSubstr("0x00000720")));
}

TEST_F(IsuI2cTest, BadAddressesOfTheAppAreEfault) {
  EXPECT_EQ(bench.guest.ioctl(bus, kI2cTransfer, GuestApp::kNothing), -kEFAULT);
  EXPECT_EQ(transfer({message(false, 5, GuestApp::kNothing)}), -kEFAULT);
  EXPECT_EQ(transfer({message(true, 5, GuestApp::kReadOnly)}), -kEFAULT);
  EXPECT_EQ(bench.guest.ioctl(bus, kI2cFunctions, GuestApp::kReadOnly), -kEFAULT);
}

TEST_F(IsuI2cTest, WithoutTheCapabilityItIsRefused) {
  EXPECT_EQ(bench.guest.open("/dev/i2c-1", kOReadWrite), -kEACCES);
  EXPECT_THAT(bench.guest.warnings(), ElementsAre(HasSubstr(R"(add \"ISU1\" to \"I2cMaster\")")));
  EXPECT_EQ(bench.guest.open("/dev/i2c-5", kOReadWrite), -kENOENT);
}

}  // namespace
}  // namespace armillary::os
