// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "world.h"

namespace armillary::net {
namespace {

TEST(Udp, ADatagramArrivesWholeAfterOneLatency) {
  TwoHosts world;
  const auto near = world.client.udp_socket();
  const auto far = world.server.udp_socket();
  ASSERT_TRUE(far->bind({kAnyAddress, 123}));
  sim::Duration arrived{0};
  far->on_readiness([&] { arrived = world.now(); });
  EXPECT_EQ(near->send(bytes_of("what time"), world.server_at(123)), 9U);
  world.run_until(seconds{1});
  EXPECT_EQ(arrived, milliseconds{20});
  const auto datagram = far->receive();
  ASSERT_TRUE(datagram);
  EXPECT_EQ(text_of(datagram->payload), "what time");
  EXPECT_EQ(datagram->from, (Endpoint{Ipv4Address{192, 168, 1, 20}, 32768}));
  EXPECT_EQ(far->receive().error(), std::errc::operation_would_block);
  ASSERT_TRUE(far->send(bytes_of("noon"), datagram->from));
  world.run_until(seconds{2});
  EXPECT_EQ(text_of(near->receive()->payload), "noon");
}

TEST(Udp, AConnectedSocketLearnsOfARefusal) {
  TwoHosts world;
  const auto socket = world.client.udp_socket();
  ASSERT_TRUE(socket->connect(world.server_at(9)));
  ASSERT_TRUE(socket->send(bytes_of("anyone?")));
  world.run_until(milliseconds{39});
  EXPECT_FALSE(socket->readiness().readable);
  world.run_until(milliseconds{41});
  EXPECT_TRUE(socket->readiness().error);
  EXPECT_EQ(socket->receive().error(), std::errc::connection_refused);
  EXPECT_EQ(socket->receive().error(), std::errc::operation_would_block);
}

TEST(Udp, AConnectedSocketHearsOnlyItsPeer) {
  TwoHosts world;
  const auto socket = world.client.udp_socket();
  ASSERT_TRUE(socket->bind({kAnyAddress, 5000}));
  ASSERT_TRUE(socket->connect(world.server_at(53)));
  const auto stranger = world.server.udp_socket();
  ASSERT_TRUE(stranger->bind({kAnyAddress, 54}));
  ASSERT_TRUE(stranger->send(bytes_of("psst"), Endpoint{world.client.address(), 5000}));
  world.run_until(seconds{1});
  EXPECT_FALSE(socket->readiness().readable);
}

TEST(Udp, RefusesWhatCannotBeSent) {
  TwoHosts world;
  const auto socket = world.client.udp_socket();
  EXPECT_EQ(socket->send(bytes_of("x")).error(), std::errc::destination_address_required);
  EXPECT_EQ(socket->send(Bytes(65508), world.server_at(1)).error(), std::errc::message_size);
  world.client.set_address("wlan0", kAnyAddress, kAnyAddress);
  EXPECT_EQ(socket->send(bytes_of("x"), world.server_at(1)).error(),
            std::errc::network_unreachable);
}

TEST(Udp, DropsWhatTheReceiveBufferCannotHold) {
  TwoHosts world;
  const auto far = world.server.udp_socket();
  ASSERT_TRUE(far->bind({kAnyAddress, 123}));
  const auto near = world.client.udp_socket();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(near->send(Bytes(60'000), world.server_at(123)));
  world.run_until(seconds{1});
  EXPECT_TRUE(far->receive());
  EXPECT_TRUE(far->receive());
  EXPECT_FALSE(far->receive());
}

TEST(Udp, MulticastIsNamedOnce) {
  TwoHosts world;
  const auto socket = world.client.udp_socket();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(socket->send(bytes_of("mDNS"), Endpoint{Ipv4Address{224, 0, 0, 251}, 5353}));
  }
  world.run_until(seconds{1});
  ASSERT_EQ(world.events.size(), 1U);
  EXPECT_EQ(world.events[0].type, EventType::warning);
  EXPECT_EQ(world.domain.journal().warnings().begin()->second, 3U);
}

}  // namespace
}  // namespace armillary::net
