// SPDX-License-Identifier: GPL-2.0-or-later
//
// Patch 0021: blocks of the M profile are chained across pages.
#include "cpu/unicorn/guest.h"
#include "m4.guest.h"

namespace armillary::cpu::test {
namespace {

namespace m4 = guest::m4;

// A loop of four instructions, the second of which spans the border of two pages:
//   adds r4, #1;  add.w r5, r5, #1;  subs r0, #1;  bne;  then wfi
void write_spanning_loop(Guest& guest, std::uint32_t border) {
  guest.set_word(border - 4, 0xF105'3401);
  guest.set_word(border, 0x3801'0501);
  guest.set_word(border + 4, 0xBF30'D1FA);
  guest.core().invalidate_code(border - 4, 12);
  guest.start(border - 4);
}

/// Everything at its place; nothing from `closed_from` on.
class ClosingTranslator final : public Translator {
 public:
  Translation translate(std::uint32_t address, Access) override {
    return {address < closed_from, address, kReadWriteExecute};
  }
  std::uint32_t closed_from = 0xFFFF'FFFF;
};

TEST(P21ChainedPages, ALoopOverTheBorderIsCountedExactlyInSlicesOfAnyLength) {
  for (const std::uint64_t slice : {1U, 3U, 5U, 1'000U, 1'000'000U}) {
    Guest guest(Model::cortex_m4f, m4::kImage);
    write_spanning_loop(guest, kRam + 0x1000);
    guest.r(0) = 500;
    Exit exit;
    do {
      exit = guest.core().run(slice);
    } while (exit.reason == ExitReason::budget);
    EXPECT_EQ(exit.reason, ExitReason::wfi);
    EXPECT_EQ(guest.r(4), 500U);
    EXPECT_EQ(guest.r(5), 500U);
    EXPECT_EQ(guest.core().retired(), 4U * 500 + 1);
  }
}

TEST(P21ChainedPages, CodeThatChangesOnEitherSideOfTheBorderTakesItsChainsWithIt) {
  for (const bool second : {false, true}) {
    Guest guest(Model::cortex_m4f, m4::kImage);
    const std::uint32_t border = kRam + 0x1000;
    write_spanning_loop(guest, border);
    guest.r(0) = 1000;
    ASSERT_EQ(guest.core().run(400).reason, ExitReason::budget);
    if (second) {
      guest.set_word(border + 4, 0xBF30'BF30);  // wfi in place of the branch
      guest.core().invalidate_code(border + 4, 4);
    } else {
      guest.set_word(border - 4, 0xF105'BF30);  // wfi in place of the first addition
      guest.core().invalidate_code(border - 4, 2);
    }
    ASSERT_EQ(guest.core().run(400).reason, ExitReason::wfi);
    EXPECT_EQ(guest.core().retired(), second ? 404U : 401U);
  }
}

TEST(P21ChainedPages, AChangeOfTheMapTakesTheChainsWithIt) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  const std::uint32_t border = kRam + 0x1000;
  ClosingTranslator translator;
  guest.core().set_translator(&translator);
  write_spanning_loop(guest, border);
  guest.r(0) = 1000;
  ASSERT_EQ(guest.core().run(400).reason, ExitReason::budget);
  translator.closed_from = border;
  guest.core().flush_translations();
  const Exit exit = guest.core().run(400);
  EXPECT_EQ(exit.reason, ExitReason::translation_fault);
  EXPECT_EQ(exit.access, Access::fetch);
  EXPECT_EQ(exit.address, border);
  EXPECT_EQ(guest.core().pc(), border - 2);
  EXPECT_EQ(guest.core().retired(), 401U);
}

}  // namespace
}  // namespace armillary::cpu::test
