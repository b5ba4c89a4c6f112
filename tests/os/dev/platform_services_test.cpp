// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/platform_services.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "guest/abi/services_network.h"
#include "net/internet.h"
#include "os/dev/guest_app.h"

namespace armillary::os {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

image::Capabilities with_flag(const std::string& flag) {
  image::Capabilities capabilities;
  capabilities.flags.insert(flag);
  return capabilities;
}

/// The app, the network around its device, and the node between them.
struct Device {
  explicit Device(image::Capabilities capabilities = {})
      : guest(std::move(capabilities)),
        internet(guest.domain(), {}),
        updates(guest.domain(), {}),
        services(guest.kernel(), internet.connections(), state, updates,
                 [this](const PowerRequest& request) { power.push_back(request); }) {
    services.add_devices(guest.vfs());
    node = guest.open(AZS_SERVICES_PATH, kOReadWrite);
  }
  ~Device() { guest.process().files().close_all(); }

  template <class T>
  SysResult call(std::uint32_t number, T* argument) {
    return guest.ioctl(node, number, argument);
  }
  bool flag(std::uint32_t number) {
    azs_flag flag{7};
    EXPECT_EQ(call(number, &flag), 0);
    EXPECT_LE(flag.value, 1U);
    return flag.value == 1;
  }
  std::uint32_t status(std::string_view name) {
    azs_interface_status request{};
    name.copy(request.name, sizeof request.name - 1);
    EXPECT_EQ(call(AZS_IOCTL_INTERFACE_STATUS, &request), 0);
    return request.status;
  }
  /// The events of the network up to an instant; the guest's endless loop is left out.
  void run_to(std::chrono::milliseconds when) {
    guest.domain().set_processor(nullptr);
    guest.domain().run_window(sim::kPowerOn + when);
    guest.domain().enter_boundary(sim::kPowerOn + when);
  }

  GuestApp guest;
  net::Internet internet;
  PlatformState state;
  UpdateAgent updates;
  std::vector<PowerRequest> power;
  PlatformServices services;
  SysResult node = -1;
};

constexpr std::uint32_t kWholeWay = AZS_STATUS_INTERFACE_UP | AZS_STATUS_CONNECTED_TO_NETWORK |
                                    AZS_STATUS_IP_AVAILABLE | AZS_STATUS_CONNECTED_TO_INTERNET;

TEST(PlatformServices, TheNetworkComesUpStepByStep) {
  Device device;
  EXPECT_EQ(device.status("wlan0"), 0U);
  EXPECT_FALSE(device.flag(AZS_IOCTL_NETWORKING_READY));
  device.internet.start();
  EXPECT_EQ(device.status("wlan0"), AZS_STATUS_INTERFACE_UP);
  device.run_to(std::chrono::milliseconds{550});
  EXPECT_EQ(device.status("wlan0"), AZS_STATUS_INTERFACE_UP | AZS_STATUS_CONNECTED_TO_NETWORK);
  device.run_to(std::chrono::milliseconds{600});
  EXPECT_EQ(device.status("wlan0"), kWholeWay & ~AZS_STATUS_CONNECTED_TO_INTERNET);
  EXPECT_FALSE(device.flag(AZS_IOCTL_NETWORKING_READY)) << "the clock is not set yet";
  device.run_to(std::chrono::seconds{2});
  EXPECT_EQ(device.status("wlan0"), kWholeWay);
  EXPECT_TRUE(device.flag(AZS_IOCTL_NETWORKING_READY));
  EXPECT_EQ(device.status("eth0"), 0U);
}

TEST(PlatformServices, InterfacesAreListedUntilTheEnd) {
  Device device;
  device.internet.start();
  azs_interface_count count{};
  ASSERT_EQ(device.call(AZS_IOCTL_INTERFACE_COUNT, &count), 0);
  ASSERT_EQ(count.count, 2U);
  azs_interface interface {};
  std::memset(&interface, 0xff, sizeof interface);
  interface.index = 0;
  ASSERT_EQ(device.call(AZS_IOCTL_INTERFACE, &interface), 0);
  EXPECT_EQ(std::string_view(interface.name), "wlan0");
  EXPECT_EQ(interface.is_enabled, 1);
  EXPECT_EQ(interface.ip_configuration_type, AZS_IP_TYPE_DHCP_CLIENT);
  EXPECT_EQ(interface.medium, AZS_MEDIUM_WIFI);
  EXPECT_EQ(interface.reserved, 0);
  interface.index = 1;
  ASSERT_EQ(device.call(AZS_IOCTL_INTERFACE, &interface), 0);
  EXPECT_EQ(std::string_view(interface.name), "eth0");
  EXPECT_EQ(interface.is_enabled, 0);
  EXPECT_EQ(interface.medium, AZS_MEDIUM_ETHERNET);
  for (const std::uint32_t index : {2U, 0x80000000U, 0xffffffffU}) {
    interface.index = index;
    EXPECT_EQ(device.call(AZS_IOCTL_INTERFACE, &interface), -kENOENT);
  }
}

TEST(PlatformServices, TheHardwareAddressIsThatOfTheInterface) {
  Device device;
  azs_hardware_address request{};
  std::string_view("eth0").copy(request.name, 4);
  ASSERT_EQ(device.call(AZS_IOCTL_HARDWARE_ADDRESS, &request), 0);
  EXPECT_TRUE(std::equal(std::begin(request.address), std::end(request.address),
                         device.internet.connections().config().ethernet_mac.begin()));
  request.name[3] = '1';
  EXPECT_EQ(device.call(AZS_IOCTL_HARDWARE_ADDRESS, &request), -kENOENT);
}

TEST(PlatformServices, AnInterfaceChangesOnlyWithTheCapability) {
  azs_interface_state request{};
  std::string_view("wlan0").copy(request.name, 5);
  request.is_enabled = 1;

  Device without;
  EXPECT_EQ(without.call(AZS_IOCTL_SET_INTERFACE_STATE, &request), -kEACCES);
  EXPECT_EQ(without.status("wlan0"), 0U);
  EXPECT_THAT(without.guest.warnings(), ElementsAre(HasSubstr(R"(\"NetworkConfig\": true)")));

  Device with(with_flag("NetworkConfig"));
  EXPECT_EQ(with.call(AZS_IOCTL_SET_INTERFACE_STATE, &request), 0);
  EXPECT_EQ(with.status("wlan0"), AZS_STATUS_INTERFACE_UP);
  request.is_enabled = 0;
  EXPECT_EQ(with.call(AZS_IOCTL_SET_INTERFACE_STATE, &request), 0);
  EXPECT_EQ(with.status("wlan0"), 0U);
  request.name[4] = '9';
  EXPECT_EQ(with.call(AZS_IOCTL_SET_INTERFACE_STATE, &request), -kENOENT);
  EXPECT_THAT(with.guest.warnings(), IsEmpty());
}

TEST(PlatformServices, TheClockStepOfNtpIsTold) {
  Device device;
  azs_ntp_sync_info info{};
  EXPECT_EQ(device.call(AZS_IOCTL_LAST_NTP_SYNC, &info), -kENOENT);
  device.internet.start();
  device.run_to(std::chrono::seconds{2});
  ASSERT_EQ(device.call(AZS_IOCTL_LAST_NTP_SYNC, &info), 0);
  const auto& config = device.internet.connections().config();
  EXPECT_EQ(info.seconds_before, 0) << "the kernel's clock started in 1970";
  EXPECT_EQ(info.seconds_after, config.time.utc_at_power_on);
  EXPECT_EQ(std::string_view(info.server), config.time.default_server);
  EXPECT_EQ(device.guest.kernel().wall_clock().at(device.guest.domain().now()).seconds,
            config.time.utc_at_power_on + 2);
}

TEST(PlatformServices, TheTimeSyncIsSwitchedOnlyWithTheCapability) {
  azs_flag off{0};
  Device without;
  EXPECT_EQ(without.call(AZS_IOCTL_SET_TIME_SYNC, &off), -kEACCES);
  EXPECT_TRUE(without.flag(AZS_IOCTL_TIME_SYNC_ENABLED));
  EXPECT_THAT(without.guest.warnings(), ElementsAre(HasSubstr(R"(\"TimeSyncConfig\": true)")));

  Device with(with_flag("TimeSyncConfig"));
  EXPECT_EQ(with.call(AZS_IOCTL_SET_TIME_SYNC, &off), 0);
  EXPECT_FALSE(with.flag(AZS_IOCTL_TIME_SYNC_ENABLED));
  with.internet.start();
  with.run_to(std::chrono::seconds{2});
  azs_ntp_sync_info info{};
  EXPECT_EQ(with.call(AZS_IOCTL_LAST_NTP_SYNC, &info), -kENOENT);
}

TEST(PlatformServices, DeviceAuthenticationNeedsATenantAndTheInternet) {
  image::Capabilities tenant;
  tenant.device_authentication = "7d5b3a24-2c6f-4b0a-9d8a-7f2f0c1c9a11";
  Device with(tenant);
  with.internet.start();
  EXPECT_FALSE(with.flag(AZS_IOCTL_DEVICE_AUTH_READY));
  with.run_to(std::chrono::seconds{2});
  EXPECT_TRUE(with.flag(AZS_IOCTL_DEVICE_AUTH_READY));

  Device without;
  without.internet.start();
  without.run_to(std::chrono::seconds{2});
  static_cast<void>(without.guest.warnings());
  EXPECT_FALSE(without.flag(AZS_IOCTL_DEVICE_AUTH_READY));
  EXPECT_THAT(without.guest.warnings(), ElementsAre(HasSubstr("DeviceAuthentication")));
}

TEST(PlatformServices, MemoryIsWhatTheAppOwns) {
  Device device;
  const auto ask = [&](std::uint32_t attribute) {
    azs_memory_info info{attribute, 0};
    EXPECT_EQ(device.call(AZS_IOCTL_MEMORY_INFO, &info), 0);
    return info.kib;
  };
  const std::uint32_t before = ask(AZS_MEMORY_USER_MODE);
  EXPECT_EQ(before, device.guest.app().memory().pages * 4);
  AddressSpace& memory = device.guest.process().memory();
  AddressSpace::Request area;
  area.address = 0x30000000;
  area.length = 8 * kPageSize;
  area.protection = kProtRead | kProtWrite;
  area.fixed = true;
  ASSERT_TRUE(memory.map(area));
  EXPECT_EQ(ask(AZS_MEMORY_USER_MODE), before) << "pages count when they are touched";
  const std::vector<std::byte> bytes(area.length, std::byte{1});
  ASSERT_TRUE(memory.copy_out(area.address, bytes));
  EXPECT_EQ(ask(AZS_MEMORY_USER_MODE), before + 32);
  EXPECT_EQ(ask(AZS_MEMORY_TOTAL), before + 32);
  ASSERT_EQ(memory.unmap(area.address, area.length), 0);
  EXPECT_EQ(ask(AZS_MEMORY_USER_MODE), before);
  EXPECT_EQ(ask(AZS_MEMORY_PEAK_USER_MODE), before + 32);
  azs_memory_info unknown{3, 0};
  EXPECT_EQ(device.call(AZS_IOCTL_MEMORY_INFO, &unknown), -kEINVAL);
}

TEST(PlatformServices, TheOsTellsItsVersion) {
  Device device;
  azs_os_version version{};
  std::memset(&version, 0xff, sizeof version);
  ASSERT_EQ(device.call(AZS_IOCTL_OS_VERSION, &version), 0);
  EXPECT_EQ(std::string_view(version.version), device.guest.kernel().config().os_version);
}

TEST(PlatformServices, AnAppWithATenantLearnsTheDevicesId) {
  Device without;
  azs_device_auth auth{};
  EXPECT_EQ(without.call(AZS_IOCTL_DEVICE_AUTH, &auth), -kEACCES);
  image::Capabilities capabilities;
  capabilities.device_authentication = "11112222-3333-4444-5555-666677778888";
  Device device(capabilities);
  std::memset(&auth, 0xff, sizeof auth);
  ASSERT_EQ(device.call(AZS_IOCTL_DEVICE_AUTH, &auth), 0);
  EXPECT_EQ(std::string_view(auth.tenant), capabilities.device_authentication);
  EXPECT_EQ(std::string_view(auth.device_id), device.guest.kernel().config().device_id);
}

TEST(PlatformServices, NamesWithoutAnEndAreRefused) {
  Device device(with_flag("NetworkConfig"));
  azs_interface_status status{};
  std::memset(status.name, 'w', sizeof status.name);
  EXPECT_EQ(device.call(AZS_IOCTL_INTERFACE_STATUS, &status), -kEINVAL);
  azs_interface_state state{};
  std::memset(state.name, 'w', sizeof state.name);
  EXPECT_EQ(device.call(AZS_IOCTL_SET_INTERFACE_STATE, &state), -kEINVAL);
  azs_hardware_address address{};
  std::memset(address.name, 'w', sizeof address.name);
  EXPECT_EQ(device.call(AZS_IOCTL_HARDWARE_ADDRESS, &address), -kEINVAL);
}

TEST(PlatformServices, EveryRequestRefusesABadPointer) {
  image::Capabilities all;
  all.flags = {"NetworkConfig", "TimeSyncConfig"};
  Device device(all);
  device.internet.start();
  device.run_to(std::chrono::seconds{2});
  for (const std::uint32_t number :
       {AZS_IOCTL_NETWORKING_READY, AZS_IOCTL_INTERFACE_COUNT, AZS_IOCTL_INTERFACE,
        AZS_IOCTL_INTERFACE_STATUS, AZS_IOCTL_SET_INTERFACE_STATE, AZS_IOCTL_HARDWARE_ADDRESS,
        AZS_IOCTL_TIME_SYNC_ENABLED, AZS_IOCTL_SET_TIME_SYNC, AZS_IOCTL_LAST_NTP_SYNC,
        AZS_IOCTL_DEVICE_AUTH_READY, AZS_IOCTL_MEMORY_INFO, AZS_IOCTL_OS_VERSION}) {
    for (const std::uint32_t address :
         {0U, GuestApp::kNothing, GuestApp::kNothing - 1, 0xfffffffcU, 0xffffffffU}) {
      EXPECT_EQ(device.guest.ioctl(device.node, number, address), -kEFAULT)
          << std::hex << number << " at " << address;
    }
  }
  EXPECT_EQ(device.guest.ioctl(device.node, AZS_IOCTL_OS_VERSION, GuestApp::kReadOnly), -kEFAULT);
  EXPECT_TRUE(device.internet.connections().time_sync().enabled());
}

TEST(PlatformServices, AnUnknownRequestIsNamedOnce) {
  Device device;
  for (const std::uint32_t number : {0xc0045a55U, 0xc0045a55U, 0x5401U, 0U}) {
    EXPECT_EQ(device.guest.ioctl(device.node, number, GuestApp::kScratch), -kENOTTY);
  }
  EXPECT_THAT(device.guest.warnings(),
              ElementsAre(HasSubstr("0xc0045a55"), HasSubstr("0x00000000")));
}

}  // namespace
}  // namespace armillary::os
