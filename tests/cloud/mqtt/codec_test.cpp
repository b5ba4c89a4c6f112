// SPDX-License-Identifier: GPL-2.0-or-later
#include "cloud/mqtt/codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace armillary::cloud::mqtt {
namespace {

Bytes b(std::string_view text) { return {text.begin(), text.end()}; }

struct Sample {
  const char* name;
  Packet packet;
  Bytes wire;
};

class CodecTable : public testing::TestWithParam<Sample> {};

TEST_P(CodecTable, EncodesAndDecodes) {
  EXPECT_EQ(encode(GetParam().packet), GetParam().wire);
  Decoder decoder;
  decoder.feed(GetParam().wire);
  const auto packet = decoder.next();
  ASSERT_TRUE(packet) << packet.error().message;
  ASSERT_TRUE(*packet);
  EXPECT_EQ(**packet, GetParam().packet);
  EXPECT_FALSE(*decoder.next());
}

INSTANTIATE_TEST_SUITE_P(
    Each, CodecTable,
    testing::Values(
        Sample{"Connect",
               Connect{"MQTT", 4, false, 240, "d", Will{"w", b("x"), 1, true}, "u", b("p")},
               {0x10, 25, 0, 4,   'M', 'Q', 'T', 'T', 4, 0xec, 0, 240, 0,  1,
                'd',  0,  1, 'w', 0,   1,   'x', 0,   1, 'u',  0, 1,   'p'}},
        Sample{"Connack", Connack{true, ConnectCode::accepted}, {0x20, 2, 1, 0}},
        Sample{
            "Publish0", Publish{"t", b("hi"), 0, true, false, 0}, {0x31, 5, 0, 1, 't', 'h', 'i'}},
        Sample{"Publish1", Publish{"t", {}, 1, false, true, 258}, {0x3a, 5, 0, 1, 't', 1, 2}},
        Sample{"Puback", Puback{7}, {0x40, 2, 0, 7}}, Sample{"Pubrec", Pubrec{7}, {0x50, 2, 0, 7}},
        Sample{"Pubrel", Pubrel{7}, {0x62, 2, 0, 7}},
        Sample{"Pubcomp", Pubcomp{7}, {0x70, 2, 0, 7}},
        Sample{"Subscribe", Subscribe{1, {{"a/#", 1}}}, {0x82, 8, 0, 1, 0, 3, 'a', '/', '#', 1}},
        Sample{"Suback", Suback{1, {1, 0x80}}, {0x90, 4, 0, 1, 1, 0x80}},
        Sample{"Unsubscribe", Unsubscribe{1, {"a"}}, {0xa2, 5, 0, 1, 0, 1, 'a'}},
        Sample{"Unsuback", Unsuback{1}, {0xb0, 2, 0, 1}}, Sample{"Pingreq", Pingreq{}, {0xc0, 0}},
        Sample{"Pingresp", Pingresp{}, {0xd0, 0}}, Sample{"Disconnect", Disconnect{}, {0xe0, 0}}),
    [](const auto& each) { return each.param.name; });

struct Malformed {
  const char* name;
  Bytes wire;
  const char* expected;
};

class MalformedPacket : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedPacket, IsRefusedWithTheClauseItBreaks) {
  Decoder decoder;
  decoder.feed(GetParam().wire);
  const auto packet = decoder.next();
  ASSERT_FALSE(packet);
  EXPECT_NE(packet.error().message.find(GetParam().expected), std::string::npos)
      << packet.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Each, MalformedPacket,
    testing::Values(Malformed{"TypeZero", {0x00, 0}, "type 0"},
                    Malformed{"TypeFifteen", {0xf0, 0}, "type 15"},
                    Malformed{"Flags", {0xc1, 0}, "2.2.2-2"},
                    Malformed{"SubscribeFlags", {0x80, 2, 0, 1}, "2.2.2-2"},
                    Malformed{"LongLength", {0x30, 0xff, 0xff, 0xff, 0xff, 1}, "four bytes"},
                    Malformed{"TooBig", {0x30, 0xff, 0xff, 0x7f}, "at most"},
                    Malformed{"Qos3", {0x36, 3, 0, 1, 't'}, "3.3.1-4"},
                    Malformed{"DupAtQos0", {0x38, 3, 0, 1, 't'}, "3.3.1-2"},
                    Malformed{"WildcardTopic", {0x30, 3, 0, 1, '#'}, "3.3.2-2"},
                    Malformed{"EmptyTopic", {0x30, 2, 0, 0}, "4.7.3-1"},
                    Malformed{"IdZero", {0x32, 5, 0, 1, 't', 0, 0}, "2.3.1-1"},
                    Malformed{"BadUtf8", {0x30, 3, 0, 1, 0xff}, "1.5.3-1"},
                    Malformed{"NulInText", {0x30, 3, 0, 1, 0}, "1.5.3-1"},
                    Malformed{"TextPastEnd", {0x30, 3, 0, 9, 't'}, "longer than the packet"},
                    Malformed{"NoFilter", {0x82, 2, 0, 1}, "3.8.3-3"},
                    Malformed{"FilterQos3", {0x82, 6, 0, 1, 0, 1, 'a', 3}, "3.8.3-4"},
                    Malformed{"BadFilter", {0x82, 7, 0, 1, 0, 2, 'a', '#', 0}, "4.7.1-2"},
                    Malformed{"NoUnsubscribeFilter", {0xa2, 2, 0, 1}, "3.10.3-2"},
                    Malformed{"PingWithBody", {0xc0, 1, 0}, "too many"},
                    Malformed{"PubackShort", {0x40, 1, 0}, "ends within"},
                    Malformed{"SubackReserved", {0x90, 3, 0, 1, 3}, "3.9.3-2"},
                    Malformed{"ConnackReserved", {0x20, 2, 0, 6}, "reserved"},
                    Malformed{"ConnackPresent", {0x20, 2, 1, 5}, "3.2.2-4"},
                    Malformed{"ConnectName", {0x10, 7, 0, 4, 'M', 'Q', 'T', 'X', 4}, "3.1.2-1"},
                    Malformed{"ConnectReserved",
                              {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 3, 0, 0, 0, 1, 'd'},
                              "3.1.2-3"},
                    Malformed{
                        "PasswordAlone",
                        {0x10, 16, 0, 4, 'M', 'Q', 'T', 'T', 4, 0x42, 0, 0, 0, 1, 'd', 0, 1, 'p'},
                        "3.1.2-22"},
                    Malformed{"WillFlagsAlone",
                              {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 0x0a, 0, 0, 0, 1, 'd'},
                              "3.1.2-1"}),
    [](const auto& each) { return each.param.name; });

TEST(Matching, FollowsTheStandardsExamples) {
  EXPECT_TRUE(matches("sport/tennis/player1/#", "sport/tennis/player1"));
  EXPECT_TRUE(matches("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"));
  EXPECT_TRUE(matches("#", "a/b"));
  EXPECT_TRUE(matches("sport/+", "sport/"));
  EXPECT_FALSE(matches("sport/+", "sport"));
  EXPECT_TRUE(matches("+/+", "/finance"));
  EXPECT_FALSE(matches("+", "/finance"));
  EXPECT_FALSE(matches("#", "$SYS/x"));
  EXPECT_TRUE(matches("$SYS/#", "$SYS/x"));
  EXPECT_FALSE(matches("a/b", "a/b/c"));
}

TEST(Text, KnowsUtf8) {
  EXPECT_TRUE(is_mqtt_text("äö€😀"));
  for (const char* bad : {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80"}) {
    EXPECT_FALSE(is_mqtt_text(bad));
  }
}

RC_GTEST_PROP(CodecProperty, AnyChunkingGivesTheSamePackets, ()) {
  Bytes stream;
  std::vector<Packet> sent;
  for (int i = *rc::gen::inRange(1, 10); i > 0; --i) {
    Publish publish;
    publish.topic = "t/" + std::to_string(i);
    publish.payload = *rc::gen::arbitrary<Bytes>();
    publish.qos = static_cast<std::uint8_t>(*rc::gen::inRange(0, 3));
    if (publish.qos > 0) publish.id = *rc::gen::inRange<std::uint16_t>(1, 65535);
    publish.retain = *rc::gen::arbitrary<bool>();
    const Bytes wire = encode(publish);
    stream.insert(stream.end(), wire.begin(), wire.end());
    sent.emplace_back(publish);
  }
  Decoder decoder;
  std::vector<Packet> received;
  ByteView rest = stream;
  while (!rest.empty()) {
    const std::size_t size =
        std::min<std::size_t>(rest.size(), static_cast<std::size_t>(*rc::gen::inRange(1, 40)));
    decoder.feed(rest.first(size));
    rest = rest.subspan(size);
    for (;;) {
      auto packet = decoder.next();
      RC_ASSERT(packet.has_value());
      if (!*packet) break;
      received.push_back(**packet);
    }
  }
  RC_ASSERT(received == sent);
}

RC_GTEST_PROP(CodecProperty, AnyBytesAreReadOrRefused, (Bytes bytes)) {
  Decoder decoder;
  decoder.feed(bytes);
  for (;;) {
    const auto packet = decoder.next();
    if (!packet || !*packet) break;
    RC_ASSERT(!encode(**packet).empty());
  }
}

}  // namespace
}  // namespace armillary::cloud::mqtt
