// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/platform_services.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "os/dev/unserved_request.h"

namespace armillary::os {

namespace {

class ServicesFile final : public File {
 public:
  ServicesFile(std::uint32_t flags, PlatformServices& services)
      : File(flags), services_(services) {}
  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override {
    return services_.request(task, request, argument);
  }
  [[nodiscard]] OsResult<Stat> stat() const override {
    Stat stat;
    stat.mode = kModeCharacter | 0666;
    stat.inode = 11;
    return stat;
  }

 private:
  PlatformServices& services_;
};

template <class T>
SysResult answer(Task& task, std::uint32_t argument, const T& value) {
  return task.memory().put(argument, value) ? 0 : -kEFAULT;
}

SysResult answer_flag(Task& task, std::uint32_t argument, bool value) {
  return answer(task, argument, azs_flag{value ? 1U : 0U});
}

/// The text of a field, or nothing when it has no end.
template <std::size_t size>
std::optional<std::string_view> text_of(const char (&field)[size]) {
  const char* end = std::find(std::begin(field), std::end(field), '\0');
  if (end == std::end(field)) return std::nullopt;
  return std::string_view(field, static_cast<std::size_t>(end - field));
}

/// What fits, with an end; the rest of the field is zero already.
template <std::size_t size>
void put_text(char (&field)[size], std::string_view text) {
  text.copy(field, size - 1);
}

}  // namespace

PlatformServices::PlatformServices(Kernel& kernel, net::ConnectionManager& connections)
    : kernel_(kernel), connections_(connections) {
  connections_.on_time_sync([this](const net::ConnectionManager::NtpSync& sync) {
    WallClock& clock = kernel_.wall_clock();
    const sim::Time now = kernel_.domain().now();
    before_sync_ = clock.at(now);
    clock.set(now, WallClock::split(std::chrono::nanoseconds{sync.utc_ns}));
  });
}

PlatformServices::~PlatformServices() { connections_.on_time_sync({}); }

void PlatformServices::add_device(Vfs& vfs) {
  vfs.add_device(
      AZS_SERVICES_PATH, 0666,
      [this](const Caller& /*caller*/, std::uint32_t flags) -> OsResult<std::shared_ptr<File>> {
        return std::make_shared<ServicesFile>(flags, *this);
      });
}

SysResult PlatformServices::request(Task& task, std::uint32_t number, std::uint32_t argument) {
  switch (number) {
    case AZS_IOCTL_NETWORKING_READY:
    case AZS_IOCTL_INTERFACE_COUNT:
    case AZS_IOCTL_INTERFACE:
    case AZS_IOCTL_INTERFACE_STATUS:
    case AZS_IOCTL_SET_INTERFACE_STATE:
    case AZS_IOCTL_HARDWARE_ADDRESS:
      return network_request(task, number, argument);
    case AZS_IOCTL_TIME_SYNC_ENABLED:
    case AZS_IOCTL_SET_TIME_SYNC:
    case AZS_IOCTL_LAST_NTP_SYNC:
      return time_request(task, number, argument);
    case AZS_IOCTL_DEVICE_AUTH_READY:
    case AZS_IOCTL_MEMORY_INFO:
    case AZS_IOCTL_OS_VERSION:
      return app_request(task, number, argument);
    default:
      return unserved_request(task, AZS_SERVICES_PATH, number, kENOTTY);
  }
}

SysResult PlatformServices::network_request(Task& task, std::uint32_t number,
                                            std::uint32_t argument) {
  switch (number) {
    case AZS_IOCTL_NETWORKING_READY:
      return answer_flag(task, argument, connections_.ready());
    case AZS_IOCTL_INTERFACE_COUNT:
      return answer(
          task, argument,
          azs_interface_count{static_cast<std::uint32_t>(connections_.interfaces().size())});
    case AZS_IOCTL_INTERFACE:
      return describe_interface(task, argument);
    case AZS_IOCTL_INTERFACE_STATUS:
      return interface_status(task, argument);
    case AZS_IOCTL_SET_INTERFACE_STATE:
      return set_interface_state(task, argument);
    default:
      return hardware_address(task, argument);
  }
}

SysResult PlatformServices::describe_interface(Task& task, std::uint32_t argument) {
  azs_interface interface {};
  if (!task.memory().get(argument, interface)) return -kEFAULT;
  const auto all = connections_.interfaces();
  const std::uint32_t index = interface.index;
  if (index >= all.size()) return -kENOENT;
  interface = {};
  interface.index = index;
  put_text(interface.name, all[index].name);
  interface.is_enabled = all[index].enabled ? 1 : 0;
  interface.ip_configuration_type =
      all[index].dhcp_client ? AZS_IP_TYPE_DHCP_CLIENT : AZS_IP_TYPE_DHCP_NONE;
  interface.medium = all[index].medium == net::ConnectionManager::Medium::wifi
                         ? AZS_MEDIUM_WIFI
                         : AZS_MEDIUM_ETHERNET;
  return answer(task, argument, interface);
}

SysResult PlatformServices::interface_status(Task& task, std::uint32_t argument) {
  azs_interface_status request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const auto name = text_of(request.name);
  if (!name) return -kEINVAL;
  const auto status = connections_.status(*name);
  if (!status) return -kENOENT;
  request.status = (status->up ? AZS_STATUS_INTERFACE_UP : 0U) |
                   (status->connected ? AZS_STATUS_CONNECTED_TO_NETWORK : 0U) |
                   (status->ip_available ? AZS_STATUS_IP_AVAILABLE : 0U) |
                   (status->internet ? AZS_STATUS_CONNECTED_TO_INTERNET : 0U);
  return answer(task, argument, request);
}

SysResult PlatformServices::set_interface_state(Task& task, std::uint32_t argument) {
  azs_interface_state request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (const SysResult refused =
          check_right(task, "NetworkConfig", "a change of a network interface");
      refused != 0) {
    return refused;
  }
  const auto name = text_of(request.name);
  if (!name) return -kEINVAL;
  return connections_.set_enabled(*name, request.is_enabled != 0) ? 0 : -kENOENT;
}

SysResult PlatformServices::hardware_address(Task& task, std::uint32_t argument) {
  azs_hardware_address request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const auto name = text_of(request.name);
  if (!name) return -kEINVAL;
  const auto all = connections_.interfaces();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& info) { return info.name == *name; });
  if (found == all.end()) return -kENOENT;
  const net::MacAddress& address = found->medium == net::ConnectionManager::Medium::wifi
                                       ? connections_.config().wifi_mac
                                       : connections_.config().ethernet_mac;
  std::copy(address.begin(), address.end(), std::begin(request.address));
  std::fill(std::begin(request.reserved), std::end(request.reserved), std::uint8_t{0});
  return answer(task, argument, request);
}

SysResult PlatformServices::time_request(Task& task, std::uint32_t number, std::uint32_t argument) {
  if (number == AZS_IOCTL_TIME_SYNC_ENABLED) {
    return answer_flag(task, argument, connections_.time_sync_enabled());
  }
  if (number == AZS_IOCTL_LAST_NTP_SYNC) return last_time_sync(task, argument);
  azs_flag flag{};
  if (!task.memory().get(argument, flag)) return -kEFAULT;
  if (const SysResult refused = check_right(task, "TimeSyncConfig", "a change of the time sync");
      refused != 0) {
    return refused;
  }
  connections_.set_time_sync_enabled(flag.value != 0);
  return 0;
}

SysResult PlatformServices::last_time_sync(Task& task, std::uint32_t argument) {
  const auto& sync = connections_.last_sync();
  if (!sync || !before_sync_) return -kENOENT;
  azs_ntp_sync_info info{};
  info.seconds_before = before_sync_->seconds;
  info.seconds_after = WallClock::split(std::chrono::nanoseconds{sync->utc_ns}).seconds;
  put_text(info.server, sync->server);
  return answer(task, argument, info);
}

SysResult PlatformServices::app_request(Task& task, std::uint32_t number, std::uint32_t argument) {
  if (number == AZS_IOCTL_MEMORY_INFO) return memory_info(task, argument);
  if (number == AZS_IOCTL_DEVICE_AUTH_READY) {
    return answer_flag(task, argument, device_auth_ready(task));
  }
  azs_os_version version{};
  put_text(version.version, kernel_.config().os_version);
  return answer(task, argument, version);
}

SysResult PlatformServices::memory_info(Task& task, std::uint32_t argument) {
  azs_memory_info request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const App* app = task.process().app();
  if (app == nullptr) return -kEAGAIN;
  constexpr std::size_t kKibOfPage = kPageSize / 1024;
  switch (request.attribute) {
    // The kernel's own use of memory for an app is not modelled, so the total is what it owns.
    case AZS_MEMORY_TOTAL:
    case AZS_MEMORY_USER_MODE:
      request.kib = static_cast<std::uint32_t>(app->memory().pages * kKibOfPage);
      break;
    case AZS_MEMORY_PEAK_USER_MODE:
      request.kib = static_cast<std::uint32_t>(app->memory().peak * kKibOfPage);
      break;
    default:
      return -kEINVAL;
  }
  return answer(task, argument, request);
}

bool PlatformServices::device_auth_ready(Task& task) {
  const App* app = task.process().app();
  if (app == nullptr || app->spec().capabilities.device_authentication.empty()) {
    kernel_.warn(task.process(),
                 "device authentication never becomes ready: add \"DeviceAuthentication\" with the "
                 "tenant's id to \"Capabilities\" of app_manifest.json");
    return false;
  }
  // The certificate comes over the internet and needs a clock that is right to be checked.
  const auto all = connections_.interfaces();
  return connections_.ready() && std::any_of(all.begin(), all.end(), [this](const auto& info) {
           const auto status = connections_.status(info.name);
           return status && status->internet;
         });
}

SysResult PlatformServices::check_right(Task& task, const char* flag, const char* what) {
  const App* app = task.process().app();
  if (app != nullptr && app->has(flag)) return 0;
  kernel_.warn(task.process(),
               fmt::format("{} is refused with EACCES: add \"{}\": true to \"Capabilities\" of "
                           "app_manifest.json",
                           what, flag));
  return -kEACCES;
}

}  // namespace armillary::os
