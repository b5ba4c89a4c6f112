// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/services/network_service.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "guest/abi/services_network.h"
#include "os/services/capability_check.h"

namespace armillary::os {

namespace {

SysResult result_of(net::InterfaceResult result) {
  switch (result) {
    case net::InterfaceResult::ok:
      return 0;
    case net::InterfaceResult::no_interface:
      return -kENOENT;
    case net::InterfaceResult::not_permitted:
      return -kEPERM;
    case net::InterfaceResult::not_connected:
      return -kENETDOWN;
    case net::InterfaceResult::bad_value:
      return -kEINVAL;
  }
  return -kEINVAL;
}

net::Ipv4Address address_of(const std::uint8_t (&bytes)[4]) {
  return {bytes[0], bytes[1], bytes[2], bytes[3]};
}

/// The first `count` of a list; false when there are more than fit or one is 0.0.0.0.
bool read_list(const std::uint8_t (&list)[AZS_MOST_NAME_SERVERS][4], std::uint32_t count,
               std::vector<net::Ipv4Address>& out) {
  if (count > AZS_MOST_NAME_SERVERS) return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    out.push_back(address_of(list[i]));
    if (out.back().is_any()) return false;
  }
  return true;
}

/// A host name or an IPv4 address, as far as its characters go.
bool is_host(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '-' || c == '_';
         });
}

}  // namespace

NetworkService::NetworkService(Kernel& kernel, net::ConnectionManager& connections,
                               std::optional<ProxySettings>& proxy)
    : kernel_(kernel), connections_(connections), proxy_(proxy) {
  connections_.time_sync().on_sync([this](const net::TimeSync::Sync& sync) {
    WallClock& clock = kernel_.wall_clock();
    const sim::Time now = kernel_.domain().now();
    before_sync_ = clock.at(now);
    clock.set(now, WallClock::split(std::chrono::nanoseconds{sync.utc_ns}));
  });
}

NetworkService::~NetworkService() { connections_.time_sync().on_sync({}); }

std::optional<SysResult> NetworkService::request(Task& task, std::uint32_t number,
                                                 std::uint32_t argument) {
  const auto flag = [&](bool value) { return answer(task, argument, azs_flag{value ? 1U : 0U}); };
  switch (number) {
    case AZS_IOCTL_NETWORKING_READY:
      return flag(connections_.ready());
    case AZS_IOCTL_INTERFACE_COUNT:
      return answer(
          task, argument,
          azs_interface_count{static_cast<std::uint32_t>(connections_.interfaces().size())});
    case AZS_IOCTL_INTERFACE:
      return describe_interface(task, argument);
    case AZS_IOCTL_INTERFACE_STATUS:
      return interface_status(task, argument);
    case AZS_IOCTL_HARDWARE_ADDRESS:
      return hardware_address(task, argument);
    case AZS_IOCTL_TIME_SYNC_ENABLED:
      return flag(connections_.time_sync().enabled());
    case AZS_IOCTL_LAST_NTP_SYNC:
      return last_time_sync(task, argument);
    case AZS_IOCTL_PROXY:
      return get_proxy(task, argument);
    case AZS_IOCTL_PROXY_STATUS:
      return proxy_status(task, argument);
    default:
      return change_request(task, number, argument);
  }
}

std::optional<SysResult> NetworkService::change_request(Task& task, std::uint32_t number,
                                                        std::uint32_t argument) {
  switch (number) {
    case AZS_IOCTL_SET_INTERFACE_STATE:
      return set_interface_state(task, argument);
    case AZS_IOCTL_SET_HARDWARE_ADDRESS:
      return set_hardware_address(task, argument);
    case AZS_IOCTL_IP_CONFIG:
      return configure_ip(task, argument);
    case AZS_IOCTL_RENEW_IP:
      return about_lease(task, argument, true);
    case AZS_IOCTL_RELEASE_IP:
      return about_lease(task, argument, false);
    case AZS_IOCTL_SNTP_SERVER:
      return start_sntp_server(task, argument);
    case AZS_IOCTL_DHCP_SERVER:
      return start_dhcp_server(task, argument);
    case AZS_IOCTL_SET_TIME_SYNC:
      return set_time_sync(task, argument);
    case AZS_IOCTL_NTP_CONFIG:
      return configure_ntp(task, argument);
    case AZS_IOCTL_SET_PROXY:
      return set_proxy(task, argument);
    default:
      return std::nullopt;
  }
}

SysResult NetworkService::describe_interface(Task& task, std::uint32_t argument) {
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

SysResult NetworkService::interface_status(Task& task, std::uint32_t argument) {
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

SysResult NetworkService::set_interface_state(Task& task, std::uint32_t argument) {
  azs_interface_state request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (const SysResult refused =
          require_capability(task, "NetworkConfig", "a change of a network interface");
      refused != 0) {
    return refused;
  }
  const auto name = text_of(request.name);
  if (!name) return -kEINVAL;
  return result_of(connections_.set_enabled(*name, request.is_enabled != 0));
}

SysResult NetworkService::hardware_address(Task& task, std::uint32_t argument) {
  azs_hardware_address request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const auto name = text_of(request.name);
  if (!name) return -kEINVAL;
  const auto address = connections_.hardware_address(*name);
  if (!address) return -kENOENT;
  std::copy(address->begin(), address->end(), std::begin(request.address));
  std::fill(std::begin(request.reserved), std::end(request.reserved), std::uint8_t{0});
  return answer(task, argument, request);
}

SysResult NetworkService::set_hardware_address(Task& task, std::uint32_t argument) {
  azs_hardware_address request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (const SysResult refused =
          require_capability(task, "HardwareAddressConfig", "a change of a hardware address");
      refused != 0) {
    return refused;
  }
  const auto name = text_of(request.name);
  if (!name) return -kEINVAL;
  net::MacAddress address{};
  std::copy(std::begin(request.address), std::end(request.address), address.begin());
  return result_of(connections_.set_hardware_address(*name, address));
}

SysResult NetworkService::configure_ip(Task& task, std::uint32_t argument) {
  azs_ip_config request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (const SysResult refused =
          require_capability(task, "NetworkConfig", "a change of an IP configuration");
      refused != 0) {
    return refused;
  }
  const auto name = text_of(request.name);
  net::IpSettings settings;
  settings.dynamic = request.is_static == 0;
  settings.address = address_of(request.address);
  settings.netmask = address_of(request.netmask);
  settings.gateway = address_of(request.gateway);
  if (!name || !read_list(request.name_server, request.name_servers, settings.name_servers) ||
      (!settings.dynamic && settings.address.is_any())) {
    return -kEINVAL;
  }
  return result_of(connections_.apply(*name, settings));
}

SysResult NetworkService::about_lease(Task& task, std::uint32_t argument, bool renew) {
  azs_interface_name request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (const SysResult refused =
          require_capability(task, "NetworkConfig", "the renewal or release of an IP address");
      refused != 0) {
    return refused;
  }
  const auto name = text_of(request.name);
  if (!name) return -kEINVAL;
  return result_of(renew ? connections_.renew(*name) : connections_.release(*name));
}

SysResult NetworkService::start_sntp_server(Task& task, std::uint32_t argument) {
  azs_interface_name request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (const SysResult refused = require_capability(task, "SntpService", "an SNTP server");
      refused != 0) {
    return refused;
  }
  const auto name = text_of(request.name);
  return name ? result_of(connections_.start_sntp_server(*name)) : -kEINVAL;
}

SysResult NetworkService::start_dhcp_server(Task& task, std::uint32_t argument) {
  azs_dhcp_server request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (const SysResult refused = require_capability(task, "DhcpService", "a DHCP server");
      refused != 0) {
    return refused;
  }
  const auto name = text_of(request.name);
  net::DhcpServerSettings settings;
  settings.first = address_of(request.first);
  settings.netmask = address_of(request.netmask);
  settings.gateway = address_of(request.gateway);
  settings.count = static_cast<std::uint8_t>(std::min<std::uint32_t>(request.count, 255));
  settings.lease_hours = request.lease_hours;
  if (!name || !read_list(request.ntp_server, request.ntp_servers, settings.ntp_servers)) {
    return -kEINVAL;
  }
  return result_of(connections_.start_dhcp_server(*name, settings));
}

SysResult NetworkService::set_time_sync(Task& task, std::uint32_t argument) {
  azs_flag flag{};
  if (!task.memory().get(argument, flag)) return -kEFAULT;
  if (const SysResult refused =
          require_capability(task, "TimeSyncConfig", "a change of the time sync");
      refused != 0) {
    return refused;
  }
  connections_.time_sync().set_enabled(flag.value != 0);
  return 0;
}

SysResult NetworkService::configure_ntp(Task& task, std::uint32_t argument) {
  azs_ntp_config request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (const SysResult refused =
          require_capability(task, "TimeSyncConfig", "a change of the time servers");
      refused != 0) {
    return refused;
  }
  using Source = net::NtpSettings::Source;
  net::NtpSettings settings;
  settings.fallback = request.fallback != 0;
  if (request.source > AZS_NTP_CUSTOM || request.fallback > 1) return -kEINVAL;
  settings.source = request.source == AZS_NTP_DEFAULT     ? Source::default_server
                    : request.source == AZS_NTP_AUTOMATIC ? Source::automatic
                                                          : Source::custom;
  if (settings.source == Source::custom) {
    const auto primary = text_of(request.primary), secondary = text_of(request.secondary);
    if (!primary || !secondary || !is_host(*primary)) return -kEINVAL;
    settings.custom.emplace_back(*primary);
    if (!secondary->empty()) {
      if (!is_host(*secondary)) return -kEINVAL;
      settings.custom.emplace_back(*secondary);
    }
  }
  connections_.time_sync().configure(std::move(settings));
  return 0;
}

SysResult NetworkService::last_time_sync(Task& task, std::uint32_t argument) {
  const auto& sync = connections_.time_sync().last();
  if (!sync || !before_sync_) return -kENOENT;
  azs_ntp_sync_info info{};
  info.seconds_before = before_sync_->seconds;
  info.seconds_after = WallClock::split(std::chrono::nanoseconds{sync->utc_ns}).seconds;
  put_text(info.server, sync->server);
  return answer(task, argument, info);
}

SysResult NetworkService::set_proxy(Task& task, std::uint32_t argument) {
  azs_proxy request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (const SysResult refused = require_capability(task, "NetworkConfig", "a change of the proxy");
      refused != 0) {
    return refused;
  }
  const auto address = text_of(request.address), no_proxy = text_of(request.no_proxy);
  const auto user = text_of(request.user), password = text_of(request.password);
  constexpr std::int8_t kHttp = 0, kBasic = 1;
  if (!address || !no_proxy || !user || !password || request.type != kHttp ||
      request.authentication < 0 || request.authentication > kBasic) {
    return -kEINVAL;
  }
  proxy_ = ProxySettings{request.options,    request.type,          request.authentication,
                         request.port,       std::string(*address), std::string(*no_proxy),
                         std::string(*user), std::string(*password)};
  return 0;
}

SysResult NetworkService::get_proxy(Task& task, std::uint32_t argument) {
  const App* app = task.process().app();
  if (app == nullptr || !app->has("NetworkConfig")) {
    const SysResult refused =
        require_capability(task, "ReadNetworkProxyConfig", "a look at the proxy");
    if (refused != 0) return refused;
  }
  if (!proxy_) return -kENOENT;
  azs_proxy reply{};
  reply.options = proxy_->options;
  reply.type = proxy_->type;
  reply.authentication = proxy_->authentication;
  reply.port = proxy_->port;
  put_text(reply.address, proxy_->address);
  put_text(reply.no_proxy, proxy_->no_proxy);
  put_text(reply.user, proxy_->user);
  put_text(reply.password, proxy_->password);
  return answer(task, argument, reply);
}

SysResult NetworkService::proxy_status(Task& task, std::uint32_t argument) {
  std::uint32_t status = 0;
  if (proxy_ && (proxy_->options & AZS_PROXY_OPTION_ENABLED) != 0) {
    status = AZS_PROXY_STATUS_ENABLED |
             (connections_.ready() ? AZS_PROXY_STATUS_READY : AZS_PROXY_STATUS_RESOLVING);
  }
  return answer(task, argument, azs_number{static_cast<std::int32_t>(status)});
}

}  // namespace armillary::os
