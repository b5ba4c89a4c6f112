// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/intercore/ring.h"

#include <deque>
#include <string_view>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "os/intercore/byte_memory.h"

namespace armillary::os {
namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  std::vector<std::byte> bytes;
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

const Guid kApp = *Guid::parse("25025d2c-66da-4448-bae1-ac26fcdd3627");

/// Both sides of a channel: the A7 writes `to_m4`, the firmware writes `to_a7`.
struct Channel {
  explicit Channel(std::uint32_t size = 4096) : to_m4(size), to_a7(size) {}
  ByteMemory to_m4, to_a7;
  RingWriter a7_writer{to_m4, to_a7};
  RingReader a7_reader{to_m4, to_a7};
  RingWriter m4_writer{to_a7, to_m4};
  RingReader m4_reader{to_a7, to_m4};
};

TEST(Ring, LaysOutABlockAsTheKernelDoes) {
  Channel channel;
  ASSERT_TRUE(channel.a7_writer.write(kApp, bytes_of("hello")).value());
  EXPECT_EQ(channel.to_m4.word(0x00), 32U);  // 24 + 5, rounded up to 16
  EXPECT_EQ(channel.to_m4.word(0x04), 0U);
  EXPECT_EQ(channel.to_m4.word(0x40), 25U);  // 16 + 4 + 5: without the size word itself
  EXPECT_EQ(channel.to_m4.word(0x44), 0x25025d2cU);
  EXPECT_EQ(channel.to_m4.word(0x48), 0x444866daU);
  EXPECT_EQ(channel.to_m4.word(0x4C), 0x26ace1baU);
  EXPECT_EQ(channel.to_m4.word(0x50), 0x2736ddfcU);
  EXPECT_EQ(channel.to_m4.word(0x54), 0U);  // reserved
  EXPECT_EQ(channel.to_m4.word(0x58), 0x6c6c6568U);
  EXPECT_EQ(channel.to_m4.bytes()[0x5C], std::byte{'o'});
}

TEST(Ring, TheReadPositionStandsInTheReadersOwnBuffer) {
  Channel channel;
  ASSERT_TRUE(channel.m4_writer.write(kApp, bytes_of("x")).value());
  const auto message = channel.a7_reader.read();
  ASSERT_TRUE(message && *message);
  EXPECT_EQ((*message)->component, kApp);
  EXPECT_EQ((*message)->payload, bytes_of("x"));
  EXPECT_EQ(channel.to_m4.word(0x04), 32U);
  EXPECT_EQ(channel.to_a7.word(0x04), 0U);
  EXPECT_FALSE(channel.a7_reader.read().value());
}

TEST(Ring, OneSlotStaysFree) {
  Channel channel;
  // 4032 bytes of data: three blocks of 1024 + 24 (1056 with padding) fit, and 848 bytes of a
  // fourth; 4032 - 16 - 3 * 1056 = 848.
  const std::vector<std::byte> large(kMaxIntercorePayload);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(channel.a7_writer.write(kApp, large).value());
  EXPECT_EQ(channel.a7_writer.free_bytes().value(), 848U);
  EXPECT_FALSE(channel.a7_writer.write(kApp, std::vector<std::byte>(848 - 24 + 1)).value());
  EXPECT_TRUE(channel.a7_writer.write(kApp, std::vector<std::byte>(848 - 24)).value());
  EXPECT_EQ(channel.a7_writer.free_bytes().value(), 0U);
  // Full is not empty.
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(channel.m4_reader.read().value()) << i;
  EXPECT_FALSE(channel.m4_reader.read().value());
  EXPECT_EQ(channel.a7_writer.free_bytes().value(), 4016U);
}

TEST(Ring, RefusesPositionsNoCorrectSideWrites) {
  for (const auto& [position, kind] : {std::pair{4032U, RingFault::Kind::position_range},
                                       std::pair{0xFFFFFFF0U, RingFault::Kind::position_range},
                                       std::pair{8U, RingFault::Kind::position_alignment}}) {
    Channel channel;
    channel.to_a7.put(0x00, position);
    const auto read = channel.a7_reader.read();
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, kind);
    EXPECT_EQ(read.error().value, position);

    Channel other;
    other.to_a7.put(0x04, position);
    const auto written = other.a7_writer.write(kApp, bytes_of("x"));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, kind);
    EXPECT_EQ(other.to_m4.word(0x00), 0U);
  }
}

TEST(Ring, ABlockOfMoreThan1044BytesIsAFaultAndIsNotConsumed) {
  Channel channel;
  channel.to_a7.put(0x40, 1045);
  channel.to_a7.put(0x00, 1056);
  for (int i = 0; i < 2; ++i) {
    const auto read = channel.a7_reader.read();
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, RingFault::Kind::block_too_large);
  }
  EXPECT_EQ(channel.to_m4.word(0x04), 0U);
  channel.to_a7.put(0x40, 1044);
  channel.to_a7.put(0x00, 1056);
  EXPECT_EQ((*channel.a7_reader.read().value()).payload.size(), 1024U);
}

TEST(Ring, ABlockMustHoldItsHeaderAndBeWritten) {
  Channel channel;
  channel.to_a7.put(0x00, 32);
  channel.to_a7.put(0x40, 19);
  EXPECT_EQ(channel.a7_reader.read().error().kind, RingFault::Kind::block_too_small);
  channel.to_a7.put(0x40, 29);
  EXPECT_EQ(channel.a7_reader.read().error().kind, RingFault::Kind::block_incomplete);
  EXPECT_EQ(channel.a7_reader.read().error().describe(),
            "a block of 29 bytes where only 28 are written");
  channel.to_a7.put(0x40, 28);
  EXPECT_EQ((*channel.a7_reader.read().value()).payload.size(), 8U);
}

TEST(RingProperties, WhatGoesInComesOutInOrderForAnyMixOfWritesAndReads) {
  EXPECT_TRUE(rc::check([] {
    Channel channel(*rc::gen::element(128U, 256U, 4096U));
    std::deque<std::vector<std::byte>> inside;
    const auto operations = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-1, 1025));
    std::uint8_t filler = 0;
    for (const int operation : operations) {
      if (operation >= 0) {
        std::vector<std::byte> payload(static_cast<std::size_t>(operation));
        for (std::byte& b : payload) b = static_cast<std::byte>(++filler);
        const std::uint32_t free = channel.a7_writer.free_bytes().value();
        const bool fits = (payload.size() + 24 + 15) / 16 * 16 <= free;
        RC_ASSERT(channel.a7_writer.write(kApp, payload).value() == fits);
        if (fits) inside.push_back(payload);
      } else {
        const auto message = channel.m4_reader.read().value();
        RC_ASSERT(message.has_value() == !inside.empty());
        if (message) {
          RC_ASSERT(message->payload == inside.front());
          RC_ASSERT(message->component == kApp);
          inside.pop_front();
        }
      }
    }
  }));
}

TEST(RingProperties, NoContentOfTheBuffersMakesTheReaderLeaveThem) {
  EXPECT_TRUE(rc::check([] {
    Channel channel(256);
    const auto garbage = *rc::gen::container<std::vector<std::uint8_t>>(
        256, rc::gen::weightedOneOf<std::uint8_t>(
                 {{3, rc::gen::just<std::uint8_t>(0)}, {1, rc::gen::arbitrary<std::uint8_t>()}}));
    for (std::size_t i = 0; i < garbage.size(); ++i) {
      channel.to_a7.bytes()[i] = std::byte{garbage[i]};
    }
    // ByteMemory throws on an access outside; each read consumes at least 32 bytes of 192.
    int messages = 0;
    while (channel.a7_reader.read().value_or(std::nullopt)) RC_ASSERT(++messages < 7);
  }));
}

}  // namespace
}  // namespace armillary::os
