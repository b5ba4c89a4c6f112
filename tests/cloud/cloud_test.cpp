// SPDX-License-Identifier: GPL-2.0-or-later
#include "cloud/cloud.h"

#include <sstream>

#include <gtest/gtest.h>

#include "net/world.h"

namespace armillary::cloud {
namespace {

using namespace mqtt;  // NOLINT: a test reads better so
using net::bytes_of;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// A device on the simulated network that speaks MQTT packet by packet.
class DeviceClient {
 public:
  DeviceClient(net::World& world, net::Internet& internet)
      : world_(world), socket_(internet.device().tcp_socket()) {
    const auto hub = internet.network().zone().lookup("contoso-hub.azure-devices.net");
    EXPECT_EQ(hub.size(), 1U);
    EXPECT_FALSE(socket_->connect({hub.at(0), Cloud::kMqttTlsPort}));
    world_.run_for(milliseconds{100});
  }

  void say(const Packet& packet) {
    EXPECT_TRUE(socket_->write(encode(packet)));
    world_.run_for(milliseconds{100});
  }
  std::vector<Packet> hear() {
    decoder_.feed(bytes_of(net::read_all(*socket_)));
    std::vector<Packet> packets;
    while (auto packet = *decoder_.next()) packets.push_back(*packet);
    return packets;
  }
  [[nodiscard]] bool dropped() const { return socket_->readiness().peer_closed; }
  net::TcpSocket& socket() { return *socket_; }

 private:
  net::World& world_;
  std::unique_ptr<net::TcpSocket> socket_;
  Decoder decoder_;
};

Connect hello(std::string id) {
  Connect connect;
  connect.client_id = id;
  connect.username = "contoso-hub.azure-devices.net/" + id + "/?api-version=2020-09-30";
  return connect;
}

Publish telemetry(std::string bag, std::string_view body, std::uint8_t qos = 0) {
  return {"devices/gateway/messages/events/" + bag, bytes_of(body), qos, false, false,
          static_cast<std::uint16_t>(qos)};
}

class HubWorld : public net::World {
 public:
  HubWorld() {
    cloud->add_sink(sink);
    internet.start();
    run_until(seconds{1});
  }
  [[nodiscard]] std::string last_hub_event() const {
    std::string found;
    for (const Event& event : events) {
      if (event.source == "cloud.hub") found = to_json_line(event);
    }
    return found;
  }
  [[nodiscard]] bool hub_said(std::string_view text) const {
    return last_hub_event().find(text) != std::string::npos;
  }

  std::ostringstream out;
  JsonLinesSink sink{out};
  net::Internet internet{domain, {}};
  std::unique_ptr<Cloud> cloud =
      std::move(*Cloud::create(internet, {"contoso-hub", {"gateway", "other"}}));
};

TEST(Cloud, TelemetryReachesTheSinkAndTheLog) {
  HubWorld world;
  DeviceClient device(world, world.internet);
  device.say(hello("gateway"));
  EXPECT_EQ(device.hear(), std::vector<Packet>{Connack{}});
  device.say(telemetry("%24.ct=application%2Fjson&room=a%20b", R"({"temperature":21.5})", 1));
  EXPECT_EQ(device.hear(), std::vector<Packet>{Puback{1}});
  EXPECT_EQ(world.out.str(),
            R"({"t":1220000000,"enqueued":"2026-01-01T00:00:01.220Z","device":"gateway",)"
            R"("topic":"devices/gateway/messages/events/%24.ct=application%2Fjson&room=a%20b",)"
            R"("properties":{"room":"a b"},"system":{"ct":"application/json"},)"
            R"("encoding":"json","payload":{"temperature":21.5},"qos":1})"
            "\n");
  EXPECT_TRUE(world.hub_said(
      R"("type":"telemetry","enqueued":"2026-01-01T00:00:01.220Z","device":"gateway")"));
}

TEST(Cloud, BodiesThatAreNotJsonStayReadable) {
  HubWorld world;
  DeviceClient device(world, world.internet);
  device.say(hello("gateway"));
  device.say(telemetry("", "plain text"));
  EXPECT_TRUE(world.hub_said(R"("encoding":"text","payload":"plain text")"));
  device.say(telemetry("", "\xff\xfe\x01"));
  EXPECT_TRUE(world.hub_said(R"("encoding":"base64","payload":"//4B")"));
}

struct BadIdentity {
  const char* name;
  std::string id;
  std::optional<std::string> username;
  ConnectCode code;
};
class RefusedIdentity : public testing::TestWithParam<BadIdentity> {};
TEST_P(RefusedIdentity, GetsItsCodeAndIsDropped) {
  HubWorld world;
  DeviceClient device(world, world.internet);
  Connect connect = hello(GetParam().id);
  connect.username = GetParam().username;
  device.say(connect);
  EXPECT_EQ(device.hear(), (std::vector<Packet>{Connack{false, GetParam().code}}));
  EXPECT_TRUE(device.dropped());
  EXPECT_TRUE(world.hub_said("refused")) << world.last_hub_event();
  EXPECT_EQ(world.cloud->hub().connected_devices(), 0U);
}
const std::string kHost = "contoso-hub.azure-devices.net";
INSTANTIATE_TEST_SUITE_P(
    Each, RefusedIdentity,
    testing::Values(
        BadIdentity{"Unknown", "nobody", kHost + "/nobody/?api-version=1",
                    ConnectCode::not_authorised},
        BadIdentity{"OtherDevice", "gateway", kHost + "/other/?api-version=1",
                    ConnectCode::not_authorised},
        BadIdentity{"OtherHub", "gateway", "x.azure-devices.net/gateway/?api-version=1",
                    ConnectCode::not_authorised},
        BadIdentity{"NoUsername", "gateway", std::nullopt, ConnectCode::bad_credentials},
        BadIdentity{"NoVersion", "gateway", kHost + "/gateway/", ConnectCode::bad_credentials},
        BadIdentity{"Wildcard", "a+b", kHost + "/a+b/?api-version=1", ConnectCode::bad_client_id}),
    [](const auto& each) { return each.param.name; });

TEST(Cloud, ASecondConnectionDropsTheFirst) {
  HubWorld world;
  DeviceClient first(world, world.internet);
  first.say(hello("gateway"));
  DeviceClient second(world, world.internet);
  second.say(hello("gateway"));
  EXPECT_TRUE(first.dropped());
  EXPECT_FALSE(second.dropped());
  EXPECT_EQ(world.cloud->hub().connected_devices(), 1U);
}

TEST(Cloud, WhatTheHubDoesNotTakeEndsTheConnection) {
  const std::vector<std::pair<Packet, const char*>> cases{
      {Publish{"sensors/x", {}, 0, false, false, 0}, "no topic"},
      {Publish{"devices/other/messages/events/", {}, 0, false, false, 0}, "no topic"},
      {telemetry("", "x", 2), "QoS 2"},
      {telemetry("a=%zz", "x"), "property bag"},
      {Publish{"devices/gateway/messages/events/", Bytes(256 * 1024 + 1), 0, false, false, 0},
       "at most 262144"},
      {Subscribe{1, {{"#", 0}}}, "no topic"},
      {hello("gateway"), "second CONNECT"},
      {Pingresp{}, "only servers send"},
  };
  for (const auto& [packet, reason] : cases) {
    HubWorld world;
    DeviceClient device(world, world.internet);
    device.say(hello("gateway"));
    Bytes wire = encode(packet);
    ByteView rest = wire;
    while (!rest.empty() && !device.dropped()) {
      if (const auto taken = device.socket().write(rest)) rest = rest.subspan(*taken);
      world.run_for(milliseconds{100});
    }
    world.run_for(milliseconds{100});
    EXPECT_TRUE(device.dropped()) << reason;
    EXPECT_TRUE(world.hub_said(reason)) << world.last_hub_event();
    EXPECT_TRUE(world.out.str().empty());
  }
}

TEST(Cloud, TheLargestMessageIsTaken) {
  HubWorld world;
  DeviceClient device(world, world.internet);
  device.say(hello("gateway"));
  const Bytes wire = encode(telemetry("", std::string(256 * 1024, 'x'), 1));
  ByteView rest = wire;
  while (!rest.empty()) {
    if (const auto taken = device.socket().write(rest)) rest = rest.subspan(*taken);
    world.run_for(milliseconds{100});
  }
  world.run_for(milliseconds{100});
  EXPECT_EQ(device.hear().back(), (Packet{Puback{1}}));
}

TEST(Cloud, UnmodelledTopicsAreNamedOnce) {
  HubWorld world;
  DeviceClient device(world, world.internet);
  device.say(hello("gateway"));
  device.hear();
  device.say(Subscribe{3, {{"$iothub/twin/res/#", 0}, {"$iothub/methods/POST/#", 0}}});
  EXPECT_EQ(device.hear(), (std::vector<Packet>{Suback{3, {0x80, 0x80}}}));
  for (int i = 0; i < 3; ++i) {
    device.say(Publish{"$iothub/twin/GET/?$rid=" + std::to_string(i), {}, 0, false, false, 0});
  }
  EXPECT_FALSE(device.dropped());
  EXPECT_EQ(world.domain.journal().warnings().size(), 3U);
  EXPECT_TRUE(world.hub_said("twins are not modelled yet"));
}

TEST(Cloud, SilenceEndsTheConnectionAfterOneAndAHalfKeepAlives) {
  HubWorld world;
  DeviceClient device(world, world.internet);
  Connect connect = hello("gateway");
  connect.keep_alive = 10;
  connect.will = Will{"devices/gateway/messages/events/", bytes_of("gone"), 0, false};
  device.say(connect);
  const sim::Duration heard = world.now() - milliseconds{80};  // one latency after it was sent
  world.run_until(heard + seconds{15} - milliseconds{1});
  EXPECT_EQ(world.cloud->hub().connected_devices(), 1U);
  world.run_until(heard + seconds{15} + milliseconds{1});
  EXPECT_EQ(world.cloud->hub().connected_devices(), 0U);
  EXPECT_NE(world.out.str().find(R"("iothub-MessageType":"Will")"), std::string::npos);
}

TEST(Cloud, DisconnectSendsNoWill) {
  HubWorld world;
  DeviceClient device(world, world.internet);
  Connect connect = hello("gateway");
  connect.will = Will{"devices/gateway/messages/events/", bytes_of("gone"), 0, false};
  device.say(connect);
  device.say(Pingreq{});
  EXPECT_EQ(device.hear().back(), Packet{Pingresp{}});
  device.say(Disconnect{});
  EXPECT_TRUE(device.dropped());
  EXPECT_TRUE(world.out.str().empty());
  EXPECT_TRUE(world.hub_said("the client disconnected"));
}

TEST(Cloud, AMessageRightBeforeDisconnectCounts) {
  HubWorld world;
  DeviceClient device(world, world.internet);
  device.say(hello("gateway"));
  Bytes wire = encode(telemetry("", "last words"));
  const Bytes disconnect = encode(Disconnect{});
  wire.insert(wire.end(), disconnect.begin(), disconnect.end());
  EXPECT_TRUE(device.socket().write(wire));
  world.run_for(milliseconds{100});
  EXPECT_NE(world.out.str().find("last words"), std::string::npos);
}

TEST(Cloud, WhoNeverConnectsIsDropped) {
  HubWorld world;
  DeviceClient device(world, world.internet);
  world.run_for(seconds{31});
  EXPECT_TRUE(device.dropped());
  EXPECT_TRUE(world.hub_said("no CONNECT"));
}

TEST(Cloud, RefusesABadConfiguration) {
  net::World world;
  net::Internet internet(world.domain, {});
  EXPECT_FALSE(Cloud::create(internet, {"contoso.hub", {}}));
  EXPECT_FALSE(Cloud::create(internet, {"contoso", {"a/b"}}));
}

}  // namespace
}  // namespace armillary::cloud
