// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/register_reference.h"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace armillary::soc {
namespace {

TEST(RegisterReference, TheCommittedPageIsWhatTheTablesSay) {
  std::ifstream file(ARMILLARY_DOCS "/fidelity.md", std::ios::binary);
  ASSERT_TRUE(file) << "docs/fidelity.md is missing";
  const std::string committed{std::istreambuf_iterator<char>(file), {}};
  const std::string made = register_reference();
  std::size_t line = 1;
  for (std::size_t i = 0; i < std::min(committed.size(), made.size()); ++i) {
    ASSERT_EQ(committed[i], made[i])
        << "docs/fidelity.md:" << line
        << " differs from the register tables; run: bin/register_reference > docs/fidelity.md";
    line += made[i] == '\n' ? 1U : 0U;
  }
  EXPECT_EQ(committed.size(), made.size())
      << "docs/fidelity.md ends elsewhere; run: bin/register_reference > docs/fidelity.md";
}

}  // namespace
}  // namespace armillary::soc
