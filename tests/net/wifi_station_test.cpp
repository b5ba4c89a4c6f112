// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/wifi_station.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace armillary::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

AirNetwork access_point(std::string ssid, WifiSecurity security, std::string psk, int rssi) {
  AirNetwork network;
  network.ssid = std::move(ssid);
  network.security = security;
  network.psk = std::move(psk);
  network.rssi_dbm = rssi;
  return network;
}

/// A station in an air, and what it told.
struct World {
  explicit World(std::vector<AirNetwork> networks)
      : air(domain, std::move(networks)), station(domain, air, milliseconds{500}) {
    station.on_link([this](bool connected) { told.emplace_back(connected ? "up" : "down"); });
    station.on_failure([this](const StoredWifi& network, WifiFailure failure) {
      told.push_back(network.ssid + " " + std::to_string(static_cast<int>(failure)));
    });
    station.set_up(true);
  }
  void run_to(sim::Duration when) {
    domain.run_window(sim::kPowerOn + when);
    domain.enter_boundary(sim::kPowerOn + when);
  }
  int stored(const std::string& ssid, WifiSecurity security, const std::string& psk = {}) {
    const int id = station.add().value_or(-1);
    EXPECT_EQ(station.set_ssid(id, ssid), WifiResult::ok);
    EXPECT_EQ(station.set_security(id, security), WifiResult::ok);
    if (!psk.empty()) {
      EXPECT_EQ(station.set_psk(id, psk), WifiResult::ok);
    }
    EXPECT_EQ(station.set_enabled(id, true), WifiResult::ok);
    return id;
  }

  sim::Domain domain{"a7", 0};
  WifiAir air;
  WifiStation station;
  std::vector<std::string> told;
};

TEST(WifiStation, AWrongKeyIsDiagnosedAndTheRightOneConnects) {
  World world({access_point("home", WifiSecurity::wpa2_psk, "right password", -40)});
  const int id = world.stored("home", WifiSecurity::wpa2_psk, "wrong password");
  world.run_to(milliseconds{499});
  EXPECT_EQ(world.station.diagnostics(id), nullptr);
  world.run_to(seconds{1});
  ASSERT_NE(world.station.diagnostics(id), nullptr);
  EXPECT_EQ(world.station.diagnostics(id)->failure, WifiFailure::wrong_key);
  EXPECT_EQ(world.station.diagnostics(id)->at, sim::kPowerOn + milliseconds{500});
  EXPECT_FALSE(world.station.connection());
  EXPECT_EQ(world.station.set_psk(id, "right password"), WifiResult::ok);
  world.run_to(milliseconds{1501});
  ASSERT_TRUE(world.station.connection());
  EXPECT_EQ(world.station.connection()->id, id);
  EXPECT_EQ(world.station.connection()->access_point->rssi_dbm, -40);
  EXPECT_EQ(world.station.diagnostics(id), nullptr);
  EXPECT_THAT(world.told, ElementsAre("home 4", "up"));
}

TEST(WifiStation, EveryReasonHasItsDiagnosis) {
  World world({access_point("open", WifiSecurity::open, "", -40),
               access_point("psk", WifiSecurity::wpa2_psk, "password", -50),
               access_point("eap", WifiSecurity::wpa2_eap_tls, "", -60)});
  const int missing = world.stored("nowhere", WifiSecurity::open);
  const int other = world.stored("open", WifiSecurity::wpa2_psk, "password");
  const int keyless = world.stored("psk", WifiSecurity::wpa2_psk);
  const int stranger = world.stored("eap", WifiSecurity::wpa2_eap_tls);
  world.run_to(seconds{3});
  const auto failure = [&](int id) { return world.station.diagnostics(id)->failure; };
  EXPECT_EQ(failure(missing), WifiFailure::network_not_found);
  EXPECT_EQ(failure(other), WifiFailure::security_type_mismatch);
  EXPECT_EQ(failure(keyless), WifiFailure::no_psk_included);
  EXPECT_EQ(failure(stranger), WifiFailure::authentication_failed);
  EXPECT_EQ(world.domain.events().next(), sim::kNever) << "nothing changes, so nothing is tried";
}

TEST(WifiStation, EapTlsNeedsAnIdentityAndBothCertificates) {
  World world({access_point("office", WifiSecurity::wpa2_eap_tls, "", -60)});
  std::vector<std::string> certificates{"client"};
  world.station.set_certificates([&](std::string_view id) {
    return std::find(certificates.begin(), certificates.end(), id) != certificates.end();
  });
  using Eap = WifiStation::Eap;
  const int id = world.stored("office", WifiSecurity::wpa2_eap_tls);
  EXPECT_EQ(world.station.set_eap(id, Eap::client_identity, "me"), WifiResult::ok);
  EXPECT_EQ(world.station.set_eap(id, Eap::client_certificate, "client"), WifiResult::ok);
  EXPECT_EQ(world.station.set_eap(id, Eap::root_ca, "root"), WifiResult::ok);
  world.run_to(seconds{2});
  EXPECT_FALSE(world.station.connection());
  certificates.emplace_back("root");
  EXPECT_EQ(world.station.persist(), WifiResult::ok);
  world.station.reload();
  world.run_to(seconds{4});
  EXPECT_TRUE(world.station.connection());
}

TEST(WifiStation, TheStrongestIsTakenAndTheNextWhenItGoes) {
  AirNetwork strong = access_point("strong", WifiSecurity::open, "", -30);
  strong.until = sim::kPowerOn + seconds{5};
  World world({access_point("weak", WifiSecurity::open, "", -80), strong});
  const int weak = world.stored("weak", WifiSecurity::open);
  const int best = world.stored("strong", WifiSecurity::open);
  world.run_to(seconds{1});
  ASSERT_TRUE(world.station.connection());
  EXPECT_EQ(world.station.connection()->id, best);
  EXPECT_EQ(world.station.scan().size(), 2U);
  world.run_to(seconds{6});
  ASSERT_TRUE(world.station.connection());
  EXPECT_EQ(world.station.connection()->id, weak);
  EXPECT_EQ(world.station.scan().size(), 1U);
  EXPECT_THAT(world.told, ElementsAre("up", "down", "up"));
}

TEST(WifiStation, WhatIsNotPersistedIsGoneAfterAReload) {
  World world({});
  EXPECT_EQ(world.station.store("kept", WifiSecurity::open, ""), WifiResult::ok);
  EXPECT_EQ(world.station.store("kept", WifiSecurity::open, ""), WifiResult::exists);
  const int id = world.station.add().value_or(-1);
  EXPECT_EQ(world.station.persist(), WifiResult::incomplete);
  EXPECT_EQ(world.station.set_ssid(id, "lost"), WifiResult::ok);
  world.station.reload();
  ASSERT_EQ(world.station.networks().size(), 1U);
  EXPECT_EQ(world.station.networks()[0].ssid, "kept");
  EXPECT_EQ(world.station.forget(0), WifiResult::ok);
  world.station.reload();
  EXPECT_TRUE(world.station.networks().empty());
}

TEST(WifiStation, LimitsAreHeld) {
  World world({});
  for (std::size_t i = 0; i < WifiStation::kMostNetworks; ++i) {
    ASSERT_EQ(world.station.add(), static_cast<int>(i));
  }
  EXPECT_FALSE(world.station.add());
  int copy = 0;
  EXPECT_EQ(world.station.duplicate(0, "copy", copy), WifiResult::no_space);
  EXPECT_EQ(world.station.set_ssid(0, ""), WifiResult::too_long);
  EXPECT_EQ(world.station.set_ssid(0, std::string(33, 'x')), WifiResult::too_long);
  EXPECT_EQ(world.station.set_psk(0, "short"), WifiResult::bad_value);
  EXPECT_EQ(world.station.set_psk(0, std::string(64, 'a')), WifiResult::ok);
  EXPECT_EQ(world.station.set_psk(0, std::string(64, 'z')), WifiResult::bad_value);
  EXPECT_EQ(world.station.set_psk(0, std::string(65, 'a')), WifiResult::too_long);
  EXPECT_EQ(world.station.set_security(0, WifiSecurity::unknown), WifiResult::bad_value);
  EXPECT_EQ(world.station.set_config_name(0, "name"), WifiResult::ok);
  EXPECT_EQ(world.station.set_config_name(1, "name"), WifiResult::exists);
  EXPECT_EQ(world.station.set_config_name(1, std::string(17, 'n')), WifiResult::too_long);
  EXPECT_EQ(world.station.set_enabled(77, true), WifiResult::no_such_network);
  EXPECT_EQ(world.station.forget(77), WifiResult::no_such_network);
  EXPECT_EQ(world.station.find_by_name("name"), 0);
}

}  // namespace
}  // namespace armillary::net
