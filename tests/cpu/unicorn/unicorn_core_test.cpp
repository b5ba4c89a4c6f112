// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/unicorn/unicorn_core.h"

#include "cpu/unicorn/guest.h"
#include "m4.guest.h"

namespace armillary::cpu::test {
namespace {

namespace m4 = guest::m4;

TEST(UnicornCore, RunsToWfiAndCountsEveryInstruction) {
  Guest guest(Model::cortex_m4f, m4::kImage);
  guest.start(m4::countdown);
  guest.r(0) = 10;
  const Exit exit = guest.core().run(1000);
  EXPECT_EQ(exit.reason, ExitReason::wfi);
  EXPECT_EQ(guest.r(1), 30U);
  EXPECT_EQ(guest.core().retired(), 1U + 30U + 1U);
  EXPECT_EQ(guest.core().pc(), m4::countdown_end);
}

}  // namespace
}  // namespace armillary::cpu::test
