// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/part_reference.h"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace armillary::board {
namespace {

TEST(PartReference, TheCommittedPageIsWhatTheTypesSay) {
  std::ifstream file(ARMILLARY_DOCS "/parts.md", std::ios::binary);
  ASSERT_TRUE(file) << "docs/parts.md is missing";
  const std::string committed{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(committed == part_reference())
      << "docs/parts.md differs from the types; run: bin/part_reference > docs/parts.md";
}

}  // namespace
}  // namespace armillary::board
