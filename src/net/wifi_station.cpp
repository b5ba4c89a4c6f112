// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/wifi_station.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace armillary::net {

namespace {

bool is_psk(std::string_view psk) {
  if (psk.size() >= WifiStation::kShortestPsk && psk.size() <= WifiStation::kLongestPsk) {
    return std::all_of(psk.begin(), psk.end(), [](char c) { return c >= ' ' && c <= '~'; });
  }
  return psk.size() == WifiStation::kLongestPsk + 1 &&
         std::all_of(psk.begin(), psk.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

}  // namespace

WifiStation::WifiStation(sim::Domain& domain, WifiAir& air, sim::Duration association)
    : domain_(domain),
      air_(air),
      association_(association),
      attempt_(domain.events(), "Wi-Fi association", [this] { attempt(); }) {
  air_.on_change([this] { something_changed(); });
}

void WifiStation::set_up(bool up) {
  if (up == up_) return;
  up_ = up;
  if (!up) {
    attempt_.cancel();
    disconnect();
  }
  something_changed();
}

std::vector<StoredWifi> WifiStation::networks() const {
  std::vector<StoredWifi> all;
  for (const auto& [id, network] : networks_) all.push_back(network);
  return all;
}

const StoredWifi* WifiStation::network(int id) const {
  const auto found = networks_.find(id);
  return found == networks_.end() ? nullptr : &found->second;
}

std::optional<int> WifiStation::find_by_name(std::string_view config_name) const {
  for (const auto& [id, network] : networks_) {
    if (!network.config_name.empty() && network.config_name == config_name) return id;
  }
  return std::nullopt;
}

const WifiDiagnostics* WifiStation::diagnostics(int id) const {
  const auto found = diagnostics_.find(id);
  return found == diagnostics_.end() ? nullptr : &found->second;
}

std::optional<int> WifiStation::add() {
  if (networks_.size() >= kMostNetworks) return std::nullopt;
  const int id = networks_.empty() ? 0 : networks_.rbegin()->first + 1;
  networks_[id].id = id;
  return id;
}

WifiResult WifiStation::duplicate(int id, std::string_view config_name, int& copy) {
  const StoredWifi* original = network(id);
  if (original == nullptr) return WifiResult::no_such_network;
  if (config_name.size() > kLongestConfigName) return WifiResult::too_long;
  if (config_name.empty()) return WifiResult::bad_value;
  if (find_by_name(config_name)) return WifiResult::exists;
  StoredWifi same = *original;
  const auto made = add();
  if (!made) return WifiResult::no_space;
  same.id = *made;
  same.enabled = false;
  same.config_name = config_name;
  networks_[*made] = std::move(same);
  copy = *made;
  return WifiResult::ok;
}

template <class Change>
WifiResult WifiStation::change(int id, Change action) {
  const auto found = networks_.find(id);
  if (found == networks_.end()) return WifiResult::no_such_network;
  const StoredWifi before = found->second;
  action(found->second);
  if (found->second == before) return WifiResult::ok;
  const bool in_use = connection_ && connection_->id == id;
  if (in_use && (!found->second.enabled || found->second.ssid != before.ssid)) disconnect();
  something_changed();
  return WifiResult::ok;
}

WifiResult WifiStation::set_ssid(int id, std::string_view ssid) {
  if (ssid.empty() || ssid.size() > kLongestSsid) return WifiResult::too_long;
  return change(id, [&](StoredWifi& network) { network.ssid = ssid; });
}

WifiResult WifiStation::set_security(int id, WifiSecurity security) {
  if (security < WifiSecurity::open || security > WifiSecurity::wpa2_eap_tls) {
    return WifiResult::bad_value;
  }
  return change(id, [&](StoredWifi& network) { network.security = security; });
}

WifiResult WifiStation::set_psk(int id, std::string_view psk) {
  if (psk.empty() || psk.size() > kLongestPsk + 1) return WifiResult::too_long;
  if (!is_psk(psk)) return WifiResult::bad_value;
  return change(id, [&](StoredWifi& network) { network.psk = psk; });
}

WifiResult WifiStation::set_enabled(int id, bool enabled) {
  return change(id, [&](StoredWifi& network) { network.enabled = enabled; });
}

WifiResult WifiStation::set_targeted_scan(int id, bool enabled) {
  return change(id, [&](StoredWifi& network) { network.targeted_scan = enabled; });
}

WifiResult WifiStation::set_config_name(int id, std::string_view name) {
  if (name.size() > kLongestConfigName) return WifiResult::too_long;
  if (name.empty()) return WifiResult::bad_value;
  const auto taken = find_by_name(name);
  if (taken && *taken != id) return WifiResult::exists;
  return change(id, [&](StoredWifi& network) { network.config_name = name; });
}

WifiResult WifiStation::set_eap(int id, Eap what, std::string_view value) {
  const std::size_t limit = what == Eap::client_identity ? kLongestIdentity : kLongestCertificateId;
  if (value.size() > limit) return WifiResult::too_long;
  return change(id, [&](StoredWifi& network) {
    (what == Eap::client_identity      ? network.client_identity
     : what == Eap::client_certificate ? network.client_certificate
                                       : network.root_ca) = value;
  });
}

WifiResult WifiStation::store(std::string_view ssid, WifiSecurity security, std::string_view psk) {
  if (ssid.empty() || ssid.size() > kLongestSsid) return WifiResult::too_long;
  if (security == WifiSecurity::wpa2_psk && !is_psk(psk)) return WifiResult::bad_value;
  for (const auto& [id, network] : networks_) {
    if (network.ssid == ssid && network.security == security) return WifiResult::exists;
  }
  const auto id = add();
  if (!id) return WifiResult::no_space;
  StoredWifi& network = networks_[*id];
  network.ssid = ssid;
  network.security = security;
  network.psk = psk;
  network.enabled = true;
  kept_[*id] = network;
  something_changed();
  return WifiResult::ok;
}

WifiResult WifiStation::forget(int id) {
  if (networks_.erase(id) == 0) return WifiResult::no_such_network;
  kept_.erase(id);
  diagnostics_.erase(id);
  if (connection_ && connection_->id == id) disconnect();
  something_changed();
  return WifiResult::ok;
}

void WifiStation::forget_all() {
  networks_.clear();
  kept_.clear();
  diagnostics_.clear();
  disconnect();
  something_changed();
}

WifiResult WifiStation::persist() {
  for (const auto& [id, network] : networks_) {
    if (network.ssid.empty()) return WifiResult::incomplete;
  }
  kept_ = networks_;
  return WifiResult::ok;
}

void WifiStation::reload() { load(kept_); }

void WifiStation::load(std::map<int, StoredWifi> kept) {
  kept_ = std::move(kept);
  networks_ = kept_;
  diagnostics_.clear();
  disconnect();
  something_changed();
}

void WifiStation::disconnect() {
  if (!connection_) return;
  connection_.reset();
  if (link_) link_(false);
}

void WifiStation::something_changed() {
  given_up_.clear();
  if (connection_ && !air_.in_reach(*connection_->access_point)) disconnect();
  look();
}

/// Goes on to the next attempt, if there is one to make.
void WifiStation::look() {
  if (!up_ || connection_) {
    attempt_.cancel();
    return;
  }
  if (best().network == nullptr) {
    attempt_.cancel();
    note_missing();
    return;
  }
  // One that is under way goes on: when it ends the best network of that instant is tried.
  if (!attempt_.scheduled()) attempt_.schedule(domain_.now() + association_);
}

WifiStation::Candidate WifiStation::best() const {
  for (const AirNetwork* access_point : air_.in_reach()) {
    for (const auto& [id, network] : networks_) {
      if (network.enabled && network.ssid == access_point->ssid && !given_up_.contains(id)) {
        return {&network, access_point};
      }
    }
  }
  return {};
}

void WifiStation::note_missing() {
  const auto air = air_.in_reach();
  for (const auto& [id, network] : networks_) {
    if (!network.enabled || network.ssid.empty()) continue;
    const bool there = std::any_of(air.begin(), air.end(), [&ssid = network.ssid](const auto* ap) {
      return ap->ssid == ssid;
    });
    if (!there) fail(id, WifiFailure::network_not_found);
  }
}

void WifiStation::attempt() {
  const Candidate candidate = best();
  if (candidate.network == nullptr) return note_missing();
  const int id = candidate.network->id;
  if (const auto failure = try_to_join(candidate)) {
    given_up_.insert(id);
    fail(id, *failure);
    return look();
  }
  diagnostics_.erase(id);
  connection_ = Connection{id, candidate.access_point};
  if (link_) link_(true);
}

std::optional<WifiFailure> WifiStation::try_to_join(const Candidate& candidate) const {
  const StoredWifi& mine = *candidate.network;
  const AirNetwork& theirs = *candidate.access_point;
  if (mine.security != theirs.security) return WifiFailure::security_type_mismatch;
  switch (mine.security) {
    case WifiSecurity::open:
      return std::nullopt;
    case WifiSecurity::wpa2_psk:
      if (mine.psk.empty()) return WifiFailure::no_psk_included;
      if (mine.psk != theirs.psk) return WifiFailure::wrong_key;
      return std::nullopt;
    case WifiSecurity::wpa2_eap_tls: {
      const auto there = [this](const std::string& id) { return has_ && !id.empty() && has_(id); };
      const bool known = !mine.client_identity.empty() &&
                         (theirs.identity.empty() || mine.client_identity == theirs.identity);
      if (!known || !there(mine.client_certificate) || !there(mine.root_ca)) {
        return WifiFailure::authentication_failed;
      }
      return std::nullopt;
    }
    case WifiSecurity::unknown:
      break;
  }
  return WifiFailure::security_type_mismatch;
}

void WifiStation::fail(int id, WifiFailure failure) {
  const auto found = diagnostics_.find(id);
  const bool news = found == diagnostics_.end() || found->second.failure != failure;
  diagnostics_[id] = {failure, domain_.now()};
  if (news && failed_) failed_(networks_.at(id), failure);
}

}  // namespace armillary::net
