// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/connection_manager.h"

#include <algorithm>
#include <utility>

namespace armillary::net {

namespace {

/// Where a device file says nothing of Wi-Fi: one network, and the device knows it.
constexpr std::string_view kDefaultSsid = "armillary";
constexpr std::string_view kDefaultPsk = "armillary";

std::vector<AirNetwork> air_of(const ConnectionConfig& config) {
  if (config.air) return *config.air;
  AirNetwork network;
  network.ssid = kDefaultSsid;
  network.psk = kDefaultPsk;
  network.bssid = {0x02, 0x00, 0x5e, 0x20, 0x00, 0x01};
  return {std::move(network)};
}

std::map<int, StoredWifi> known_of(const ConnectionConfig& config) {
  if (config.air) return config.known;
  StoredWifi network;
  network.ssid = kDefaultSsid;
  network.security = WifiSecurity::wpa2_psk;
  network.psk = kDefaultPsk;
  network.enabled = true;
  return {{0, std::move(network)}};
}

std::string_view reason(WifiFailure failure) {
  switch (failure) {
    case WifiFailure::connection_failed:
      return "connection failed";
    case WifiFailure::network_not_found:
      return "network not found";
    case WifiFailure::no_psk_included:
      return "no key";
    case WifiFailure::wrong_key:
      return "wrong key";
    case WifiFailure::authentication_failed:
      return "authentication failed";
    case WifiFailure::security_type_mismatch:
      return "security type mismatch";
  }
  return "connection failed";
}

}  // namespace

ConnectionManager::Port::Port(ConnectionManager& manager, std::string name, Medium medium,
                              MacAddress address)
    : info{name, medium, false, true},
      mac(address),
      link(manager.device_.network().domain().events(), name + " connection",
           [&manager, this] { manager.link_changed(*this, true); }),
      lease(manager.device_.network().domain().events(), name + " DHCP",
            [&manager, this] { manager.have_address(*this); }),
      probe(manager.device_.network().domain().events(), name + " internet probe",
            [&manager, this] {
              status.internet = true;
              if (manager.internet_) manager.internet_();
            }) {}

ConnectionManager::ConnectionManager(Host& device, ConnectionConfig config)
    : device_(device),
      config_(std::move(config)),
      air_(device.network().domain(), air_of(config_)),
      wifi_(device.network().domain(), air_, config_.association),
      time_sync_(device.network(), config_.time, [this] { return latency(); }),
      cable_(config_.ethernet == EthernetState::plugged) {
  device_.add_interface({"wlan0", config_.wifi_mac, {}, {}});
  ports_.push_back(std::make_unique<Port>(*this, "wlan0", Medium::wifi, config_.wifi_mac));
  if (config_.ethernet != EthernetState::none) {
    device_.add_interface({"eth0", config_.ethernet_mac, {}, {}});
    ports_.push_back(std::make_unique<Port>(*this, "eth0", Medium::ethernet, config_.ethernet_mac));
  }
  wifi_.load(known_of(config_));
  wifi_.on_link([this](bool connected) { link_changed(*ports_.front(), connected); });
  wifi_.on_failure([this](const StoredWifi& network, WifiFailure failure) {
    device_.network().record(
        "wlan0", {{"event", "not connected"}, {"ssid", network.ssid}, {"reason", reason(failure)}});
  });
}

void ConnectionManager::start() { set_enabled("wlan0", true); }

void ConnectionManager::stop() {
  for (const auto& port : ports_) {
    set_enabled(port->info.name, false);
    port->ip = {};
    port->info.dhcp_client = true;
    port->sntp_server = false;
  }
  dhcp_.reset();
  wifi_.reload();
  time_sync_.reboot();
  if (name_servers_) name_servers_({});
}

ConnectionManager::Port* ConnectionManager::find(std::string_view interface) const {
  for (const auto& port : ports_) {
    if (port->info.name == interface) return port.get();
  }
  return nullptr;
}

std::vector<ConnectionManager::InterfaceInfo> ConnectionManager::interfaces() const {
  std::vector<InterfaceInfo> all;
  for (const auto& port : ports_) all.push_back(port->info);
  return all;
}

std::optional<ConnectionManager::Status> ConnectionManager::status(
    std::string_view interface) const {
  const Port* port = find(interface);
  if (port == nullptr) return std::nullopt;
  return port->status;
}

InterfaceResult ConnectionManager::set_enabled(std::string_view interface, bool enabled) {
  Port* port = find(interface);
  if (port == nullptr) return InterfaceResult::no_interface;
  if (port->info.enabled == enabled) return InterfaceResult::ok;
  port->info.enabled = enabled;
  if (enabled) {
    port->status.up = true;
    device_.network().record(port->info.name, {{"event", "up"}});
  }
  if (port->info.medium == Medium::wifi) {
    wifi_.set_up(enabled);
  } else if (enabled && cable_) {
    port->link.schedule(device_.network().now() + config_.association);
  }
  if (!enabled) {
    link_changed(*port, false);
    port->status.up = false;
    device_.network().record(port->info.name, {{"event", "down"}});
  }
  return InterfaceResult::ok;
}

void ConnectionManager::set_cable(bool plugged) {
  cable_ = plugged;
  Port* port = find("eth0");
  if (port == nullptr || !port->info.enabled || port->status.connected == plugged) return;
  if (plugged) {
    port->link.schedule(device_.network().now() + config_.association);
  } else {
    link_changed(*port, false);
    device_.network().record("eth0", {{"event", "disconnected"}});
  }
}

void ConnectionManager::link_changed(Port& port, bool connected) {
  port.link.cancel();
  if (port.status.connected == connected) return;
  port.status.connected = connected;
  if (!connected) {
    drop_address(port);
    // Interfaces that are switched off say so themselves.
    if (port.info.enabled && port.info.medium == Medium::wifi) {
      device_.network().record(port.info.name, {{"event", "disconnected"}});
    }
    return;
  }
  boost::json::object event{{"event", "connected"}};
  if (port.info.medium == Medium::wifi && config_.air) {
    event["ssid"] = wifi_.connection()->access_point->ssid;
  }
  device_.network().record(port.info.name, std::move(event));
  get_address(port, 4);
}

void ConnectionManager::get_address(Port& port, int messages) {
  if (port.ip.dynamic) {
    port.lease.schedule(device_.network().now() + messages * latency());
  } else {
    have_address(port);
  }
}

void ConnectionManager::have_address(Port& port) {
  port.status.ip_available = true;
  // Both interfaces hang on one access point: eth0 gets the address after wlan0's.
  const bool first = port.info.medium == Medium::wifi;
  const Ipv4Address leased{config_.address.value() + (first ? 0U : 1U)};
  const Ipv4Address address = port.ip.dynamic ? leased : port.ip.address;
  const Ipv4Address gateway = port.ip.dynamic ? config_.gateway : port.ip.gateway;
  device_.set_address(port.info.name, address, port.ip.dynamic ? config_.netmask : port.ip.netmask);
  device_.network().record(port.info.name, {{"event", "address"},
                                            {"address", address.to_string()},
                                            {"gateway", gateway.to_string()},
                                            {"by", port.ip.dynamic ? "DHCP" : "static"}});
  // A private network has another gateway or none, and no way out.
  if (gateway == config_.gateway && !port.status.internet && !port.probe.scheduled()) {
    port.probe.schedule(device_.network().now() + 6 * latency());
  }
  address_changed();
}

void ConnectionManager::drop_address(Port& port) {
  port.lease.cancel();
  port.probe.cancel();
  port.status.ip_available = port.status.internet = false;
  device_.set_address(port.info.name, kAnyAddress, kAnyAddress);
  address_changed();
}

void ConnectionManager::address_changed() {
  time_sync_.set_network(std::any_of(ports_.begin(), ports_.end(), [this](const auto& port) {
    const bool outside = port->ip.dynamic || port->ip.gateway == config_.gateway;
    return port->status.ip_available && outside;
  }));
}

InterfaceResult ConnectionManager::apply(std::string_view interface, const IpSettings& settings) {
  Port* port = find(interface);
  if (port == nullptr) return InterfaceResult::no_interface;
  port->ip = settings;
  port->info.dhcp_client = settings.dynamic;
  if (name_servers_) name_servers_(settings.name_servers);
  if (port->status.connected) {
    drop_address(*port);
    get_address(*port, 4);
  }
  return InterfaceResult::ok;
}

InterfaceResult ConnectionManager::renew(std::string_view interface) {
  Port* port = find(interface);
  if (port == nullptr) return InterfaceResult::no_interface;
  if (!port->ip.dynamic) return InterfaceResult::not_permitted;
  if (!port->status.connected) return InterfaceResult::not_connected;
  // One who has an address asks for it again; one without begins with a discover.
  if (!port->lease.scheduled()) get_address(*port, port->status.ip_available ? 2 : 4);
  return InterfaceResult::ok;
}

InterfaceResult ConnectionManager::release(std::string_view interface) {
  Port* port = find(interface);
  if (port == nullptr) return InterfaceResult::no_interface;
  if (!port->ip.dynamic) return InterfaceResult::not_permitted;
  if (!port->status.connected) return InterfaceResult::not_connected;
  if (port->status.ip_available) {
    device_.network().record(port->info.name, {{"event", "address released"}});
  }
  drop_address(*port);
  return InterfaceResult::ok;
}

std::optional<MacAddress> ConnectionManager::hardware_address(std::string_view interface) const {
  const Port* port = find(interface);
  if (port == nullptr) return std::nullopt;
  return port->mac;
}

InterfaceResult ConnectionManager::set_hardware_address(std::string_view interface,
                                                        const MacAddress& address) {
  Port* port = find(interface);
  if (port == nullptr) return InterfaceResult::no_interface;
  if (port->info.medium != Medium::ethernet) return InterfaceResult::not_permitted;
  constexpr std::uint8_t kGroup = 1;  // of the first byte (IEEE 802)
  if (address == MacAddress{} || (address[0] & kGroup) != 0) return InterfaceResult::bad_value;
  port->mac = address;
  device_.set_hardware_address(port->info.name, address);
  return InterfaceResult::ok;
}

InterfaceResult ConnectionManager::start_sntp_server(std::string_view interface) {
  Port* port = find(interface);
  if (port == nullptr) return InterfaceResult::no_interface;
  if (port->info.medium != Medium::ethernet) return InterfaceResult::not_permitted;
  if (!std::exchange(port->sntp_server, true)) {
    device_.network().record(port->info.name, {{"event", "SNTP server started"}});
  }
  return InterfaceResult::ok;
}

InterfaceResult ConnectionManager::start_dhcp_server(std::string_view interface,
                                                     const DhcpServerSettings& settings) {
  Port* port = find(interface);
  if (port == nullptr) return InterfaceResult::no_interface;
  if (port->info.medium != Medium::ethernet || port->ip.dynamic) {
    return InterfaceResult::not_permitted;
  }
  // The leases lie in the interface's own network, after its own address or before it.
  const std::uint32_t mask = port->ip.netmask.value();
  const std::uint32_t last = settings.first.value() + settings.count - 1;
  const auto inside = [&](std::uint32_t address) {
    return (address & mask) == (port->ip.address.value() & mask);
  };
  const bool mine = port->ip.address >= settings.first && port->ip.address.value() <= last;
  if (settings.count == 0 || !inside(settings.first.value()) || !inside(last) || mine) {
    return InterfaceResult::bad_value;
  }
  dhcp_ = settings;
  device_.network().record(port->info.name, {{"event", "DHCP server started"},
                                             {"first", settings.first.to_string()},
                                             {"count", settings.count}});
  return InterfaceResult::ok;
}

bool ConnectionManager::sntp_server(std::string_view interface) const {
  const Port* port = find(interface);
  return port != nullptr && port->sntp_server;
}

bool ConnectionManager::ready() const {
  return time_sync_.synchronised() &&
         std::any_of(ports_.begin(), ports_.end(),
                     [](const auto& port) { return port->status.ip_available; });
}

}  // namespace armillary::net
