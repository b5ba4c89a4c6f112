// SPDX-License-Identifier: GPL-2.0-or-later
//
// Runs that end inside a block (patch 0017 of tools/unicorn/).
#include <utility>

#include "cpu/unicorn/guest.h"
#include "m4.guest.h"

namespace armillary::cpu::test {
namespace {

namespace m4 = guest::m4;

/// A loop of four additions and a branch, at two places that differ in what they add.
class CutBlocks : public testing::Test {
 protected:
  static constexpr std::uint32_t kOnes = kRam, kSixteens = kRam + 0x1000;

  /// Everything at kOnes lies in the page that it is told.
  class OnePage final : public Translator {
   public:
    Translation translate(std::uint32_t address, Access) override {
      const std::uint32_t moved = address - kOnes < 0x1000 ? address - kOnes + page : address;
      return {true, moved, kReadWriteExecute};
    }
    std::uint32_t page = kOnes;
  };

  CutBlocks() : guest_(Model::cortex_m4f, m4::kImage) {
    constexpr std::uint32_t kAddOne = 0x3401, kAddSixteen = 0x3410, kBack = 0xE7FA;
    for (const auto& [base, add] : {std::pair{kOnes, kAddOne}, {kSixteens, kAddSixteen}}) {
      guest_.set_word(base, add << 16 | add);
      guest_.set_word(base + 4, add << 16 | add);
      guest_.set_word(base + 8, kBack);
    }
    guest_.core().set_translator(&pages_);
    guest_.start(kOnes);
    // Often enough that the cut block and what follows it are remembered.
    for (int round = 0; round < 3; ++round) {
      guest_.core().run(2);
      guest_.core().run(3);
    }
    EXPECT_EQ(guest_.r(4), 12U);
    EXPECT_EQ(guest_.core().pc(), kOnes);
  }

  OnePage pages_;
  Guest guest_;
};

TEST_F(CutBlocks, P17AreNotRunWhenTheHostHasReplacedTheirCode) {
  guest_.set_word(kOnes, 0x3410'3401);
  guest_.core().invalidate_code(kOnes, 4);
  guest_.core().run(2);
  EXPECT_EQ(guest_.r(4), 12U + 1 + 16);
}

TEST_F(CutBlocks, P17WhatFollowsIsForgottenWithTheTranslations) {
  guest_.core().run(2);
  pages_.page = kSixteens;
  guest_.core().flush_translations();
  guest_.core().run(3);
  EXPECT_EQ(guest_.r(4), 12U + 2 + 32);
  guest_.core().run(2);
  EXPECT_EQ(guest_.r(4), 12U + 2 + 64);
}

TEST_F(CutBlocks, P17AnInterruptedRunGoesOnElsewhere) {
  guest_.core().run(2);
  guest_.core().gpr()[15] = kSixteens;
  guest_.core().run(2);
  EXPECT_EQ(guest_.r(4), 12U + 2 + 32);
  EXPECT_EQ(guest_.core().pc(), kSixteens + 4);
}

}  // namespace
}  // namespace armillary::cpu::test
