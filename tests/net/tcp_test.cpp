// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "world.h"

namespace armillary::net {
namespace {

/// A client and an accepted server socket.
class TcpPair : public TwoHosts {
 public:
  explicit TcpPair(LinkConfig link = {milliseconds{20}, 0}) : TwoHosts(link) {
    listener = std::move(*server.listen({kAnyAddress, 7}, 8));
    near = client.tcp_socket();
    EXPECT_EQ(near->connect(server_at(7)).error(), std::errc::operation_in_progress);
    run_until(seconds{1});
    auto accepted = listener->accept();
    EXPECT_TRUE(accepted);
    far = std::move(*accepted);
  }

  std::unique_ptr<TcpListener> listener;
  std::unique_ptr<TcpSocket> near;
  std::unique_ptr<TcpSocket> far;
};

TEST(Tcp, ConnectTakesExactlyOneRoundTrip) {
  TwoHosts world;
  const auto listener = std::move(*world.server.listen({kAnyAddress, 7}, 8));
  const auto socket = world.client.tcp_socket();
  sim::Duration connected{0};
  sim::Duration accepted{0};
  listener->on_readiness([&] { accepted = world.now(); });
  world.at(milliseconds{5}, [&] {
    socket->on_readiness([&] { connected = world.now(); });
    EXPECT_EQ(socket->connect(world.server_at(7)).error(), std::errc::operation_in_progress);
    EXPECT_EQ(socket->state(), TcpSocket::State::connecting);
    EXPECT_FALSE(socket->readiness().writable);
    EXPECT_EQ(socket->write(bytes_of("early")).error(), std::errc::operation_would_block);
  });
  world.run_until(seconds{1});
  EXPECT_EQ(connected, milliseconds{5 + 2 * 20});
  EXPECT_EQ(accepted, milliseconds{5 + 3 * 20});
  EXPECT_EQ(socket->state(), TcpSocket::State::connected);
  EXPECT_TRUE(socket->readiness().writable);
  EXPECT_EQ(socket->take_error(), std::errc{});
}

TEST(Tcp, BytesArriveAfterOneLatencyAndInOrder) {
  TcpPair world;
  sim::Duration arrived{0};
  world.far->on_readiness([&] {
    if (arrived == sim::Duration{0}) arrived = world.now();
  });
  const sim::Duration sent = world.now();
  EXPECT_EQ(world.near->write(bytes_of("first ")), 6U);
  EXPECT_EQ(world.near->write(bytes_of("second")), 6U);
  EXPECT_EQ(world.near->unacknowledged_bytes(), 12U);
  world.run_for(milliseconds{100});
  EXPECT_EQ(arrived - sent, milliseconds{20});
  EXPECT_EQ(read_all(*world.far), "first second");
  EXPECT_EQ(world.near->unacknowledged_bytes(), 0U);
}

TEST(Tcp, PeekLeavesTheBytes) {
  TcpPair world;
  ASSERT_TRUE(world.near->write(bytes_of("abc")));
  world.run_for(milliseconds{100});
  Bytes buffer(2);
  EXPECT_EQ(world.far->read(buffer, true), 2U);
  EXPECT_EQ(world.far->readable_bytes(), 3U);
  EXPECT_EQ(read_all(*world.far), "abc");
}

TEST(Tcp, AClosedPortRefuses) {
  TwoHosts world;
  const auto socket = world.client.tcp_socket();
  sim::Duration told{0};
  socket->on_readiness([&] { told = world.now(); });
  EXPECT_FALSE(socket->connect(world.server_at(9)));
  world.run_until(seconds{1});
  EXPECT_EQ(told, milliseconds{40});
  EXPECT_TRUE(socket->readiness().error);
  EXPECT_TRUE(socket->readiness().hung_up);
  EXPECT_EQ(socket->take_error(), std::errc::connection_refused);
  EXPECT_EQ(socket->take_error(), std::errc{});
  EXPECT_EQ(socket->write(bytes_of("x")).error(), std::errc::broken_pipe);
}

TEST(Tcp, AnAddressWithoutAHostTimesOutAsInLinux) {
  TwoHosts world;
  const auto socket = world.client.tcp_socket();
  sim::Duration told{0};
  socket->on_readiness([&] { told = world.now(); });
  EXPECT_FALSE(socket->connect({Ipv4Address{198, 51, 100, 1}, 443}));
  world.run_until(seconds{200});
  EXPECT_EQ(told, seconds{127});  // 1 + 2 + 4 + 8 + 16 + 32 + 64
  EXPECT_EQ(socket->take_error(), std::errc::timed_out);
}

TEST(Tcp, WithoutAnAddressTheNetworkIsUnreachable) {
  TwoHosts world;
  world.client.set_address("wlan0", kAnyAddress, kAnyAddress);
  const auto socket = world.client.tcp_socket();
  EXPECT_EQ(socket->connect(world.server_at(7)).error(), std::errc::network_unreachable);
  EXPECT_EQ(socket->state(), TcpSocket::State::unconnected);
}

TEST(Tcp, ASlowReaderSlowsTheWriter) {
  TcpPair world;
  const Bytes block(10'000, 'x');
  std::size_t written = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto taken = world.near->write(block);
    if (taken) {
      written += *taken;
    } else {
      EXPECT_EQ(taken.error(), std::errc::operation_would_block);
    }
    world.run_for(milliseconds{10});
  }
  // One buffer on each side, and no more.
  EXPECT_EQ(written, TcpControlBlock::kSendBuffer + TcpControlBlock::kReceiveBuffer);
  EXPECT_EQ(world.far->readable_bytes(), TcpControlBlock::kReceiveBuffer);
  EXPECT_FALSE(world.near->readiness().writable);
  // The peer reads: the rest follows and the writer wakes up.
  bool woken = false;
  world.near->on_readiness([&] { woken = true; });
  std::size_t received = read_all(*world.far).size();
  world.run_for(seconds{10});
  received += read_all(*world.far).size();
  world.run_for(seconds{10});
  received += read_all(*world.far).size();
  EXPECT_EQ(received, written);
  EXPECT_TRUE(woken);
  EXPECT_TRUE(world.near->readiness().writable);
}

TEST(Tcp, AClosedWindowIsProbedForAsLongAsThePeerAnswers) {
  TcpPair world;
  while (world.near->write(Bytes(10'000, 'x'))) {
  }
  world.run_for(seconds{1});
  ASSERT_EQ(world.far->readable_bytes(), TcpControlBlock::kReceiveBuffer);
  world.run_for(std::chrono::hours{2});
  EXPECT_EQ(world.near->state(), TcpSocket::State::connected);
}

TEST(Tcp, HalfCloseLetsTheOtherDirectionGoOn) {
  TcpPair world;
  ASSERT_TRUE(world.near->write(bytes_of("request")));
  ASSERT_TRUE(world.near->shutdown(TcpSocket::Direction::send));
  EXPECT_EQ(world.near->write(bytes_of("more")).error(), std::errc::broken_pipe);
  world.run_for(milliseconds{100});
  EXPECT_EQ(read_all(*world.far), "request");
  EXPECT_TRUE(world.far->readiness().peer_closed);
  EXPECT_FALSE(world.far->readiness().hung_up);
  Bytes buffer(10);
  EXPECT_EQ(world.far->read(buffer), 0U);
  ASSERT_TRUE(world.far->write(bytes_of("answer")));
  world.far.reset();
  world.run_for(milliseconds{100});
  EXPECT_EQ(read_all(*world.near), "answer");
  EXPECT_EQ(world.near->read(buffer), 0U);
  EXPECT_TRUE(world.near->readiness().hung_up);
}

TEST(Tcp, ClosingWithUnreadBytesResetsThePeer) {
  TcpPair world;
  ASSERT_TRUE(world.near->write(bytes_of("unread")));
  world.run_for(milliseconds{100});
  world.far.reset();
  world.run_for(milliseconds{100});
  Bytes buffer(10);
  EXPECT_EQ(world.near->read(buffer).error(), std::errc::connection_reset);
  EXPECT_EQ(world.near->read(buffer), 0U);
}

TEST(Tcp, BytesForACloserAreAnsweredWithReset) {
  TcpPair world;
  world.far.reset();
  world.run_for(milliseconds{100});
  ASSERT_TRUE(world.near->write(bytes_of("too late")));  // the peer may still read: half-close
  world.run_for(milliseconds{100});
  EXPECT_EQ(world.near->write(bytes_of("x")).error(), std::errc::connection_reset);
  EXPECT_EQ(world.near->write(bytes_of("x")).error(), std::errc::broken_pipe);
}

TEST(Tcp, WhatWasWrittenBeforeCloseStillArrives) {
  TcpPair world;
  ASSERT_EQ(world.near->write(Bytes(50'000, 'y')), 50'000U);
  world.near.reset();
  world.run_for(seconds{1});
  EXPECT_EQ(read_all(*world.far).size(), 50'000U);
  EXPECT_TRUE(world.far->readiness().peer_closed);
}

TEST(Tcp, AbortResetsAtOnce) {
  TcpPair world;
  world.near->abort();
  EXPECT_EQ(world.near->state(), TcpSocket::State::closed);
  EXPECT_EQ(world.near->take_error(), std::errc{});
  world.run_for(milliseconds{21});
  EXPECT_EQ(world.far->take_error(), std::errc::connection_reset);
}

TEST(Tcp, RepeatsWhatAnOutageSwallowed) {
  TcpPair world;
  const Ipv4Address address = world.client.address();
  world.client.set_address("wlan0", kAnyAddress, kAnyAddress);
  ASSERT_TRUE(world.near->write(Bytes(5'000, 'z')));
  world.run_for(seconds{3});
  EXPECT_EQ(world.far->readable_bytes(), 0U);
  world.client.set_address("wlan0", address, Ipv4Address{255, 255, 255, 0});
  world.run_for(seconds{10});
  EXPECT_EQ(read_all(*world.far), std::string(5'000, 'z'));
}

TEST(Tcp, GivesUpWhenThePeerStaysSilent) {
  TcpPair world;
  world.client.set_address("wlan0", kAnyAddress, kAnyAddress);
  ASSERT_TRUE(world.near->write(bytes_of("lost")));
  world.run_for(std::chrono::hours{1});
  EXPECT_EQ(world.near->take_error(), std::errc::timed_out);
  EXPECT_EQ(world.far->state(), TcpSocket::State::connected);  // it has nothing to say, so no timer
}

TEST(Tcp, AFullBacklogMakesTheClientTryAgain) {
  TwoHosts world;
  const auto listener = std::move(*world.server.listen({kAnyAddress, 7}, 1));
  const auto first = world.client.tcp_socket();
  const auto second = world.client.tcp_socket();
  EXPECT_FALSE(first->connect(world.server_at(7)));
  EXPECT_FALSE(second->connect(world.server_at(7)));
  world.run_until(milliseconds{500});
  EXPECT_EQ(first->state(), TcpSocket::State::connected);
  EXPECT_EQ(second->state(), TcpSocket::State::connecting);
  const auto accepted = listener->accept();
  ASSERT_TRUE(accepted);
  world.run_until(seconds{2});  // the SYN is repeated after 1 s
  EXPECT_EQ(second->state(), TcpSocket::State::connected);
}

TEST(Tcp, AListenerThatGoesAwayResetsWhoWaits) {
  TwoHosts world;
  auto listener = std::move(*world.server.listen({kAnyAddress, 7}, 8));
  const auto socket = world.client.tcp_socket();
  EXPECT_FALSE(socket->connect(world.server_at(7)));
  world.run_until(milliseconds{200});
  ASSERT_TRUE(listener->readable());
  listener.reset();
  world.run_until(milliseconds{400});
  EXPECT_EQ(socket->take_error(), std::errc::connection_reset);
}

TEST(Tcp, LoopbackNeedsNoInterface) {
  TwoHosts world;
  world.client.set_address("wlan0", kAnyAddress, kAnyAddress);
  const auto listener = std::move(*world.client.listen({kLoopbackAddress, 8080}, 4));
  const auto socket = world.client.tcp_socket();
  EXPECT_FALSE(socket->connect({kAnyAddress, 8080}));
  world.run_until(milliseconds{1});
  EXPECT_EQ(socket->state(), TcpSocket::State::connected);
  EXPECT_EQ(socket->local().address, kLoopbackAddress);
  EXPECT_TRUE(listener->readable());
}

TEST(Tcp, PortsAreTakenOnce) {
  TwoHosts world;
  auto listener = world.client.listen({kAnyAddress, 80}, 4);
  ASSERT_TRUE(listener);
  EXPECT_EQ(world.client.listen({kLoopbackAddress, 80}, 4).error(), std::errc::address_in_use);
  const auto socket = world.client.tcp_socket();
  EXPECT_EQ(socket->bind({kAnyAddress, 80}).error(), std::errc::address_in_use);
  EXPECT_EQ(socket->bind({Ipv4Address{9, 9, 9, 9}, 81}).error(), std::errc::address_not_available);
  ASSERT_TRUE(socket->bind({kAnyAddress, 81}));
  EXPECT_EQ(socket->bind({kAnyAddress, 82}).error(), std::errc::invalid_argument);
  listener->reset();
  EXPECT_TRUE(world.client.listen({kLoopbackAddress, 80}, 4));
}

TEST(Tcp, ALineOfLimitedBandwidthTakesItsTime) {
  // 1 Mbit/s: a segment of 1460 bytes and 40 of headers is 12 ms on the line.
  TcpPair world({milliseconds{20}, 1'000'000});
  std::vector<sim::Duration> arrivals;
  world.far->on_readiness([&] { arrivals.push_back(world.now()); });
  const sim::Duration sent = world.now();
  ASSERT_TRUE(world.near->write(Bytes(3 * 1460, 'x')));
  world.run_for(seconds{1});
  ASSERT_EQ(arrivals.size(), 3U);
  EXPECT_EQ(arrivals[0] - sent, milliseconds{12 + 20});
  EXPECT_EQ(arrivals[1] - sent, milliseconds{24 + 20});
  EXPECT_EQ(arrivals[2] - sent, milliseconds{36 + 20});
}

TEST(Tcp, TheLogHasOneLineForEachChange) {
  TcpPair world;
  ASSERT_TRUE(world.near->write(bytes_of("12345")));
  world.run_for(milliseconds{100});
  EXPECT_EQ(read_all(*world.far), "12345");
  world.far.reset();
  world.run_for(milliseconds{100});
  world.near.reset();
  world.run_for(seconds{100});
  const std::string ends = R"("from":"192.168.1.20:32768","to":"server.example:7")";
  EXPECT_EQ(world.lines("net.tcp"),
            (std::vector<std::string>{
                R"({"t":0,"src":"net.tcp","type":"net","event":"connect",)" + ends + "}",
                R"({"t":40000000,"src":"net.tcp","type":"net","event":"established",)" + ends + "}",
                R"({"t":1240000000,"src":"net.tcp","type":"net","event":"closed",)" + ends +
                    R"(,"by":"peer","sent":5,"received":0})"}));
}

}  // namespace
}  // namespace armillary::net
