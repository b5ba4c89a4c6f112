// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/gpio_chip.h"

#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/abi/gpio.h"
#include "os/dev/guest_app.h"

namespace armillary::os {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Kind = soc::PinDrive::Kind;

image::Capabilities with_pins(std::set<unsigned> pins) {
  image::Capabilities capabilities;
  capabilities.gpio = std::move(pins);
  return capabilities;
}

class GpioChip : public testing::Test {
 protected:
  GpioChip() {
    add_gpio_chip(guest.vfs(), lines);
    chip = guest.open("/dev/gpiochip0", kOReadWrite);
  }
  static GpioHandleRequest request_for(std::uint32_t line, std::uint32_t flags,
                                       std::uint8_t value = 0) {
    GpioHandleRequest request;
    request.line_offsets[0] = line;
    request.flags = flags;
    request.default_values[0] = value;
    request.lines = 1;
    request.descriptor = -1;
    return request;
  }
  /// The handle's descriptor, or a negative error number.
  SysResult take(std::uint32_t line, std::uint32_t flags, std::uint8_t value = 0) {
    GpioHandleRequest request = request_for(line, flags, value);
    const SysResult result = guest.ioctl(chip, kGpioGetLineHandle, &request);
    return result < 0 ? result : request.descriptor;
  }
  SysResult set(SysResult handle, std::uint8_t value) {
    GpioHandleData data;
    data.values[0] = value;
    return guest.ioctl(handle, kGpioHandleSetValues, &data);
  }
  int get(SysResult handle) {
    GpioHandleData data;
    EXPECT_EQ(guest.ioctl(handle, kGpioHandleGetValues, &data), 0);
    return data.values[0];
  }

  GuestApp guest{with_pins({8, 12})};
  // The app's files go before the lines: the guest is destroyed last, so they are closed here.
  ~GpioChip() override { guest.process().files().close_all(); }
  soc::Pads pads{guest.domain()};
  GpioLines lines{pads};
  SysResult chip = -1;
};

TEST_F(GpioChip, GivesOutAHandleThatDrivesAndReads) {
  const SysResult led = take(8, kGpioRequestOutput, 1);
  ASSERT_GE(led, 0);
  EXPECT_TRUE(guest.process().files().close_on_exec(static_cast<int>(led)));
  EXPECT_EQ(pads.own(8).kind, Kind::high);
  EXPECT_EQ(set(led, 0), 0);
  EXPECT_EQ(pads.own(8).kind, Kind::low);
  EXPECT_EQ(get(led), 0);
  EXPECT_EQ(set(led, 0xff), 0);
  EXPECT_EQ(get(led), 1);
}

TEST_F(GpioChip, APinThatTheManifestDoesNotListIsRefusedAndNamedOnce) {
  EXPECT_EQ(take(9, kGpioRequestOutput, 1), -kEACCES);
  EXPECT_EQ(take(9, kGpioRequestInput), -kEACCES);
  EXPECT_FALSE(lines.line(9).taken);
  EXPECT_THAT(guest.warnings(),
              ElementsAre(HasSubstr(R"(GPIO 9 is refused with EACCES: add 9 to \"Gpio\")")));
}

TEST_F(GpioChip, OneForbiddenPinRefusesTheWholeRequest) {
  GpioHandleRequest request = request_for(8, kGpioRequestOutput, 1);
  request.line_offsets[1] = 13;
  request.lines = 2;
  EXPECT_EQ(guest.ioctl(chip, kGpioGetLineHandle, &request), -kEACCES);
  EXPECT_EQ(pads.own(8).kind, Kind::released);
}

TEST_F(GpioChip, AHandleIsBusyUntilItsLastDescriptorCloses) {
  const SysResult first = take(12, kGpioRequestInput);
  ASSERT_GE(first, 0);
  EXPECT_EQ(take(12, kGpioRequestInput), -kEBUSY);
  FileTable& files = guest.process().files();
  const SysResult second = *files.add(files.get(static_cast<int>(first)), false);
  EXPECT_EQ(guest.close(first), 0);
  EXPECT_EQ(take(12, kGpioRequestInput), -kEBUSY);
  EXPECT_EQ(guest.close(second), 0);
  EXPECT_GE(take(12, kGpioRequestInput), 0);
}

TEST_F(GpioChip, AnInputCannotBeSet) {
  const SysResult button = take(12, kGpioRequestInput);
  EXPECT_EQ(set(button, 1), -kEPERM);
  EXPECT_EQ(pads.own(12).kind, Kind::released);
}

TEST_F(GpioChip, AHandleCanBeTurnedAround) {
  const SysResult pin = take(8, kGpioRequestInput);
  GpioHandleConfig config;
  config.flags = kGpioRequestOutput;
  config.default_values[0] = 1;
  EXPECT_EQ(guest.ioctl(pin, kGpioHandleSetConfig, &config), 0);
  EXPECT_EQ(pads.own(8).kind, Kind::high);
  config.flags = kGpioRequestOutput | kGpioRequestInput;
  EXPECT_EQ(guest.ioctl(pin, kGpioHandleSetConfig, &config), -kEINVAL);
  EXPECT_EQ(pads.own(8).kind, Kind::high);
}

TEST_F(GpioChip, TellsOfItselfAndItsLines) {
  GpioChipInfo info;
  EXPECT_EQ(guest.ioctl(chip, kGpioGetChipInfo, &info), 0);
  EXPECT_EQ(std::string_view(info.name.data()), "gpiochip0");
  EXPECT_EQ(info.lines, GpioLines::kCount);

  GpioHandleRequest request = request_for(8, kGpioRequestOutput | kGpioRequestActiveLow, 1);
  std::string_view("lamp").copy(request.consumer_label.data(), 4);
  ASSERT_EQ(guest.ioctl(chip, kGpioGetLineHandle, &request), 0);
  GpioLineInfo line;
  line.line_offset = 8;
  EXPECT_EQ(guest.ioctl(chip, kGpioGetLineInfo, &line), 0);
  EXPECT_EQ(line.flags, kGpioLineTaken | kGpioLineIsOutput | kGpioRequestActiveLow);
  EXPECT_EQ(std::string_view(line.consumer.data()), "lamp");
  line.line_offset = 9;
  EXPECT_EQ(guest.ioctl(chip, kGpioGetLineInfo, &line), 0);
  EXPECT_EQ(line.flags, 0U);
  EXPECT_EQ(line.consumer.front(), '\0');
}

TEST_F(GpioChip, HostileRequestsAreRefused) {
  GpioHandleRequest request = request_for(8, kGpioRequestInput);
  request.lines = 0;
  EXPECT_EQ(guest.ioctl(chip, kGpioGetLineHandle, &request), -kEINVAL);
  request.lines = kGpioHandlesMax + 1;
  EXPECT_EQ(guest.ioctl(chip, kGpioGetLineHandle, &request), -kEINVAL);
  request.lines = 0xffffffff;
  EXPECT_EQ(guest.ioctl(chip, kGpioGetLineHandle, &request), -kEINVAL);
  for (const std::uint32_t line : {GpioLines::kCount, 0x7fffffffU, 0xffffffffU}) {
    EXPECT_EQ(take(line, kGpioRequestInput), -kEINVAL) << line;
    GpioLineInfo info;
    info.line_offset = line;
    EXPECT_EQ(guest.ioctl(chip, kGpioGetLineInfo, &info), -kEINVAL) << line;
  }
  EXPECT_EQ(take(8, ~0U), -kEINVAL);
  GpioHandleRequest labelled = request_for(8, kGpioRequestInput);
  labelled.consumer_label.fill('x');  // without an end
  EXPECT_EQ(guest.ioctl(chip, kGpioGetLineHandle, &labelled), 0);
  EXPECT_EQ(lines.line(8).consumer.size(), labelled.consumer_label.size() - 1);
}

TEST_F(GpioChip, BadPointersAreFaultsAndLeaveNothingTaken) {
  const SysResult led = take(8, kGpioRequestOutput, 1);
  for (const std::uint32_t address :
       {0U, GuestApp::kNothing, GuestApp::kNothing - 1, 0xfffffff0U, 0xffffffffU}) {
    for (const std::uint32_t request : {kGpioGetChipInfo, kGpioGetLineInfo, kGpioGetLineHandle}) {
      EXPECT_EQ(guest.ioctl(chip, request, address), -kEFAULT) << request << " " << address;
    }
    for (const std::uint32_t request :
         {kGpioHandleGetValues, kGpioHandleSetValues, kGpioHandleSetConfig}) {
      EXPECT_EQ(guest.ioctl(led, request, address), -kEFAULT) << request << " " << address;
    }
  }
  EXPECT_EQ(guest.ioctl(led, kGpioHandleGetValues, GuestApp::kReadOnly), -kEFAULT);
  EXPECT_EQ(pads.own(8).kind, Kind::high);

  // A request that can be read and not be answered: its end lies in the page that is read-only.
  const GpioHandleRequest request = request_for(12, kGpioRequestInput);
  const std::uint32_t address = GuestApp::kReadOnly - sizeof request + sizeof request.descriptor;
  ASSERT_TRUE(guest.task().memory().copy_out(
      address, std::as_bytes(std::span(&request, 1)).first(sizeof request - 4)));
  const int open_before = guest.process().files().end();
  EXPECT_EQ(guest.ioctl(chip, kGpioGetLineHandle, address), -kEFAULT);
  EXPECT_FALSE(lines.line(12).taken);
  EXPECT_EQ(guest.process().files().get(open_before), nullptr);
}

TEST_F(GpioChip, WithoutADescriptorLeftNothingStaysTaken) {
  guest.process().files().set_limit(static_cast<std::size_t>(chip) + 1);
  EXPECT_EQ(take(8, kGpioRequestInput), -kEMFILE);
  EXPECT_FALSE(lines.line(8).taken);
}

TEST_F(GpioChip, WhatIsNotServedIsInvalidAndNamedOnce) {
  EXPECT_EQ(guest.ioctl(chip, kGpioGetLineEvent, GuestApp::kScratch), -kEINVAL);
  EXPECT_EQ(guest.ioctl(chip, 0xc0ffee00, 0U), -kEINVAL);
  EXPECT_EQ(guest.ioctl(chip, 0xc0ffee00, 0U), -kEINVAL);
  const SysResult led = take(8, kGpioRequestOutput);
  EXPECT_EQ(guest.ioctl(led, 0x5413, 0U), -kEINVAL) << "is it a terminal? The question is common";
  EXPECT_THAT(guest.warnings(), ElementsAre(HasSubstr("0xc030b404"), HasSubstr("0xc0ffee00")));
}

}  // namespace
}  // namespace armillary::os
