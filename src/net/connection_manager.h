// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/host.h"
#include "net/time_sync.h"
#include "net/wifi_air.h"
#include "net/wifi_station.h"
#include "sim/event_queue.h"

namespace armillary::net {

/// What is at the device's Ethernet controller.
enum class EthernetState : std::uint8_t {
  none,       ///< the board has no controller: there is no eth0
  unplugged,  ///< a controller, and no cable
  plugged,
};

/// How the device comes onto its network.
struct ConnectionConfig {
  /// From interface up to associated with the access point (or link on the Ethernet).
  sim::Duration association = std::chrono::milliseconds{500};
  Ipv4Address address{192, 168, 1, 20};  ///< what DHCP gives
  Ipv4Address netmask{255, 255, 255, 0};
  Ipv4Address gateway{192, 168, 1, 1};  ///< router, DHCP server and name server
  TimeServers time;
  MacAddress wifi_mac{0x02, 0x00, 0x5e, 0x10, 0x00, 0x01};
  MacAddress ethernet_mac{0x02, 0x00, 0x5e, 0x10, 0x00, 0x02};
  EthernetState ethernet = EthernetState::plugged;
  /// The access points around the device; nothing: one that the device knows, "armillary".
  std::optional<std::vector<AirNetwork>> air;
  /// What the device has stored at its first power-on, by id; with `air` only.
  std::map<int, StoredWifi> known;
};

/// Networking_IpConfig of networking.h.
struct IpSettings {
  bool dynamic = true;
  Ipv4Address address, netmask, gateway;  ///< unless dynamic
  std::vector<Ipv4Address> name_servers;  ///< at most 3; empty: those of the network
};

/// Networking_DhcpServerConfig of networking.h.
struct DhcpServerSettings {
  Ipv4Address first, netmask, gateway;
  std::uint8_t count = 0;
  std::uint32_t lease_hours = 0;
  std::vector<Ipv4Address> ntp_servers;  ///< at most 3
};

/// What a request about an interface came to.
enum class InterfaceResult {
  ok,
  no_interface,
  not_permitted,  ///< not for this interface, or not as it is set
  not_connected,
  bad_value,
};

/// The part of the device's OS that applibs' networking calls ask (Azure Sphere's networkd): brings
/// wlan0 up after boot, gets an address by DHCP, then sets the clock by NTP. Every step takes the
/// time of its messages on the link, so that the instant at which the network is ready follows from
/// the device file alone:
///
///     up + association                    connected to the network
///        + 4 x latency                    address (DHCP discover, offer, request, acknowledge)
///        + 4 x latency                    clock set (DNS query, NTP query)
///        + 6 x latency                    internet reached (DNS, TCP, HTTP probe)
///
/// The messages themselves are not exchanged; the last two count from the address.
/// Not thread-safe; lives in the network's domain.
class ConnectionManager {
 public:
  /// Networking_InterfaceConnectionStatus of networking.h.
  struct Status {
    bool up = false;
    bool connected = false;
    bool ip_available = false;
    bool internet = false;
  };
  enum class Medium { wifi, ethernet };
  struct InterfaceInfo {
    std::string name;
    Medium medium = Medium::wifi;
    bool enabled = false;
    bool dhcp_client = true;
  };

  /// Adds wlan0 and eth0 to `device`; wlan0 is enabled when start() is called, eth0 only on request
  /// (it needs a board configuration on the real device).
  ConnectionManager(Host& device, ConnectionConfig config);
  ConnectionManager(const ConnectionManager&) = delete;
  ConnectionManager& operator=(const ConnectionManager&) = delete;

  /// The network stack has booted.
  void start();
  /// The device goes down: no interface is up, and only what is kept over reboots is left.
  void stop();

  [[nodiscard]] const ConnectionConfig& config() const { return config_; }
  [[nodiscard]] WifiStation& wifi() { return wifi_; }
  [[nodiscard]] TimeSync& time_sync() { return time_sync_; }
  [[nodiscard]] const TimeSync& time_sync() const { return time_sync_; }

  /// Fixed until reboot.
  [[nodiscard]] std::vector<InterfaceInfo> interfaces() const;
  [[nodiscard]] std::optional<Status> status(std::string_view interface) const;
  InterfaceResult set_enabled(std::string_view interface, bool enabled);
  /// Takes effect at once. Overlapping addresses are not looked for.
  InterfaceResult apply(std::string_view interface, const IpSettings& settings);
  InterfaceResult renew(std::string_view interface);
  InterfaceResult release(std::string_view interface);
  [[nodiscard]] std::optional<MacAddress> hardware_address(std::string_view interface) const;
  /// Ethernet only; neither zero nor a group address.
  InterfaceResult set_hardware_address(std::string_view interface, const MacAddress& address);
  /// Servers of a private network: Ethernet only, and the DHCP server needs a static address.
  InterfaceResult start_sntp_server(std::string_view interface);
  InterfaceResult start_dhcp_server(std::string_view interface, const DhcpServerSettings& settings);
  [[nodiscard]] bool sntp_server(std::string_view interface) const;
  [[nodiscard]] const std::optional<DhcpServerSettings>& dhcp_server() const { return dhcp_; }

  /// Networking_IsNetworkingReady: an interface is up, connected and has an address, and the clock
  /// is set.
  [[nodiscard]] bool ready() const;
  /// Somebody plugs the cable in, or pulls it.
  void set_cable(bool plugged);
  /// Called whenever an interface has reached the internet.
  void on_internet(std::function<void()> callback) { internet_ = std::move(callback); }
  /// Name servers that an interface asks for; empty: those of the network.
  void on_name_servers(std::function<void(const std::vector<Ipv4Address>&)> callback) {
    name_servers_ = std::move(callback);
  }

 private:
  /// One interface on its way onto the network.
  struct Port {
    Port(ConnectionManager& manager, std::string name, Medium medium, MacAddress mac);
    InterfaceInfo info;
    Status status;
    IpSettings ip;
    MacAddress mac;
    bool sntp_server = false;
    sim::TimedEvent link;   ///< the cable's link is there
    sim::TimedEvent lease;  ///< DHCP has an address
    sim::TimedEvent probe;  ///< the internet was reached
  };

  [[nodiscard]] Port* find(std::string_view interface) const;
  void link_changed(Port& port, bool connected);
  void get_address(Port& port, int messages);
  void have_address(Port& port);
  void drop_address(Port& port);
  void address_changed();
  [[nodiscard]] sim::Duration latency() const { return device_.link().config().latency; }

  Host& device_;
  ConnectionConfig config_;
  WifiAir air_;
  WifiStation wifi_;
  TimeSync time_sync_;
  std::vector<std::unique_ptr<Port>> ports_;
  bool cable_ = false;
  std::optional<DhcpServerSettings> dhcp_;  ///< of eth0
  std::function<void(const std::vector<Ipv4Address>&)> name_servers_;
  std::function<void()> internet_;
};

}  // namespace armillary::net
