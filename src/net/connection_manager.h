// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/host.h"
#include "sim/event_queue.h"

namespace armillary::net {

/// How the device comes onto its network.
struct ConnectionConfig {
  /// From interface up to associated with the access point (or link on the Ethernet).
  sim::Duration association = std::chrono::milliseconds{500};
  Ipv4Address address{192, 168, 1, 20};  ///< what DHCP gives
  Ipv4Address netmask{255, 255, 255, 0};
  Ipv4Address gateway{192, 168, 1, 1};  ///< router, DHCP server and name server
  std::string time_server = "prod.time.sphere.azure.net";
  MacAddress wifi_mac{0x02, 0x00, 0x5e, 0x10, 0x00, 0x01};
  MacAddress ethernet_mac{0x02, 0x00, 0x5e, 0x10, 0x00, 0x02};
  /// UTC at power-on, seconds since 1970: what the time server and the cloud go by. The device
  /// itself starts in 1970 until NTP has set its clock. 2026-01-01T00:00:00Z.
  std::int64_t utc_at_power_on = 1767225600;
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
  struct NtpSync {
    std::string server;
    sim::Time at;
    std::int64_t utc_ns = 0;  ///< the time that was set, nanoseconds since 1970
  };

  /// Adds wlan0 and eth0 to `device`; wlan0 is enabled when start() is called, eth0 only on request
  /// (it needs a board configuration on the real device).
  ConnectionManager(Host& device, ConnectionConfig config);
  ConnectionManager(const ConnectionManager&) = delete;
  ConnectionManager& operator=(const ConnectionManager&) = delete;

  /// The network stack has booted.
  void start();

  [[nodiscard]] const ConnectionConfig& config() const { return config_; }
  /// Fixed until reboot.
  [[nodiscard]] std::vector<InterfaceInfo> interfaces() const;
  [[nodiscard]] std::optional<Status> status(std::string_view interface) const;
  /// False: no such interface.
  bool set_enabled(std::string_view interface, bool enabled);
  /// Networking_IsNetworkingReady: an interface is up, connected and has an address, and the clock
  /// is set.
  [[nodiscard]] bool ready() const;

  [[nodiscard]] bool time_sync_enabled() const { return time_sync_enabled_; }
  void set_time_sync_enabled(bool enabled);
  [[nodiscard]] const std::optional<NtpSync>& last_sync() const { return last_sync_; }
  /// Called when NTP sets the clock: the OS moves its real-time clock to NtpSync::utc_ns.
  void on_time_sync(std::function<void(const NtpSync&)> callback) {
    time_sync_ = std::move(callback);
  }
  /// True time, nanoseconds since 1970, whatever the device's clock says.
  [[nodiscard]] std::int64_t utc_ns() const;

 private:
  /// One interface on its way onto the network.
  struct Port {
    Port(ConnectionManager& manager, std::string name, Medium medium);
    InterfaceInfo info;
    Status status;
    sim::TimedEvent step;   ///< the next change of `status`
    sim::TimedEvent probe;  ///< the internet was reached
  };

  [[nodiscard]] Port* find(std::string_view interface) const;
  void advance(Port& port);
  void bring_down(Port& port);
  void schedule_time_sync();
  void set_clock();

  Host& device_;
  ConnectionConfig config_;
  std::vector<std::unique_ptr<Port>> ports_;
  bool time_sync_enabled_ = true;
  std::optional<NtpSync> last_sync_;
  std::function<void(const NtpSync&)> time_sync_;
  sim::TimedEvent clock_step_;
};

}  // namespace armillary::net
