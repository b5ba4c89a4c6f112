// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/syscalls/syscall_table.h"

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace armillary::os {
namespace {

using testing::HasSubstr;

std::set<std::string> served() {
  std::set<std::string> names;
  const SyscallTable table;
  const auto look = [&](std::uint32_t number) {
    if (const SyscallEntry* entry = table.find(number)) names.emplace(entry->name);
  };
  for (std::uint32_t number = 0; number < SyscallTable::kOrdinary; ++number) look(number);
  for (std::uint32_t number = 0; number < SyscallTable::kArm; ++number) {
    look(SyscallTable::kArmBase + number);
  }
  return names;
}

TEST(SyscallTable, EveryNumberIsServedUnderTheNameThatLinuxGivesIt) {
  const SyscallTable table;
  for (std::uint32_t number = 0; number < SyscallTable::kOrdinary; ++number) {
    const SyscallEntry* entry = table.find(number);
    if (entry == nullptr) continue;
    EXPECT_EQ(entry->number, number);
    EXPECT_EQ(entry->name, SyscallTable::name_of(number)) << number;
    EXPECT_NE(entry->handler, nullptr) << number;
  }
}

TEST(SyscallTable, NumbersBeyondTheTableAreNotServed) {
  const SyscallTable table;
  for (const std::uint32_t number : {512U, 5000U, 0x0effffU, 0x0f0008U, 0xffffffffU}) {
    EXPECT_EQ(table.find(number), nullptr) << number;
  }
}

TEST(SyscallTable, DocsOsMdListsWhatIsServedAndNothingElse) {
  std::ifstream file(ARMILLARY_DOCS "/os.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t start = text.find("## System calls");
  ASSERT_NE(start, std::string::npos);
  const std::string table = text.substr(start, text.find("Not modelled:", start) - start);
  const std::set<std::string> names = served();
  for (const std::string& name : names) EXPECT_THAT(table, HasSubstr("`" + name + "`"));
  std::set<std::string> listed;
  for (std::size_t at = table.find("| `"); at != std::string::npos;) {
    const std::size_t open = table.find('`', at);
    if (open == std::string::npos) break;
    const std::size_t close = table.find('`', open + 1);
    listed.insert(table.substr(open + 1, close - open - 1));
    at = close + 1;
  }
  EXPECT_EQ(listed, names);
}

}  // namespace
}  // namespace armillary::os
