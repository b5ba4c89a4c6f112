// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/internet.h"

#include <gtest/gtest.h>

#include "world.h"

namespace armillary::net {
namespace {

class Device : public World {
 public:
  explicit Device(InternetConfig config = {}) : internet(domain, std::move(config)) {}

  /// Sends a query to the local resolver and gives what came back.
  DnsMessage ask(const std::string& name, std::uint16_t type = DnsMessage::kTypeA,
                 sim::Duration wait = seconds{10}) {
    DnsMessage query;
    query.id = 77;
    query.recursion_desired = true;
    query.questions.push_back({name, type, DnsMessage::kClassInternet});
    return ask_raw(query.encode(), wait);
  }
  DnsMessage ask_raw(const Bytes& query, sim::Duration wait = seconds{10}) {
    const auto socket = internet.device().udp_socket();
    socket->on_readiness([this] { answered = now(); });
    EXPECT_TRUE(socket->send(query, Endpoint{kLoopbackAddress, 53}));
    run_for(wait);
    const auto datagram = socket->receive();
    EXPECT_TRUE(datagram);
    if (!datagram) return {};
    const auto message = DnsMessage::parse(datagram->payload);
    EXPECT_TRUE(message);
    return *message;
  }

  Internet internet;
  sim::Duration answered{0};
};

TEST(ConnectionManager, EveryStepTakesTheTimeOfItsMessages) {
  Device world;
  auto& manager = world.internet.connections();
  const auto status = [&] { return *manager.status("wlan0"); };
  EXPECT_FALSE(status().up);
  world.internet.start();
  EXPECT_TRUE(status().up);
  world.run_until(milliseconds{500} - sim::Duration{1});
  EXPECT_FALSE(status().connected);
  world.run_until(milliseconds{501});
  EXPECT_TRUE(status().connected);
  EXPECT_FALSE(status().ip_available);
  world.run_until(milliseconds{581});
  EXPECT_TRUE(status().ip_available);
  EXPECT_EQ(world.internet.device().address(), (Ipv4Address{192, 168, 1, 20}));
  EXPECT_FALSE(manager.ready());
  EXPECT_FALSE(manager.time_sync().last());
  world.run_until(milliseconds{661});
  EXPECT_TRUE(manager.ready());
  ASSERT_TRUE(manager.time_sync().last());
  EXPECT_EQ(manager.time_sync().last()->at, sim::kPowerOn + milliseconds{660});
  EXPECT_EQ(manager.time_sync().last()->utc_ns, 1'767'225'600'660'000'000);
  EXPECT_FALSE(status().internet);
  world.run_until(milliseconds{701});
  EXPECT_TRUE(status().internet);
  EXPECT_EQ(world.lines("net.wlan0"),
            (std::vector<std::string>{
                R"({"t":0,"src":"net.wlan0","type":"net","event":"up"})",
                R"({"t":500000000,"src":"net.wlan0","type":"net","event":"connected"})",
                R"({"t":580000000,"src":"net.wlan0","type":"net","event":"address",)"
                R"("address":"192.168.1.20","gateway":"192.168.1.1","by":"DHCP"})"}));
}

TEST(ConnectionManager, TheLatencyOfTheDeviceFileDecides) {
  InternetConfig config;
  config.link.latency = milliseconds{100};
  config.connection.association = seconds{2};
  Device world(std::move(config));
  sim::Duration synchronised{0};
  world.internet.connections().time_sync().on_sync(
      [&](const auto&) { synchronised = world.now(); });
  world.internet.start();
  world.run_until(seconds{10});
  EXPECT_EQ(synchronised, milliseconds{2000 + 400 + 400});
}

TEST(ConnectionManager, WithoutTimeSyncTheNetworkIsNotReady) {
  Device world;
  auto& manager = world.internet.connections();
  manager.time_sync().set_enabled(false);
  world.internet.start();
  world.run_until(seconds{5});
  EXPECT_TRUE(manager.status("wlan0")->internet);
  EXPECT_FALSE(manager.ready());
  manager.time_sync().set_enabled(true);
  world.run_until(seconds{6});
  EXPECT_TRUE(manager.ready());
}

TEST(ConnectionManager, AnInterfaceGoesDownAndComesBack) {
  Device world;
  auto& manager = world.internet.connections();
  world.internet.start();
  world.run_until(seconds{2});
  EXPECT_EQ(manager.set_enabled("wlan0", false), InterfaceResult::ok);
  EXPECT_FALSE(manager.ready());
  EXPECT_TRUE(world.internet.device().address().is_any());
  EXPECT_FALSE(manager.status("wlan0")->up);
  EXPECT_EQ(manager.set_enabled("wlan0", true), InterfaceResult::ok);
  world.run_until(seconds{4});
  EXPECT_TRUE(manager.ready());  // the clock is set already
  EXPECT_EQ(manager.set_enabled("wlan1", true), InterfaceResult::no_interface);
  EXPECT_FALSE(manager.status("azspheresvc"));
}

TEST(ConnectionManager, HasTheTwoInterfacesOfTheChip) {
  Device world;
  world.internet.start();
  const auto interfaces = world.internet.connections().interfaces();
  ASSERT_EQ(interfaces.size(), 2U);
  EXPECT_EQ(interfaces[0].name, "wlan0");
  EXPECT_TRUE(interfaces[0].enabled);
  EXPECT_EQ(interfaces[1].name, "eth0");
  EXPECT_FALSE(interfaces[1].enabled);
  EXPECT_EQ(world.internet.connections().set_enabled("eth0", true), InterfaceResult::ok);
  world.run_until(seconds{2});
  EXPECT_EQ(world.internet.device().interface("eth0")->address, (Ipv4Address{192, 168, 1, 21}));
}

TEST(DnsForwarder, AnswersAfterOneRoundTrip) {
  Device world;
  world.internet.network().add_server("contoso-hub.azure-devices.net");
  world.internet.start();
  world.run_until(seconds{1});
  const DnsMessage answer = world.ask("contoso-hub.azure-devices.net");
  EXPECT_EQ(answer.id, 77);
  ASSERT_EQ(answer.answers.size(), 1U);
  EXPECT_EQ(answer.answers[0].address, (Ipv4Address{203, 0, 113, 10}));
  EXPECT_EQ(world.answered, seconds{1} + milliseconds{40} + 2 * Network::kLoopbackLatency);
  EXPECT_EQ(world.ask("nobody.example").code, DnsMessage::Code::name_error);
  EXPECT_EQ(world.lines("net.dns")[1],
            R"({"t":1040010000,"src":"net.dns","type":"net","event":"answer",)"
            R"("name":"contoso-hub.azure-devices.net","record":"A","addresses":["203.0.113.10"]})");
  EXPECT_NE(world.lines("net.dns")[3].find(R"("error":"NXDOMAIN")"), std::string::npos);
}

TEST(DnsForwarder, NamesOfTheUserAreKnown) {
  InternetConfig config;
  config.names["broker.example"] = Ipv4Address{10, 1, 1, 1};
  Device world(std::move(config));
  world.internet.start();
  world.run_until(seconds{1});
  ASSERT_EQ(world.ask("broker.example").answers.size(), 1U);
}

TEST(DnsForwarder, WithoutANetworkItFailsAtOnce) {
  Device world;
  EXPECT_EQ(world.ask("x.example").code, DnsMessage::Code::server_failure);
  EXPECT_EQ(world.answered, 2 * Network::kLoopbackLatency);
}

TEST(DnsForwarder, ASilentNameServerIsAskedThreeTimes) {
  InternetConfig config;
  config.connection.gateway = Ipv4Address{192, 168, 1, 1};
  Device world(std::move(config));
  world.internet.start();
  world.run_until(seconds{1});
  // Nobody holds the name server's address any more.
  world.internet.network().host_at(Ipv4Address{192, 168, 1, 1})->set_address("lan0", {}, {});
  EXPECT_EQ(world.ask("x.example").code, DnsMessage::Code::server_failure);
  EXPECT_EQ(world.answered,
            seconds{1} + 3 * DnsForwarder::kTimeout + 2 * Network::kLoopbackLatency);
}

TEST(DnsForwarder, MalformedQueriesAreRefusedAndNamed) {
  Device world;
  world.internet.start();
  world.run_until(seconds{1});
  Bytes query(12);
  query[5] = 1;
  EXPECT_EQ(world.ask_raw(query).code, DnsMessage::Code::format_error);
  EXPECT_NE(world.lines("net.dns").at(0).find("malformed query"), std::string::npos);
}

}  // namespace
}  // namespace armillary::net
