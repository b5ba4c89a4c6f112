// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <armillary/part_config.h>

namespace armillary {

/// What a simulated device is made of: a device file (docs/device-file.md) with what the command
/// line adds. Plain values; all times are virtual and in nanoseconds. Nothing here is checked
/// against the host: whether an image exists and fits is found out when it is loaded.

/// A fraction that is exactly what was written: 1.25 is 5/4. Both parts are at least 1.
struct Ratio {
  std::uint64_t numerator = 1, denominator = 1;
  friend constexpr bool operator==(Ratio, Ratio) = default;
};

/// The Cortex-A7 and its apps: .imagepackage files, folders with app_manifest.json and bin/app, or
/// ELF files.
struct A7Config {
  std::vector<std::filesystem::path> apps;
  /// The host folder with the C library and libapplibs that the apps are linked to; becomes the
  /// root of the A7's file tree. docs/guest-runtime.md.
  std::filesystem::path runtime_folder;
  Ratio cycles_per_instruction;
  /// What an app may own of written memory, as on the device; none: no limit. One that needs more
  /// is killed.
  std::optional<std::uint64_t> memory_bytes = 256 * 1024;
  /// An app that has ended is started again, as on the device; else a crash ends the run.
  bool restart = false;
};

/// One Cortex-M4F and its firmware; an empty path leaves the core off.
struct M4Config {
  std::filesystem::path image;
  Ratio cycles_per_instruction;
};

/// An access point in the device's reach.
struct WifiNetworkConfig {
  enum class Security : std::uint8_t { open = 1, wpa2_psk = 2 };
  std::string ssid;  ///< 1 to 32 bytes
  Security security = Security::wpa2_psk;
  std::string psk;  ///< 8 to 63 characters; of wpa2_psk
  int rssi_dbm = -50;
  std::uint32_t frequency_mhz = 2437;
  std::int64_t from_ns = 0;
  std::optional<std::int64_t> until_ns;  ///< none: for ever
  bool known = false;                    ///< the device has it stored at its first power-on
};

/// An update that the device is offered.
struct UpdateConfig {
  std::int64_t at_ns = 0;
  bool system = false;  ///< the OS; else the apps
  std::int64_t download_ns = 10'000'000'000;
};

struct NetworkConfig {
  std::int64_t latency_ns = 20'000'000;  ///< one way, 0 to 60 s
  /// none: one network, which the device knows.
  std::optional<std::vector<WifiNetworkConfig>> wifi;
};

/// A device that the hub knows.
struct CloudDeviceConfig {
  std::string id;
  std::string key;  ///< shared access key in base64; empty: any credentials are accepted
};
struct CloudConfig {
  std::string hub = "armillary-hub";       ///< its host name is <hub>.azure-devices.net
  std::vector<CloudDeviceConfig> devices;  ///< empty: every device id is accepted
};

/// Which image packages run, by who signed them. One that was changed after a known key signed it
/// never does.
struct SignatureConfig {
  bool only_known = false;  ///< else those of other keys, which cannot be checked, run, too
  /// PEM files with the certificates of known keys.
  std::vector<std::filesystem::path> keys;
};

struct DeviceConfig {
  std::string name = "device";
  std::uint64_t seed = 1;
  /// A built-in board: "mt3620-rdb", "avnet-starter-kit" or "none".
  std::string board = "mt3620-rdb";
  /// What a board file adds to the built-in board, and what the device adds to both. A part at a
  /// pin that a part of the layer below has taken replaces that part; one with the name of such a
  /// part adds to its values.
  std::vector<PartConfig> board_parts, parts;
  A7Config a7;
  std::array<M4Config, 2> m4;
  NetworkConfig network;
  CloudConfig cloud;
  std::vector<UpdateConfig> updates;
  SignatureConfig signatures;
  /// What the device's real-time clock shows at power-on: seconds since 1970 (UTC).
  std::int64_t start_time_s = 1'767'225'600;  // 2026-01-01T00:00:00Z
};

}  // namespace armillary
