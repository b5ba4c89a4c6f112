// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/connection_manager.h"

#include <algorithm>
#include <utility>

namespace armillary::net {

ConnectionManager::Port::Port(ConnectionManager& manager, std::string name, Medium medium)
    : info{name, medium, false, true},
      step(manager.device_.network().domain().events(), name + " connection",
           [&manager, this] { manager.advance(*this); }),
      probe(manager.device_.network().domain().events(), name + " internet probe",
            [this] { status.internet = true; }) {}

ConnectionManager::ConnectionManager(Host& device, ConnectionConfig config)
    : device_(device),
      config_(std::move(config)),
      clock_step_(device.network().domain().events(), "NTP", [this] { set_clock(); }) {
  device_.add_interface({"wlan0", config_.wifi_mac, {}, {}});
  device_.add_interface({"eth0", config_.ethernet_mac, {}, {}});
  ports_.push_back(std::make_unique<Port>(*this, "wlan0", Medium::wifi));
  ports_.push_back(std::make_unique<Port>(*this, "eth0", Medium::ethernet));
}

void ConnectionManager::start() { set_enabled("wlan0", true); }

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

bool ConnectionManager::set_enabled(std::string_view interface, bool enabled) {
  Port* port = find(interface);
  if (port == nullptr) return false;
  if (port->info.enabled == enabled) return true;
  port->info.enabled = enabled;
  if (!enabled) {
    bring_down(*port);
    return true;
  }
  port->status.up = true;
  device_.network().record(port->info.name, {{"event", "up"}});
  port->step.schedule(device_.network().now() + config_.association);
  return true;
}

void ConnectionManager::bring_down(Port& port) {
  port.step.cancel();
  port.probe.cancel();
  port.status = {};
  device_.set_address(port.info.name, kAnyAddress, kAnyAddress);
  device_.network().record(port.info.name, {{"event", "down"}});
  if (device_.address().is_any()) clock_step_.cancel();
}

void ConnectionManager::advance(Port& port) {
  Network& network = device_.network();
  const sim::Duration latency = device_.link().config().latency;
  if (!port.status.connected) {
    port.status.connected = true;
    network.record(port.info.name, {{"event", "connected"}});
    port.step.schedule(network.now() + 4 * latency);
    return;
  }
  port.status.ip_available = true;
  // Both interfaces hang on one access point: eth0 gets the address after wlan0's.
  const bool first = port.info.medium == Medium::wifi;
  const Ipv4Address address{config_.address.value() + (first ? 0U : 1U)};
  device_.set_address(port.info.name, address, config_.netmask);
  network.record(port.info.name, {{"event", "address"},
                                  {"address", address.to_string()},
                                  {"gateway", config_.gateway.to_string()},
                                  {"by", "DHCP"}});
  port.probe.schedule(network.now() + 6 * latency);
  schedule_time_sync();
}

bool ConnectionManager::ready() const {
  return last_sync_.has_value() && std::any_of(ports_.begin(), ports_.end(), [](const auto& port) {
           return port->status.ip_available;
         });
}

void ConnectionManager::set_time_sync_enabled(bool enabled) {
  time_sync_enabled_ = enabled;
  if (enabled) {
    schedule_time_sync();
  } else {
    clock_step_.cancel();
  }
}

void ConnectionManager::schedule_time_sync() {
  if (!time_sync_enabled_ || last_sync_ || clock_step_.scheduled()) return;
  if (device_.address().is_any()) return;
  const sim::Duration latency = device_.link().config().latency;
  clock_step_.schedule(device_.network().now() + 4 * latency);
}

void ConnectionManager::set_clock() {
  last_sync_ = NtpSync{config_.time_server, device_.network().now(), utc_ns()};
  device_.network().record("ntp", {{"event", "time set"},
                                   {"server", config_.time_server},
                                   {"utc", last_sync_->utc_ns / 1'000'000'000}});
  if (time_sync_) time_sync_(*last_sync_);
}

std::int64_t ConnectionManager::utc_ns() const {
  return config_.utc_at_power_on * 1'000'000'000 + sim::nanoseconds(device_.network().now());
}

}  // namespace armillary::net
