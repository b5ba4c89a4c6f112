// SPDX-License-Identifier: GPL-2.0-or-later
// What every device on I2C and SPI promises, tried on all of them at once.
#include <random>

#include <gmock/gmock.h>

#include "board/parts/bus_talk.h"
#include "board/parts/part_rig.h"

namespace armillary::board {
namespace {

Bytes random_bytes(std::uint32_t seed, std::size_t count) {
  std::mt19937 random(seed);
  Bytes bytes(count);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

void play(PartRig& rig, const Bytes& bytes) {
  std::span<const std::uint8_t> rest(bytes);
  while (!rest.empty()) rig.step(rest);
}

std::vector<std::byte> save(PartRig& rig) {
  sim::Archive archive;
  rig.serialize(archive);
  return archive.data();
}

class PartContract : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, PartContract, testing::Range(0U, 10U));

TEST_P(PartContract, TheSameBytesGiveTheSameTranscript) {
  const Bytes bytes = random_bytes(GetParam(), 6'000);
  PartRig first, second;
  play(first, bytes);
  play(second, bytes);
  EXPECT_TRUE(first.transcript() == second.transcript());
  EXPECT_TRUE(save(first) == save(second));
}

TEST_P(PartContract, ARestoredRigGoesOnAsTheOneThatWasSaved) {
  PartRig original, restored;
  play(original, random_bytes(GetParam(), 5'000));
  original.advance(std::chrono::milliseconds{1});
  // The clock is the domain's own business: bring it to the same instant first.
  const sim::Time now = original.now();
  restored.advance(now - restored.now());
  const auto state = save(original);
  sim::Archive archive{std::span<const std::byte>(state)};
  restored.serialize(archive);
  ASSERT_TRUE(archive.finish());
  EXPECT_TRUE(save(restored) == state);
  const std::size_t before = original.transcript().size();
  const std::size_t first_levels = restored.transcript().size();  // of the pins, at construction
  const Bytes more = random_bytes(GetParam() + 100, 5'000);
  play(original, more);
  play(restored, more);
  EXPECT_TRUE(restored.transcript().substr(first_levels) == original.transcript().substr(before));
  EXPECT_TRUE(save(restored) == save(original));
  EXPECT_EQ(restored.pictures(), original.pictures());
}

TEST_P(PartContract, ADamagedSnapshotIsRefusedOrLivedWith) {
  PartRig original;
  play(original, random_bytes(GetParam(), 2'000));
  const auto state = save(original);
  std::mt19937 random(GetParam());
  for (int round = 0; round < 40; ++round) {
    auto damaged = state;
    for (int flips = 0; flips < 8; ++flips) {
      damaged[random() % damaged.size()] = static_cast<std::byte>(random());
    }
    PartRig victim;
    sim::Archive archive{std::span<const std::byte>(damaged)};
    victim.serialize(archive);
    play(victim, random_bytes(GetParam() + 200, 500));
  }
}

}  // namespace
}  // namespace armillary::board
