// SPDX-License-Identifier: GPL-2.0-or-later
//
// The report of a fault in words: every status bit, and the whole of one report.
#include "cpu/armv7m/fault_report.h"

#include <map>

#include "cpu/armv7m/workbench.h"
#include "fault_report.guest.h"

namespace armillary::cpu::test {
namespace {

namespace prog = guest::fault_report;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// ARM ARM B3.2.15: the bits of CFSR that tell a cause. MMARVALID (7) and BFARVALID (15) tell none:
// with them the report has an address.
const std::map<unsigned, std::string> kCfsrNames = {
    {0, "IACCVIOL"},   {1, "DACCVIOL"},    {3, "MUNSTKERR"},    {4, "MSTKERR"},   {5, "MLSPERR"},
    {8, "IBUSERR"},    {9, "PRECISERR"},   {10, "IMPRECISERR"}, {11, "UNSTKERR"}, {12, "STKERR"},
    {13, "LSPERR"},    {16, "UNDEFINSTR"}, {17, "INVSTATE"},    {18, "INVPC"},    {19, "NOCP"},
    {24, "UNALIGNED"}, {25, "DIVBYZERO"}};
const std::map<unsigned, std::string> kHfsrNames = {
    {1, "VECTTBL"}, {30, "FORCED"}, {31, "DEBUGEVT"}};

/// "NAME: a sentence of some words."
void expect_words(const std::vector<std::string>& words,
                  const std::map<unsigned, std::string>& names, unsigned bit) {
  const auto name = names.find(bit);
  if (name == names.end()) {
    EXPECT_THAT(words, IsEmpty()) << "bit " << bit;
    return;
  }
  ASSERT_EQ(words.size(), 1U) << "bit " << bit;
  EXPECT_THAT(words[0], StartsWith(name->second + ": "));
  EXPECT_GE(std::count(words[0].begin(), words[0].end(), ' '), 2) << words[0];
}

class StatusBit : public testing::TestWithParam<unsigned> {};

TEST_P(StatusBit, IsToldByNameAndInWords) {
  const unsigned bit = GetParam();
  expect_words(describe_cfsr(1U << bit), kCfsrNames, bit);
  expect_words(describe_hfsr(1U << bit), kHfsrNames, bit);
}

INSTANTIATE_TEST_SUITE_P(All, StatusBit, testing::Range(0U, 32U));

TEST(FaultReport, TellsSeveralCausesInTheOrderOfTheirBits) {
  const auto words = describe_cfsr(cfsr::kDivByZero | cfsr::kStkErr | cfsr::kIaccViol);
  EXPECT_THAT(words,
              ElementsAre(StartsWith("IACCVIOL"), StartsWith("STKERR"), StartsWith("DIVBYZERO")));
}

TEST(FaultReport, EachBitReachesTheTextAndTheEvent) {
  for (const auto& [bit, name] : kCfsrNames) {
    FaultReport report;
    report.core = "m4-0";
    report.kind = "unhandled fault";
    report.fault.exception = kUsageFault;
    report.fault.cfsr = report.cfsr = 1U << bit;
    EXPECT_THAT(report.text(), HasSubstr("\n  " + name + ": "));
    EXPECT_THAT(std::string(report.json().at("causes").at(0).as_string()), StartsWith(name));
  }
}

class Crash : public testing::Test {
 protected:
  void run() {
    bench.vector(kHardFault, prog::handler);
    bench.m4().set_symbolizer([](std::uint32_t pc) {
      if (pc == (prog::at_crash & ~1U)) return std::string("inner, main.c:3");
      if (pc == (prog::after_inner & ~1U) - 2) return std::string("middle, main.c:2");
      return std::string{};
    });
    bench.start(prog::outer);
    bench.run();
  }
  Workbench bench{prog::kImage};
};

TEST_F(Crash, TheTextHasCausePlaceCallersRegistersAndFrame) {
  run();
  const std::string text = bench.fault_text();
  EXPECT_THAT(text, StartsWith(fmt::format(
                        "m4-0: unhandled fault: BusFault (taken as HardFault) at pc 0x{:08X} "
                        "(inner, main.c:3)\n  Load of 2 bytes at 0x50000012.\n  PRECISERR: ",
                        prog::at_crash & ~1U)));
  EXPECT_THAT(text, HasSubstr("  FORCED: "));
  EXPECT_THAT(text, HasSubstr("  address   0x50000012\n"));
  EXPECT_THAT(text, HasSubstr(fmt::format("  in        thread mode, called from lr 0x{:08X}",
                                          prog::after_inner | 1)));
  EXPECT_THAT(text, HasSubstr("(middle, main.c:2)"));
  EXPECT_THAT(text, HasSubstr("The handler of HardFault is an endless loop."));
  EXPECT_THAT(text, HasSubstr("r4   0x00000000  r5   0x00000055"));
  EXPECT_THAT(text,
              HasSubstr("cfsr 0x00008200  hfsr 0x40000000  mmfar 0x00000000  bfar 0x50000012"));
  EXPECT_THAT(text, HasSubstr(fmt::format("{:08X} 01000000\n", prog::at_crash & ~1U)));
}

TEST_F(Crash, TheCallersAreFoundOnTheStack) {
  run();
  ASSERT_EQ(bench.reports.size(), 1U);
  std::vector<std::uint32_t> found;
  for (const auto& caller : bench.reports[0].callers) found.push_back(caller.address);
  EXPECT_THAT(found, ElementsAre(prog::after_inner & ~1U, prog::after_middle & ~1U));
  const auto json = bench.reports[0].json();
  const auto& chain = json.at("probable_callers").as_array();
  EXPECT_EQ(chain.at(0).at("location"), "middle, main.c:2");
  EXPECT_EQ(chain.size(), 2U);
}

TEST_F(Crash, AStackOutsideMemoryHasNoCallers) {
  bench.vector(kHardFault, prog::handler);
  bench.start(prog::inner, kNowhere);
  bench.run();
  ASSERT_EQ(bench.reports.size(), 1U);
  EXPECT_THAT(bench.reports[0].callers, IsEmpty());
  EXPECT_THAT(bench.fault_text(), Not(HasSubstr("probably")));
}

}  // namespace
}  // namespace armillary::cpu::test
