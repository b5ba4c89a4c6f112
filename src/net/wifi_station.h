// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "net/wifi_air.h"
#include "net/wifi_network.h"
#include "sim/domain.h"
#include "sim/event_queue.h"

namespace armillary::net {

/// What a request to the station came to.
enum class WifiResult {
  ok,
  no_such_network,  ///< no stored network has this id
  too_long,         ///< a text beyond its limit, or empty where it may not be
  bad_value,
  exists,      ///< the name or the network is there already
  no_space,    ///< kMostNetworks are stored
  incomplete,  ///< a network without an SSID cannot be kept
};

/// The device's Wi-Fi: the networks it has stored, and which of them it is connected to (networkd
/// with its supplicant on the real device). There are two sets of stored networks: the one in use,
/// which apps change, and the one that is kept over reboots, which persist() writes.
///
/// The station looks for the strongest access point of an enabled network whenever something
/// changes: a network, the air, the interface. An attempt takes `association`. One that fails
/// leaves a diagnosis and is not repeated until something changes: in a world where nothing does it
/// would fail in the same way. The next best network is tried then. Not thread-safe; lives in the
/// network's domain.
class WifiStation {
 public:
  /// "The MT3620 currently handles a maximum of 10 stored wifi networks" (WiFi sample of the SDK).
  static constexpr std::size_t kMostNetworks = 10;
  static constexpr std::size_t kLongestPsk = 63;  ///< or 64 hexadecimal digits, the key itself
  static constexpr std::size_t kShortestPsk = 8;
  static constexpr std::size_t kLongestConfigName = 16;
  static constexpr std::size_t kLongestIdentity = 254;
  static constexpr std::size_t kLongestCertificateId = 16;

  WifiStation(sim::Domain& domain, WifiAir& air, sim::Duration association);
  WifiStation(const WifiStation&) = delete;
  WifiStation& operator=(const WifiStation&) = delete;

  /// The interface is up, or down.
  void set_up(bool up);
  [[nodiscard]] bool up() const { return up_; }
  /// Called when the station has connected or lost its access point.
  void on_link(std::function<void(bool connected)> callback) { link_ = std::move(callback); }
  /// Called for each attempt that failed.
  void on_failure(std::function<void(const StoredWifi&, WifiFailure)> callback) {
    failed_ = std::move(callback);
  }
  /// Tells whether the certificate store has a certificate; EAP-TLS needs two.
  void set_certificates(std::function<bool(std::string_view id)> has) { has_ = std::move(has); }

  /// The networks in use, by id.
  [[nodiscard]] std::vector<StoredWifi> networks() const;
  [[nodiscard]] const StoredWifi* network(int id) const;
  [[nodiscard]] std::optional<int> find_by_name(std::string_view config_name) const;
  /// What a scan finds now, one entry an access point.
  [[nodiscard]] std::vector<const AirNetwork*> scan() const { return air_.in_reach(); }

  struct Connection {
    int id = 0;
    const AirNetwork* access_point = nullptr;
  };
  [[nodiscard]] const std::optional<Connection>& connection() const { return connection_; }
  /// Of the last attempt that failed, until one succeeds; nothing: none did.
  [[nodiscard]] const WifiDiagnostics* diagnostics(int id) const;

  /// A disabled network without anything; nothing when there is no space.
  std::optional<int> add();
  /// A disabled copy under another name.
  WifiResult duplicate(int id, std::string_view config_name, int& copy);
  WifiResult set_ssid(int id, std::string_view ssid);
  WifiResult set_security(int id, WifiSecurity security);
  WifiResult set_psk(int id, std::string_view psk);
  WifiResult set_enabled(int id, bool enabled);
  WifiResult set_targeted_scan(int id, bool enabled);
  WifiResult set_config_name(int id, std::string_view name);
  enum class Eap { client_identity, client_certificate, root_ca };
  WifiResult set_eap(int id, Eap what, std::string_view value);
  /// Adds an enabled network and keeps all at once.
  WifiResult store(std::string_view ssid, WifiSecurity security, std::string_view psk);
  /// Gone at once, also from what is kept.
  WifiResult forget(int id);
  void forget_all();
  /// What is in use is kept from now on.
  WifiResult persist();
  /// What is kept is in use again; reconnects.
  void reload();

  /// What survives a reboot. load() is for power-on.
  [[nodiscard]] const std::map<int, StoredWifi>& kept() const { return kept_; }
  void load(std::map<int, StoredWifi> kept);

 private:
  struct Candidate {
    const StoredWifi* network = nullptr;
    const AirNetwork* access_point = nullptr;
  };
  template <class Change>
  WifiResult change(int id, Change action);
  void something_changed();
  void look();
  void attempt();
  void disconnect();
  [[nodiscard]] Candidate best() const;
  [[nodiscard]] std::optional<WifiFailure> try_to_join(const Candidate& candidate) const;
  void note_missing();
  void fail(int id, WifiFailure failure);

  sim::Domain& domain_;
  WifiAir& air_;
  sim::Duration association_;
  bool up_ = false;
  std::map<int, StoredWifi> networks_, kept_;
  std::optional<Connection> connection_;
  std::map<int, WifiDiagnostics> diagnostics_;
  std::set<int> given_up_;  ///< failed since the last change
  std::function<void(bool)> link_;
  std::function<void(const StoredWifi&, WifiFailure)> failed_;
  std::function<bool(std::string_view)> has_;
  sim::TimedEvent attempt_;
};

}  // namespace armillary::net
