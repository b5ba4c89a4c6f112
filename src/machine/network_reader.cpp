// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/network_reader.h"

#include <charconv>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/suggest.h"

namespace armillary::machine {

namespace {

constexpr std::size_t kMostNetworks = 64, kMostKnown = 10, kMostUpdates = 100;
constexpr std::size_t kLongestSsid = 32, kShortestPsk = 8, kLongestPsk = 63;

int read_rssi(const YamlValue& value) {
  const std::string text = value.scalar("a signal strength in dBm, as in -60");
  int rssi = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rssi);
  if (text.empty()) return rssi;
  if (error != std::errc{} || end != text.data() + text.size() || rssi < -100 || rssi > 0) {
    value.complain(fmt::format("{} is {}; give a signal strength from -100 to 0 dBm", value.name(),
                               in_quotes(text)));
  }
  return rssi;
}

WifiNetworkConfig read_network(const YamlValue& entry) {
  using Security = WifiNetworkConfig::Security;
  WifiNetworkConfig network;
  const auto keys =
      entry.mapping({"ssid", "security", "psk", "rssi", "frequency", "from", "until", "known"});
  if (keys[0]) {
    network.ssid = keys[0]->text();
    if (network.ssid.size() > kLongestSsid) {
      keys[0]->complain(fmt::format("{} has {} bytes; an SSID has at most {}", keys[0]->name(),
                                    network.ssid.size(), kLongestSsid));
    }
  } else {
    entry.complain(fmt::format("{} lacks the key \"ssid\"", entry.name()));
  }
  if (keys[1]) {
    const std::string security = keys[1]->text();
    if (security == "open") {
      network.security = Security::open;
    } else if (security != "wpa2-psk") {
      keys[1]->complain(fmt::format("{} is {}; the values are \"open\" and \"wpa2-psk\"",
                                    keys[1]->name(), in_quotes(security)));
    }
  }
  if (keys[2]) {
    network.psk = keys[2]->text();
    if (network.security == Security::open) {
      keys[2]->complain(
          fmt::format("{}: an open network has no key; leave it out", keys[2]->name()));
    } else if (network.psk.size() < kShortestPsk || network.psk.size() > kLongestPsk) {
      keys[2]->complain(fmt::format("{} has {} characters; a WPA2 key has {} to {}",
                                    keys[2]->name(), network.psk.size(), kShortestPsk,
                                    kLongestPsk));
    }
  } else if (network.security == Security::wpa2_psk) {
    entry.complain(
        fmt::format("{} lacks the key \"psk\"; give it, or \"security: open\"", entry.name()));
  }
  if (keys[3]) network.rssi_dbm = read_rssi(*keys[3]);
  if (keys[4]) network.frequency_mhz = static_cast<std::uint32_t>(keys[4]->number(2400, 5900));
  if (keys[5]) network.from_ns = keys[5]->duration();
  if (keys[6]) network.until_ns = keys[6]->duration();
  if (network.until_ns && *network.until_ns <= network.from_ns) {
    keys[6]->complain(
        fmt::format("{} is not after \"from\"; the network would never be there", keys[6]->name()));
  }
  if (keys[7]) network.known = keys[7]->boolean();
  return network;
}

}  // namespace

std::vector<WifiNetworkConfig> read_wifi(const YamlValue& value) {
  std::vector<WifiNetworkConfig> networks;
  const auto keys = value.mapping({"networks"});
  if (!keys[0]) return networks;
  std::size_t known = 0;
  for (const YamlValue& entry : keys[0]->list(kMostNetworks)) {
    networks.push_back(read_network(entry));
    if (networks.back().known && ++known > kMostKnown) {
      entry.complain(
          fmt::format("{} is the {}th network that the device knows; it stores at most "
                      "{}",
                      entry.name(), known, kMostKnown));
    }
  }
  return networks;
}

std::vector<UpdateConfig> read_updates(const YamlValue& value) {
  std::vector<UpdateConfig> updates;
  for (const YamlValue& entry : value.list(kMostUpdates)) {
    UpdateConfig update;
    const auto keys = entry.mapping({"at", "type", "download"});
    if (keys[0]) {
      update.at_ns = keys[0]->duration();
    } else {
      entry.complain(fmt::format("{} lacks the key \"at\"", entry.name()));
    }
    if (keys[1]) {
      const std::string type = keys[1]->text();
      update.system = type == "system";
      if (!update.system && type != "app") {
        keys[1]->complain(fmt::format("{} is {}; the values are \"app\" and \"system\"",
                                      keys[1]->name(), in_quotes(type)));
      }
    }
    if (keys[2]) update.download_ns = keys[2]->duration();
    updates.push_back(update);
  }
  return updates;
}

}  // namespace armillary::machine
