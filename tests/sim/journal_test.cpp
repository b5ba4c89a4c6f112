// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/journal.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace armillary::sim {
namespace {

TEST(Journal, WarningsAreNamedOnceAndCounted) {
  Journal journal([] { return kPowerOn; });
  journal.set_location([] {
    boost::json::object where;
    where["pc"] = "0x00100432";
    return where;
  });
  journal.warn_once("m4-0", "X is not modelled");
  journal.warn_once("m4-0", "X is not modelled");
  journal.warn_once("m4-0", "Y is not modelled");
  const auto events = journal.take();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(
      to_json_line(events[0]),
      R"({"t":0,"src":"m4-0","type":"warning","text":"X is not modelled","pc":"0x00100432"})");
  EXPECT_EQ(journal.warnings().at({"m4-0", "X is not modelled"}), 2U);
  EXPECT_TRUE(journal.strict_violation().empty());
  EXPECT_TRUE(journal.empty());
}

TEST(Journal, StrictKeepsTheFirstWarning) {
  Journal journal([] { return kPowerOn; });
  journal.set_strict(true);
  journal.warn_once("m4-0", "X is not modelled");
  journal.warn_once("m4-1", "Y is not modelled");
  EXPECT_EQ(journal.strict_violation(), "m4-0: X is not modelled");
}

}  // namespace
}  // namespace armillary::sim
