// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/symbols.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/host_file.h"

namespace armillary::image {
namespace {

std::string real_elf() {
  const auto bytes = read_host_file(ARMILLARY_SYMBOLS_ELF, 1 << 20, "test program");
  EXPECT_TRUE(bytes.has_value()) << "build the target symbols_elf";
  return bytes.value_or("");
}

TEST(Symbols, FindsFunctionAndLine) {
  const Symbols symbols(real_elf());
  const auto count = symbols.address_of("count");
  ASSERT_TRUE(count.has_value());
  EXPECT_EQ(*count % 2, 0U);
  const SourcePlace place = symbols.find(*count);
  EXPECT_EQ(place.function, "count");
  EXPECT_EQ(place.file, "symbols.c");
  EXPECT_THAT(place.line, ::testing::AllOf(::testing::Ge(6U), ::testing::Le(7U)));
  EXPECT_THAT(symbols.describe(*count), ::testing::MatchesRegex("symbols\\.c:[67] in count"));
}

TEST(Symbols, KnowsNothingOutside) {
  const Symbols symbols(real_elf());
  EXPECT_EQ(symbols.describe(0x20000000), "");
  EXPECT_EQ(symbols.address_of("nobody"), std::nullopt);
}

TEST(Symbols, OfNoElfAreEmpty) {
  EXPECT_EQ(Symbols("").describe(0), "");
  EXPECT_EQ(Symbols("hello").describe(0x00100000), "");
}

TEST(Symbols, SurviveDamage) {
  const std::string good = real_elf();
  const Symbols sound(good);
  const std::uint32_t address = sound.address_of("count").value_or(0);
  std::mt19937 random(11);
  for (int round = 0; round < 400; ++round) {
    std::string bytes = good;
    for (unsigned n = random() % 8 + 1; n > 0; --n) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    const Symbols symbols(std::move(bytes));
    static_cast<void>(symbols.describe(address));
    static_cast<void>(symbols.describe(static_cast<std::uint32_t>(random())));
  }
}

}  // namespace
}  // namespace armillary::image
