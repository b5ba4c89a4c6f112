// SPDX-License-Identifier: GPL-2.0-or-later
// What an app may do to the nodes of the peripherals without sense: any request with any argument
// on any bytes. Nothing of it may harm the simulator, and afterwards the nodes still work.
#include <random>

#include <gtest/gtest.h>

#include "os/abi/i2c.h"
#include "os/abi/iio.h"
#include "os/abi/pwm.h"
#include "os/abi/rtc.h"
#include "os/abi/spi.h"
#include "os/dev/adc_device.h"
#include "os/dev/isu_i2c.h"
#include "os/dev/isu_spi.h"
#include "os/dev/isu_uarts.h"
#include "os/dev/peripheral_bench.h"
#include "os/dev/pwm_device.h"
#include "os/dev/rtc_device.h"
#include "soc/rtc.h"

namespace armillary::os {
namespace {

constexpr std::uint32_t kRequests[] = {kTcGets,
                                       kTcSets,
                                       kTcSetsWait,
                                       kTcSetsFlush,
                                       kTcSendBreak,
                                       kTcFlow,
                                       kTcFlush,
                                       kTtyOutQueue,
                                       kTtyInQueue,
                                       kTtyGetModem,
                                       kTtySetModem,
                                       kTtySetModemBits,
                                       kTtyClearModemBits,
                                       kTcSendBreakPosix,
                                       kTtyStartBreak,
                                       kTtyEndBreak,
                                       kTcGets2,
                                       kTcSets2,
                                       kI2cTransfer,
                                       kI2cSlave,
                                       kI2cTimeout,
                                       kI2cSpeed,
                                       kI2cFunctions,
                                       kSpiGetMode,
                                       kSpiSetMode,
                                       kSpiSetMode32,
                                       kSpiSetLsbFirst,
                                       kSpiSetSpeed,
                                       kSpiMessage | 32U << 16,
                                       kSpiMessage | 96U << 16,
                                       0x7FE06B00U,
                                       kIioChannelSpecSize,
                                       kIioChannelSpec,
                                       kIioReadRaw,
                                       kIioReadExtended,
                                       kIioWriteExtended,
                                       kPwmApply,
                                       kPwmGet,
                                       kPwmExport,
                                       kPwmUnexport,
                                       kRtcReadTime,
                                       kRtcSetTime};

class WildRequests : public testing::Test {
 protected:
  WildRequests() {
    bench.bus.map(clock);
    uarts.add_devices(bench.guest.vfs());
    i2c.add_devices(bench.guest.vfs());
    spi.add_devices(bench.guest.vfs());
    add_adc(bench.guest.vfs(), converter);
    add_pwm(bench.guest.vfs(), bench.bus);
    add_rtc(bench.guest.vfs(), bench.bus);
    for (const char* path : {"/dev/ttyS4", "/dev/i2c-1", "/dev/spidev2.0", "/dev/spidev2.1",
                             "/dev/adc0", "/dev/pwm0", "/dev/rtc0"}) {
      files.push_back(bench.guest.open(path, kOReadWrite));
      EXPECT_GE(files.back(), 0) << path;
    }
  }
  ~WildRequests() override { bench.close_files(); }

  /// Small numbers, numbers of the structures' sizes, and addresses are what leads far.
  std::uint32_t word() {
    switch (random() % 6) {
      case 0:
        return random() % 4;
      case 1:
        return random() % 300;
      case 2:
        return GuestApp::kScratch + random() % (3 * kPageSize);
      case 3:
        return static_cast<std::uint32_t>(sizeof(IioExtended)) - 4 + random() % 8;
      case 4:
        return 0x50;
      default:
        return random();
    }
  }

  PeripheralBench bench{[] {
    image::Capabilities capabilities;
    capabilities.uart = {"ISU0"};
    capabilities.i2c_master = {"ISU1"};
    capabilities.spi_master = {"ISU2"};
    capabilities.adc = {"ADC-CONTROLLER-0"};
    capabilities.pwm = {"PWM-CONTROLLER-0"};
    capabilities.flags = {"SystemTime"};
    return capabilities;
  }()};
  soc::Rtc clock{soc::DeviceContext{bench.guest.domain()}, "RTC", soc::kRtcBase};
  IsuUarts uarts{bench.guest.domain(), bench.bus, bench.blocks};
  IsuI2c i2c{bench.guest.domain(), bench.bus, bench.blocks};
  IsuSpi spi{bench.guest.domain(), bench.bus, bench.blocks};
  AdcConverter converter{bench.guest.domain(), bench.bus, bench.blocks.adc()};
  std::vector<SysResult> files;
  std::mt19937 random{3620};
};

TEST_F(WildRequests, HarmNothing) {
  GuestMemory& memory = bench.guest.task().memory();
  for (int round = 0; round < 4'000; ++round) {
    std::array<std::uint32_t, 64> bytes{};
    for (std::uint32_t& value : bytes) value = word();
    ASSERT_TRUE(memory.put(GuestApp::kScratch, bytes));
    const std::uint32_t request =
        random() % 20 == 0 ? random() : kRequests[random() % std::size(kRequests)];
    const std::uint32_t argument = random() % 4 == 0 ? word() : GuestApp::kScratch + random() % 64;
    const SysResult file = files[random() % files.size()];
    const SysResult result = bench.ioctl(file, request, argument);
    ASSERT_TRUE(result == kBlocked || (result > -200 && result < 1'000'000)) << result;
    if (random() % 8 == 0) {
      std::vector<std::byte> buffer(random() % 5'000);
      static_cast<void>(bench.file(files[0]).write(buffer));
      static_cast<void>(bench.file(files[0]).read(buffer));
      bench.blocks.isu_uart(0).arrive(static_cast<std::uint8_t>(random()));
    }
  }
  // What is under way ends, and then all is as ever.
  bench.run_for(std::chrono::seconds{60});
  IioRawChannel raw{sizeof(IioRawChannel), 0, 0, 0, kIioRaw};
  EXPECT_EQ(bench.ioctl(files[4], kIioReadRaw, &raw), kIioOneNumber);
  PwmRequest wave{0, 1'000'000, 500'000, 0, 1};
  EXPECT_EQ(bench.ioctl(files[5], kPwmApply, &wave), 0);
  EXPECT_EQ(bench.ioctl(files[1], kI2cTimeout, 100U), 0);
  EXPECT_EQ(bench.ioctl(files[1], kI2cSlave, 0x50U), 0);
  const std::vector<std::byte> one(1);
  EXPECT_EQ(bench.until_done([&] {
    Call call(bench.guest.kernel(), bench.guest.task());
    return bench.file(files[1]).write_in(call, one);
  }),
            -kENXIO);
  EXPECT_EQ(bench.until_done([&] {
    Call call(bench.guest.kernel(), bench.guest.task());
    return bench.file(files[2]).write_in(call, one);
  }),
            1);
}

}  // namespace
}  // namespace armillary::os
