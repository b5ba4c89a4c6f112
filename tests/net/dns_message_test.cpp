// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/dns_message.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "net/dns_server.h"
#include "world.h"

namespace armillary::net {
namespace {

/// As musl's res_mkquery writes it.
const Bytes kQuery{0x12, 0x34, 0x01, 0x00, 0,   1,   0,   0,   0,   0, 0, 0, 3, 'h', 'u',
                   'b',  7,    'e',  'x',  'a', 'm', 'p', 'l', 'e', 0, 0, 1, 0, 1};

Bytes without_tail(std::size_t count) { return {kQuery.begin(), kQuery.end() - count}; }
Bytes with(std::size_t at, std::uint8_t value) {
  Bytes changed = kQuery;
  changed[at] = value;
  return changed;
}

TEST(DnsMessage, ReadsAQuery) {
  const auto message = DnsMessage::parse(kQuery);
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(message->id, 0x1234);
  EXPECT_FALSE(message->response);
  EXPECT_TRUE(message->recursion_desired);
  ASSERT_EQ(message->questions.size(), 1U);
  EXPECT_EQ(message->questions[0], (DnsMessage::Question{"hub.example", 1, 1}));
  EXPECT_EQ(message->encode(), kQuery);
}

TEST(DnsMessage, FollowsPointersBackwards) {
  Bytes bytes = kQuery;
  bytes[2] = 0x81;
  bytes[7] = 1;
  const Bytes record{0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 203, 0, 113, 10};
  bytes.insert(bytes.end(), record.begin(), record.end());
  const auto message = DnsMessage::parse(bytes);
  ASSERT_TRUE(message) << message.error().message;
  ASSERT_EQ(message->answers.size(), 1U);
  EXPECT_EQ(message->answers[0],
            (DnsMessage::AddressRecord{"hub.example", 300, Ipv4Address{203, 0, 113, 10}}));
  EXPECT_EQ(message->encode(), bytes);
}

struct Malformed {
  const char* what;
  Bytes bytes;
  const char* expected;
};

class MalformedDns : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedDns, IsRefusedWithASentence) {
  const auto message = DnsMessage::parse(GetParam().bytes);
  ASSERT_FALSE(message);
  EXPECT_NE(message.error().message.find(GetParam().expected), std::string::npos)
      << message.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Each, MalformedDns,
    testing::Values(
        Malformed{"Empty", {}, "ends at byte 0"},
        Malformed{"ShortHeader", Bytes(11), "ends at byte 11"},
        Malformed{"NoClass", without_tail(2), "within a field"},
        Malformed{"NoNameEnd", without_tail(5), "has no end"},
        Malformed{"LabelPastEnd", with(12, 60), "within a label"},
        Malformed{"ReservedLength", with(12, 0x80), "reserved length 0x80"},
        Malformed{"PointerToItself",
                  {0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1},
                  "does not point back"},
        Malformed{"PointerIntoHeader",
                  {0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 2, 0, 1, 0, 1},
                  "does not point back"},
        Malformed{"HalfPointer", {0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0}, "within a pointer"},
        Malformed{"DotInLabel", with(13, '.'), "character 0x2e"},
        Malformed{"ZeroInLabel", with(13, 0), "character 0x00"},
        Malformed{"MoreQuestionsThanBytes", with(5, 2), "has no end"},
        Malformed{
            "ShortAddress",
            {0, 0, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4},
            "A record is not 4 bytes"}),
    [](const auto& param) { return param.param.what; });

TEST(DnsMessage, ALongNameIsRefused) {
  Bytes bytes(kQuery.begin(), kQuery.begin() + 12);
  for (int i = 0; i < 5; ++i) {
    bytes.push_back(60);
    bytes.insert(bytes.end(), 60, 'a');
  }
  bytes.insert(bytes.end(), {0, 0, 1, 0, 1});
  EXPECT_FALSE(DnsMessage::parse(bytes));
}

TEST(DnsMessage, LeavesOutWhatDoesNotFit) {
  DnsMessage message;
  message.response = true;
  message.questions.push_back({"a.example", 1, 1});
  for (std::uint8_t i = 0; i < 100; ++i) {
    message.answers.push_back({"a.example", 1, Ipv4Address{10, 0, 0, i}});
  }
  const Bytes bytes = message.encode();
  EXPECT_LE(bytes.size(), 512U);
  const auto parsed = DnsMessage::parse(bytes);
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->truncated);
  EXPECT_EQ(parsed->answers.size(), (512U - 12 - 15) / 16);
}

rc::Gen<std::string> names() {
  const auto label = rc::gen::mapcat(rc::gen::inRange(1, 12), [](int size) {
    return rc::gen::container<std::string>(
        static_cast<std::size_t>(size),
        rc::gen::elementOf(std::string("abcdefghijklmnopqrstuvwxyzABZ0123456789-_")));
  });
  return rc::gen::map(rc::gen::mapcat(rc::gen::inRange(1, 6),
                                      [label](int count) {
                                        return rc::gen::container<std::vector<std::string>>(
                                            static_cast<std::size_t>(count), label);
                                      }),
                      [](const std::vector<std::string>& labels) {
                        std::string name;
                        for (const std::string& each : labels) {
                          name += (name.empty() ? "" : ".") + each;
                        }
                        return name;
                      });
}

RC_GTEST_PROP(DnsMessageProperty, DecodesWhatItEncodes, ()) {
  DnsMessage message;
  message.id = *rc::gen::arbitrary<std::uint16_t>();
  message.response = *rc::gen::arbitrary<bool>();
  message.recursion_desired = *rc::gen::arbitrary<bool>();
  message.recursion_available = *rc::gen::arbitrary<bool>();
  message.authoritative = *rc::gen::arbitrary<bool>();
  message.opcode = static_cast<std::uint8_t>(*rc::gen::inRange(0, 16));
  message.code = static_cast<DnsMessage::Code>(*rc::gen::inRange(0, 16));
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
    message.questions.push_back(
        {*names(), *rc::gen::arbitrary<std::uint16_t>(), *rc::gen::arbitrary<std::uint16_t>()});
  }
  for (int i = *rc::gen::inRange(0, 8); i > 0; --i) {
    const bool same = !message.questions.empty() && *rc::gen::arbitrary<bool>();
    message.answers.push_back({same ? message.questions.front().name : *names(),
                               *rc::gen::arbitrary<std::uint32_t>(),
                               Ipv4Address{*rc::gen::arbitrary<std::uint32_t>()}});
  }
  const auto parsed = DnsMessage::parse(message.encode(65535));
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(*parsed == message);
}

DnsMessage answer_to(const DnsZone& zone, const Bytes& query) {
  const auto bytes = answer_dns_query(zone, query);
  EXPECT_TRUE(bytes);
  const auto message = DnsMessage::parse(*bytes);
  EXPECT_TRUE(message);
  return *message;
}

TEST(DnsServer, AnswersFromTheZone) {
  DnsZone zone;
  ASSERT_TRUE(zone.add("Hub.Example.", Ipv4Address{1, 2, 3, 4}));
  DnsMessage answer = answer_to(zone, kQuery);
  EXPECT_EQ(answer.code, DnsMessage::Code::no_error);
  ASSERT_EQ(answer.answers.size(), 1U);
  EXPECT_EQ(answer.answers[0].address, (Ipv4Address{1, 2, 3, 4}));
  // musl asks for AAAA at the same time: no such record, but the name exists.
  answer = answer_to(zone, with(26, 28));
  EXPECT_EQ(answer.code, DnsMessage::Code::no_error);
  EXPECT_TRUE(answer.answers.empty());
  EXPECT_EQ(answer_to(zone, with(13, 'x')).code, DnsMessage::Code::name_error);
  EXPECT_EQ(answer_to(zone, with(28, 3)).code, DnsMessage::Code::refused);
  EXPECT_EQ(answer_to(zone, with(2, 0x11)).code, DnsMessage::Code::not_implemented);
  EXPECT_EQ(answer_to(zone, without_tail(1)).code, DnsMessage::Code::format_error);
  EXPECT_FALSE(answer_dns_query(zone, Bytes(5)));
  EXPECT_FALSE(answer_dns_query(zone, with(2, 0x81)));
}

TEST(DnsZone, TakesOnlyHostNames) {
  DnsZone zone;
  for (const std::string& bad : {std::string{}, std::string{"."}, std::string{"a..b"},
                                 std::string{"a b"}, std::string(64, 'a'), std::string{"ü.de"}}) {
    EXPECT_FALSE(zone.add(bad, kLoopbackAddress)) << bad;
  }
  EXPECT_TRUE(zone.add("x.example", kLoopbackAddress));
  EXPECT_EQ(zone.name_of(kLoopbackAddress), "x.example");
  zone.remove("X.EXAMPLE");
  EXPECT_FALSE(zone.contains("x.example"));
  EXPECT_EQ(zone.name_of(kLoopbackAddress), std::nullopt);
}

}  // namespace
}  // namespace armillary::net
