// SPDX-License-Identifier: GPL-2.0-or-later
#include "cloud/mqtt/server_session.h"

#include <gtest/gtest.h>

namespace armillary::cloud::mqtt {
namespace {

constexpr sim::Time kStart = sim::kPowerOn;

Connect hello(bool clean) {
  Connect connect;
  connect.client_id = "d";
  connect.clean_session = clean;
  return connect;
}

std::vector<Packet> packets(ServerSession& session) {
  Decoder decoder;
  decoder.feed(session.take_output());
  std::vector<Packet> all;
  while (auto packet = *decoder.next()) all.push_back(*packet);
  return all;
}

TEST(ServerSession, SendsAgainWhatWasNotAcknowledged) {
  SessionState state;
  ServerSession first(kStart);
  ASSERT_EQ(first.receive(kStart, encode(hello(false))).size(), 1U);
  first.accept(kStart, state, false);
  EXPECT_TRUE(first.publish("t", {1}, 1));
  EXPECT_TRUE(first.publish("t", {2}, 1));
  EXPECT_EQ(packets(first).size(), 3U);
  const auto events = first.receive(kStart, encode(Puback{1}));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<ServerSession::Delivered>(events[0]).id, 1);
  first.on_stream_end("reset");

  ServerSession second(kStart);
  second.receive(kStart, encode(hello(false)));
  second.accept(kStart, state, true);
  EXPECT_EQ(packets(second), (std::vector<Packet>{Connack{true, ConnectCode::accepted},
                                                  Publish{"t", {2}, 1, false, true, 2}}));
}

TEST(ServerSession, ACleanSessionForgets) {
  SessionState state;
  state.unacknowledged.push_back({"t", {1}, 1, false, false, 1});
  ServerSession session(kStart);
  session.receive(kStart, encode(hello(true)));
  session.accept(kStart, state, true);
  EXPECT_EQ(packets(session), std::vector<Packet>{Connack{}});
  EXPECT_TRUE(state.unacknowledged.empty());
}

TEST(ServerSession, WaitsForTheAnswerBeforeItReadsOn) {
  SessionState state;
  ServerSession session(kStart);
  Bytes wire = encode(hello(true));
  const Bytes ping = encode(Pingreq{});
  wire.insert(wire.end(), ping.begin(), ping.end());
  EXPECT_EQ(session.receive(kStart, wire).size(), 1U);
  EXPECT_TRUE(packets(session).empty());
  session.accept(kStart, state, false);
  session.receive(kStart, {});
  EXPECT_EQ(packets(session), (std::vector<Packet>{Connack{}, Pingresp{}}));
}

TEST(ServerSession, AnswersAnotherVersionWithItsCode) {
  ServerSession session(kStart);
  Connect connect = hello(true);
  connect.level = 5;
  session.receive(kStart, encode(connect));
  EXPECT_EQ(packets(session), (std::vector<Packet>{Connack{false, ConnectCode::bad_protocol}}));
  EXPECT_TRUE(session.ended());
}

TEST(ServerSession, TheFirstPacketIsConnect) {
  ServerSession session(kStart);
  const auto events = session.receive(kStart, encode(Pingreq{}));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_NE(std::get<ServerSession::Ended>(events[0]).reason.find("3.1.0-1"), std::string::npos);
}

TEST(ServerSession, UnsubscribeIsAnswered) {
  SessionState state;
  ServerSession session(kStart);
  session.receive(kStart, encode(hello(true)));
  session.accept(kStart, state, false);
  session.grant(Subscribe{5, {{"a", 1}, {"b", 0}}}, {1, Suback::kFailure});
  EXPECT_EQ(state.subscriptions.size(), 1U);
  session.receive(kStart, encode(Unsubscribe{6, {"a", "never"}}));
  EXPECT_EQ(packets(session), (std::vector<Packet>{Connack{}, Suback{5, {1, 0x80}}, Unsuback{6}}));
  EXPECT_TRUE(state.subscriptions.empty());
}

}  // namespace
}  // namespace armillary::cloud::mqtt
