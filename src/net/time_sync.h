// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "net/network.h"
#include "sim/event_queue.h"

namespace armillary::net {

/// Where the time comes from.
struct NtpSettings {
  enum class Source { default_server, automatic, custom };
  Source source = Source::default_server;
  bool fallback = true;             ///< the default server comes last
  std::vector<std::string> custom;  ///< one or two, in the order of asking
};

/// The world's time, and who tells it.
struct TimeServers {
  std::string default_server = "prod.time.sphere.azure.net";
  /// Names and addresses that answer, besides the default server and those of DHCP.
  std::set<std::string> answering{"time.sphere.azure.net", "time.windows.com", "pool.ntp.org"};
  /// Option 42 of the access point's DHCP server.
  std::vector<std::string> from_dhcp;
  /// UTC at power-on, seconds since 1970: what the time servers and the cloud go by.
  std::int64_t utc_at_power_on = 1767225600;  // 2026-01-01T00:00:00Z
};

/// The device's NTP client. As soon as there is a network it asks the servers in their order; an
/// answer takes four times the latency (a DNS query and an NTP query there and back), a silent
/// server kPatience. When all are silent nothing happens until the settings or the network change.
/// The packets themselves are not exchanged. Not thread-safe; lives in the network's domain.
class TimeSync {
 public:
  static constexpr sim::Duration kPatience = std::chrono::seconds{5};

  struct Sync {
    std::string server;
    sim::Time at;
    std::int64_t utc_ns = 0;  ///< the time that was set, nanoseconds since 1970
  };

  /// `latency` is asked when a query goes out.
  TimeSync(Network& network, TimeServers servers, std::function<sim::Duration()> latency);
  TimeSync(const TimeSync&) = delete;
  TimeSync& operator=(const TimeSync&) = delete;

  /// An interface has an address, or none has any more.
  void set_network(bool up);
  [[nodiscard]] bool enabled() const { return enabled_; }
  void set_enabled(bool enabled);
  /// Asks anew, and counts as not synchronised until it is answered.
  void configure(NtpSettings settings);
  [[nodiscard]] const NtpSettings& settings() const { return settings_; }
  /// The clock was set since the boot and the last change of the settings.
  [[nodiscard]] bool synchronised() const { return synchronised_; }
  [[nodiscard]] const std::optional<Sync>& last() const { return last_; }
  /// Called when the clock is to be set to Sync::utc_ns.
  void on_sync(std::function<void(const Sync&)> callback) { callback_ = std::move(callback); }
  /// True time, nanoseconds since 1970, whatever the device's clock says.
  [[nodiscard]] std::int64_t utc_ns() const;
  /// All but what survives a reboot is forgotten.
  void reboot();

 private:
  [[nodiscard]] std::vector<std::string> order() const;
  [[nodiscard]] bool answers(const std::string& server) const;
  void begin();
  void ask();
  void answered();

  Network& network_;
  TimeServers servers_;
  std::function<sim::Duration()> latency_;
  NtpSettings settings_;
  bool enabled_ = true, up_ = false, synchronised_ = false;
  std::vector<std::string> asked_;  ///< of the round that is under way
  std::size_t next_ = 0;            ///< the server that is being asked
  std::optional<Sync> last_;
  std::function<void(const Sync&)> callback_;
  sim::TimedEvent step_;
};

}  // namespace armillary::net
