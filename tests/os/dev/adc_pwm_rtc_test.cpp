// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/abi/iio.h"
#include "os/abi/pwm.h"
#include "os/abi/rtc.h"
#include "os/dev/adc_device.h"
#include "os/dev/peripheral_bench.h"
#include "os/dev/pwm_device.h"
#include "os/dev/rtc_device.h"
#include "soc/rtc.h"

namespace armillary::os {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class AdcPwmRtc : public testing::Test {
 protected:
  AdcPwmRtc() {
    bench.bus.map(clock);
    clock.set_start(1'709'210'096);  // 2024-02-29 12:34:56
    add_adc(bench.guest.vfs(), converter);
    add_pwm(bench.guest.vfs(), bench.bus);
    add_rtc(bench.guest.vfs(), bench.bus);
  }
  ~AdcPwmRtc() override { bench.close_files(); }
  SysResult open(std::string_view path) { return bench.guest.open(path, kOReadWrite); }

  static constexpr std::uint32_t kBuffer = GuestApp::kScratch + 0x800;
  std::int64_t sample(SysResult adc, int channel) {
    IioRawChannel raw{sizeof(IioRawChannel), channel, 0, 0, kIioRaw};
    const SysResult result = bench.ioctl(adc, kIioReadRaw, &raw);
    return result == kIioOneNumber ? raw.value : result;
  }
  SysResult write_property(SysResult adc, std::uint32_t property, std::string text) {
    text += '\0';
    EXPECT_TRUE(bench.guest.task().memory().copy_out(kBuffer, std::as_bytes(std::span(text))));
    IioExtended request{sizeof(IioExtended), 0, property, kBuffer,
                        static_cast<std::uint32_t>(text.size())};
    return bench.ioctl(adc, kIioWriteExtended, &request);
  }
  SysResult apply(SysResult pwm, PwmRequest request) {
    return bench.ioctl(pwm, kPwmApply, &request);
  }

  PeripheralBench bench{[] {
    image::Capabilities capabilities;
    capabilities.adc = {"ADC-CONTROLLER-0"};
    capabilities.pwm = {"PWM-CONTROLLER-2"};
    capabilities.flags = {"SystemTime"};
    return capabilities;
  }()};
  soc::Rtc clock{soc::DeviceContext{bench.guest.domain()}, "RTC", soc::kRtcBase};
  AdcConverter converter{bench.guest.domain(), bench.bus, bench.blocks.adc()};
};

TEST_F(AdcPwmRtc, ASampleIsOfItsChannelAndTakesItsTime) {
  bench.blocks.adc().connect(3, [](sim::Time) { return 1'250'000; });
  const SysResult adc = open("/dev/adc0");
  ASSERT_GE(adc, 0);
  EXPECT_EQ(open("/dev/adc0"), -kEBUSY);
  const sim::Time start = bench.now();
  EXPECT_EQ(sample(adc, 3), 2048);
  // 20 + 8 + 1 + 3 clocks of 2 MHz.
  EXPECT_EQ((bench.now() - start) / std::chrono::microseconds{1}, 16);
  EXPECT_EQ(sample(adc, 0), 0);
  EXPECT_EQ(write_property(adc, 12, "1.8"), 0);
  EXPECT_EQ(sample(adc, 3), 2844);
  EXPECT_EQ(write_property(adc, 12, "2.150\n"), 0);
  EXPECT_EQ(sample(adc, 3), 2048);
  EXPECT_FALSE(bench.pads.functions().uses(44, soc::PinFunction::adc));
  EXPECT_EQ(bench.guest.close(adc), 0);
  EXPECT_GE(open("/dev/adc0"), 0);
}

TEST_F(AdcPwmRtc, BadRequestsOfTheAdcAreRefused) {
  const SysResult adc = open("/dev/adc0");
  EXPECT_EQ(sample(adc, 8), -kEFAULT);
  EXPECT_EQ(sample(adc, -1), -kEFAULT);
  IioRawChannel raw{sizeof(IioRawChannel) - 1, 0, 0, 0, kIioRaw};
  EXPECT_EQ(bench.ioctl(adc, kIioReadRaw, &raw), -kEINVAL);
  for (const char* text :
       {"1.79999", "2.50001", "-2", "", "2.0.0", "volts", "99999999999999999999"}) {
    EXPECT_EQ(write_property(adc, 12, text), -kEINVAL) << text;
  }
  EXPECT_EQ(write_property(adc, 13, "12"), -kEOPNOTSUPP);
  EXPECT_EQ(write_property(adc, 14, "x"), -kEINVAL);
  EXPECT_EQ(write_property(adc, 0, "1"), -kEOPNOTSUPP);
  EXPECT_THAT(bench.guest.warnings(), ElementsAre(HasSubstr("average_mode is not modelled")));
  for (const std::uint32_t request :
       {kIioChannelSpecSize, kIioChannelSpec, kIioReadRaw, kIioReadExtended, kIioWriteExtended}) {
    EXPECT_EQ(bench.guest.ioctl(adc, request, GuestApp::kNothing - 4), -kEFAULT);
  }
}

TEST_F(AdcPwmRtc, AChannelDescribesItself) {
  const SysResult adc = open("/dev/adc0");
  IioChannelSpecSize size{sizeof(IioChannelSpecSize), 5, 0};
  ASSERT_EQ(bench.ioctl(adc, kIioChannelSpecSize, &size), 0);
  IioChannelSpecBuffer buffer{sizeof(IioChannelSpecBuffer), size.total_size - 1, 5, 0};
  EXPECT_EQ(bench.ioctl(adc, kIioChannelSpec, &buffer), -kEINVAL);
  buffer.total_size = size.total_size;
  ASSERT_EQ(bench.ioctl(adc, kIioChannelSpec, &buffer), 0);
  GuestMemory& memory = bench.guest.task().memory();
  IioChannel channel;
  ASSERT_TRUE(memory.get(buffer.channel, channel));
  EXPECT_EQ(channel.channel, 5);
  EXPECT_EQ(channel.real_bits, 12);
  std::vector<std::string> names;
  for (std::uint32_t at = channel.extended; at != 0;) {
    IioExtendedName entry;
    ASSERT_TRUE(memory.get(at, entry));
    names.push_back(memory.read_string(entry.name, 100).value_or("?"));
    at = entry.next;
  }
  ASSERT_EQ(names.size(), 14U);
  EXPECT_EQ(names[12], "reference_voltage");
  EXPECT_EQ(names[13], "current_bits");
}

TEST_F(AdcPwmRtc, APwmStateIsAWaveAtThePin) {
  const SysResult pwm = open("/dev/pwm2");
  ASSERT_GE(pwm, 0);
  EXPECT_EQ(apply(pwm, {1, 1'000'000, 250'000, 0, 1}), 0);
  const soc::PinDrive& drive = bench.pads.own(9);
  ASSERT_EQ(drive.kind, soc::PinDrive::Kind::pwm);
  EXPECT_EQ(drive.wave.tick, sim::Rate{2'000'000});
  EXPECT_EQ(drive.wave.high_ticks(), 500U);
  EXPECT_EQ(drive.wave.pattern_ticks(), 2000U);
  EXPECT_EQ(apply(pwm, {1, 1'000'000, 250'000, 1, 1}), 0);
  EXPECT_EQ(bench.pads.own(9).wave.high_ticks(), 1500U);
  PwmRequest state;
  state.channel = 1;
  EXPECT_EQ(bench.ioctl(pwm, kPwmGet, &state), 0);
  EXPECT_EQ(state.period_ns, 1'000'000U);
  EXPECT_EQ(state.duty_ns, 250'000U);
  EXPECT_EQ(state.polarity, 1U);
  EXPECT_EQ(state.enabled, 1);
  EXPECT_EQ(apply(pwm, {1, 1'000'000, 0, 0, 1}), 0);
  EXPECT_EQ(bench.pads.own(9).kind, soc::PinDrive::Kind::low);
  EXPECT_EQ(apply(pwm, {1, 1'000'000, 250'000, 0, 0}), 0);
  EXPECT_EQ(bench.pads.own(9).kind, soc::PinDrive::Kind::released);
  std::vector<std::byte> text(8);
  EXPECT_EQ(bench.file(pwm).read(text), 2);
  EXPECT_EQ(text[0], std::byte{'4'});
}

TEST_F(AdcPwmRtc, BadRequestsOfAPwmAreRefused) {
  const SysResult pwm = open("/dev/pwm2");
  EXPECT_EQ(open("/dev/pwm0"), -kEACCES);
  EXPECT_EQ(open("/dev/pwm3"), -kENOENT);
  EXPECT_EQ(apply(pwm, {4, 1000, 500, 0, 1}), -kENODEV);
  EXPECT_EQ(apply(pwm, {0, 0, 0, 0, 1}), -kEINVAL);
  EXPECT_EQ(apply(pwm, {0, 1000, 1001, 0, 1}), -kEINVAL);
  EXPECT_EQ(apply(pwm, {0, 1000, 500, 2, 1}), -kEINVAL);
  EXPECT_EQ(apply(pwm, {0, 0xFFFF'FFFF, 500, 0, 1}), -kEINVAL);
  EXPECT_EQ(apply(pwm, {0, 1000, 500, 0, 1, {}, kBuffer, 4}), -kEINVAL);
  EXPECT_EQ(bench.guest.ioctl(pwm, kPwmApply, GuestApp::kNothing), -kEFAULT);
  std::uint32_t channel = 2;
  EXPECT_EQ(bench.ioctl(pwm, kPwmUnexport, &channel), -kENODEV);
  EXPECT_EQ(bench.ioctl(pwm, kPwmExport, &channel), 0);
  EXPECT_EQ(bench.ioctl(pwm, kPwmExport, &channel), -kEBUSY);
  EXPECT_THAT(bench.guest.warnings(),
              ElementsAre(HasSubstr(R"(add \"PWM-CONTROLLER-0\" to \"Pwm\")"),
                          HasSubstr("extended state")));
  EXPECT_EQ(bench.pads.own(8).kind, soc::PinDrive::Kind::released);
}

TEST_F(AdcPwmRtc, TheClockIsReadAndSet) {
  const SysResult rtc = open("/dev/rtc0");
  ASSERT_GE(rtc, 0);
  EXPECT_EQ(open("/dev/rtc0"), -kEBUSY);
  RtcTime time;
  EXPECT_EQ(bench.ioctl(rtc, kRtcReadTime, &time), 0);
  EXPECT_EQ(time.year, 124);
  EXPECT_EQ(time.month, 1);
  EXPECT_EQ(time.day, 29);
  EXPECT_EQ(time.weekday, 4);
  EXPECT_EQ(time.year_day, 59);
  EXPECT_EQ(time.second, 56);
  RtcTime wanted{59, 59, 23, 31, 11, 130};
  EXPECT_EQ(bench.ioctl(rtc, kRtcSetTime, &wanted), 0);
  bench.run_for(std::chrono::seconds{1});
  EXPECT_EQ(bench.ioctl(rtc, kRtcReadTime, &time), 0);
  EXPECT_EQ(time.year, 131);
  EXPECT_EQ(time.month, 0);
  EXPECT_EQ(time.day, 1);
  EXPECT_EQ(time.hour, 0);
  for (RtcTime wrong :
       {RtcTime{0, 0, 0, 30, 1, 124}, RtcTime{0, 0, 0, 1, 0, 99}, RtcTime{0, 0, 24, 1, 0, 124},
        RtcTime{60, 0, 0, 1, 0, 124}, RtcTime{0, 0, 0, 1, 12, 124}, RtcTime{0, -1, 0, 1, 0, 124},
        RtcTime{0, 0, 0, 257, 0, 124}, RtcTime{0, 0, 0, 0, 0, 2'147'483'647}}) {
    EXPECT_EQ(bench.ioctl(rtc, kRtcSetTime, &wrong), -kEINVAL);
  }
  EXPECT_EQ(bench.ioctl(rtc, 0x7001U, 0U), -kENOTTY);
  EXPECT_THAT(bench.guest.warnings(), ElementsAre(HasSubstr("0x00007001")));
}

}  // namespace
}  // namespace armillary::os
