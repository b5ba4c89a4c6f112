// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/address.h"
#include "sim/time.h"

namespace armillary::net {

/// WifiConfig_Security of wificonfig.h.
enum class WifiSecurity : std::uint8_t { unknown = 0, open = 1, wpa2_psk = 2, wpa2_eap_tls = 3 };

inline constexpr std::size_t kLongestSsid = 32;  ///< bytes (IEEE 802.11)

/// An access point in reach of the device's radio: the `network: wifi: networks:` of a device file.
struct AirNetwork {
  std::string ssid;  ///< 1 to kLongestSsid bytes
  WifiSecurity security = WifiSecurity::wpa2_psk;
  std::string psk;       ///< what a client must know; WPA2-PSK only
  std::string identity;  ///< the only client that EAP-TLS lets in; empty: any
  int rssi_dbm = -50;    ///< -100 to 0
  std::uint32_t frequency_mhz = 2437;
  MacAddress bssid{};
  /// When it is there; `until` is exclusive. Always, unless told.
  sim::Time from = sim::kPowerOn, until = sim::kNever;
};

/// A network that the device has stored: what an app sets by wificonfig.h.
struct StoredWifi {
  int id = 0;
  std::string ssid;
  WifiSecurity security = WifiSecurity::unknown;
  std::string psk;
  bool enabled = false;
  bool targeted_scan = false;
  std::string config_name;
  std::string client_identity, client_certificate, root_ca;  ///< EAP-TLS
  friend bool operator==(const StoredWifi&, const StoredWifi&) = default;
};

/// Why a network could not be joined: `error` of WifiConfig_NetworkDiagnostics
/// (azure-sphere.md section 1.13).
enum class WifiFailure : std::int32_t {
  connection_failed = 1,
  network_not_found = 2,
  no_psk_included = 3,
  wrong_key = 4,
  authentication_failed = 5,
  security_type_mismatch = 6,
};

struct WifiDiagnostics {
  WifiFailure failure = WifiFailure::connection_failed;
  sim::Time at;
};

}  // namespace armillary::net
