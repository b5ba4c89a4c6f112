// SPDX-License-Identifier: GPL-2.0-or-later
#include <bit>
#include <map>
#include <thread>

#include "a7.guest.h"
#include "cpu/unicorn/guest.h"
#include "m4.guest.h"

namespace armillary::cpu::test {
namespace {

namespace a7 = guest::a7;

/// Pages of 4096 bytes, by virtual address.
class PageTable final : public Translator {
 public:
  Translation translate(std::uint32_t address, Access access) override {
    (void)access;
    const auto page = pages.find(address & ~0xfffU);
    if (page == pages.end()) return {};
    return {true, page->second.first + (address & 0xfffU), page->second.second};
  }
  std::map<std::uint32_t, std::pair<std::uint64_t, Permissions>> pages;
};

class CortexA7 : public testing::Test {
 protected:
  CortexA7() : guest(Model::cortex_a7, a7::kImage) {
    for (std::uint32_t page = kCode; page < kCode + 0x2000; page += 0x1000) {
      table.pages[page] = {page, kReadExecute};
    }
    table.pages[0x0040'0000] = {kRam, kReadWrite};
    table.pages[0x0040'2000] = {kRam + 0x1000, kReadWrite};
    guest.core().set_translator(&table);
  }
  Exit run_from(std::uint32_t pc, std::uint64_t instructions = 100) {
    guest.start(pc, false);
    return guest.core().run(instructions);
  }
  void expect_fault(const Exit& exit, Access access, std::uint32_t address, std::uint32_t pc) {
    EXPECT_EQ(exit.reason, ExitReason::translation_fault);
    EXPECT_EQ(exit.access, access);
    EXPECT_EQ(exit.address, address);
    EXPECT_EQ(guest.core().pc(), pc);
  }
  PageTable table;
  Guest guest;
};

TEST_F(CortexA7, ArmAndThumbAndSvc) {
  guest.r(0) = 100;
  Exit exit = run_from(a7::arm_sum, 1000);
  EXPECT_EQ(exit.exception, Exception::svc);
  EXPECT_EQ(exit.immediate, 0U);
  EXPECT_EQ(guest.core().pc(), a7::arm_after_svc);
  EXPECT_EQ(guest.r(1), 5050U);
  EXPECT_EQ(guest.core().retired(), 302U);
  exit = guest.core().run(1000);
  EXPECT_EQ(exit.exception, Exception::svc);
  EXPECT_EQ(exit.immediate, 1U);
  EXPECT_EQ(guest.r(2), 42U);
  EXPECT_EQ(guest.core().retired(), 306U);
  EXPECT_EQ(guest.core().cpsr() & 0x3fU, 0x10U) << "user mode, ARM state";
  EXPECT_EQ(guest.core().run(10).exception, Exception::undefined);
  EXPECT_EQ(guest.core().pc(), a7::arm_udf);
}

TEST_F(CortexA7, RefusedAccessesAreExactAndCommitNothing) {
  guest.r(0) = 0x0040'0ffc;
  expect_fault(run_from(a7::arm_load), Access::load, 0x0040'1004, a7::arm_load);
  EXPECT_EQ(guest.r(0), 0x0040'0ffcU);
  EXPECT_EQ(guest.core().retired(), 0U);

  guest.r(0) = 0x0040'0ff8;
  expect_fault(run_from(a7::arm_ldm), Access::load, 0x0040'1000, a7::arm_ldm);
  EXPECT_EQ(guest.r(0), 0x0040'0ff8U);

  guest.r(0) = 0x0040'0ffe;  // the second half lies in the next page
  expect_fault(run_from(a7::arm_store), Access::store, 0x0040'1000, a7::arm_store);
  EXPECT_EQ(guest.r(0), 0x0040'0ffeU);

  guest.r(0) = kCode;  // read-only
  expect_fault(run_from(a7::arm_store), Access::store, kCode, a7::arm_store);

  guest.r(0) = 0x0040'0010;  // not executable
  const Exit exit = run_from(a7::arm_jump);
  expect_fault(exit, Access::fetch, 0x0040'0010, 0x0040'0010);
  EXPECT_EQ(exit.size, 0U);
  EXPECT_EQ(guest.core().retired(), 1U);
}

TEST_F(CortexA7, ALoadIntoItsOwnBaseStartsAgainAfterAFault) {
  guest.set_word(kRam + 0xffc, 0x1111);
  guest.set_word(kRam + 0x2000, 0x2222);
  guest.r(0) = 0x0040'0ffc;
  expect_fault(run_from(a7::arm_ldrd_base), Access::load, 0x0040'1000, a7::arm_ldrd_base);
  EXPECT_EQ(guest.r(0), 0x0040'0ffcU);
  table.pages[0x0040'1000] = {kRam + 0x2000, kReadWrite};
  guest.core().flush_translations();
  EXPECT_EQ(guest.core().run(100).exception, Exception::svc);
  EXPECT_EQ(guest.r(0), 0x1111U);
  EXPECT_EQ(guest.r(1), 0x2222U);
}

TEST_F(CortexA7, ATranslationToNowhereIsABusFault) {
  table.pages[0x0050'0000] = {0x7000'0000, kReadWrite};
  guest.r(0) = 0x0050'0000;
  const Exit exit = run_from(a7::arm_load);
  EXPECT_EQ(exit.reason, ExitReason::bus_fault);
  EXPECT_EQ(exit.address, 0x0050'0008U);
}

TEST_F(CortexA7, ThreadPointerAndExclusives) {
  guest.core().set_thread_pointer(0x1234'5678);
  EXPECT_EQ(run_from(a7::arm_thread_pointer).exception, Exception::svc);
  EXPECT_EQ(guest.r(0), 0x1234'5678U);
  EXPECT_EQ(guest.core().thread_pointer(), 0x1234'5678U);
  guest.set_word(kRam + 8, 5);
  guest.r(0) = 0x0040'0008;
  EXPECT_EQ(run_from(a7::arm_exclusive).exception, Exception::svc);
  EXPECT_EQ(guest.r(2), 5U);
  EXPECT_EQ(guest.r(4), 0U);
}

TEST_F(CortexA7, PrivilegedRegistersAreUndefinedAndCountedExactly) {
  EXPECT_EQ(run_from(a7::arm_privileged).exception, Exception::undefined);
  EXPECT_EQ(guest.core().pc(), a7::arm_privileged + 4);
  EXPECT_EQ(guest.core().retired(), 2U);
  EXPECT_EQ(run_from(a7::arm_counter).exception, Exception::undefined) << "refused at run time";
  EXPECT_EQ(guest.core().pc(), a7::arm_counter + 4);
  EXPECT_EQ(guest.core().retired(), 4U);
}

TEST_F(CortexA7, NeonAndVfp) {
  EXPECT_EQ(run_from(a7::arm_neon).exception, Exception::svc);
  FpState fp;
  guest.core().read_fp(fp);
  EXPECT_EQ(std::bit_cast<float>(fp.words[8]), 7.0F);  // q2
  EXPECT_EQ(std::bit_cast<float>(fp.words[11]), 7.0F);
  EXPECT_EQ(fp.words[12], fp.words[8] * 2);
  EXPECT_EQ(run_from(a7::arm_vfp).exception, Exception::svc);
  guest.core().read_fp(fp);
  const auto d = [&fp](unsigned n) {
    return std::bit_cast<double>(std::uint64_t{fp.words[2 * n]} | std::uint64_t{fp.words[2 * n + 1]}
                                                                      << 32);
  };
  EXPECT_EQ(d(2), 17.5);
  EXPECT_EQ(d(3), 1.4142135623730951);
  fp.words[4] = 99;
  guest.core().write_fp(fp);
  FpState again;
  guest.core().read_fp(again);
  EXPECT_EQ(again.words, fp.words);
}

TEST(TwoCores, RunOnTwoThreadsAsTheyDoAlone) {
  const auto work = [](std::uint32_t* result) {
    Guest guest(Model::cortex_m4f, guest::m4::kImage);
    for (std::uint32_t round = 0; round < 50; ++round) {
      guest.start(guest::m4::mixture);
      guest.r(0) = kDevice;
      guest.r(1) = kRam;
      while (guest.core().run(97).reason == ExitReason::budget) {
      }
      *result = *result * 31 + guest.r(6);
    }
  };
  std::uint32_t alone = 0, first = 0, second = 0;
  work(&alone);
  std::thread one(work, &first), two(work, &second);
  one.join();
  two.join();
  EXPECT_EQ(first, alone);
  EXPECT_EQ(second, alone);
}

TEST(RequestStop, EndsTheNextRunOnceAndLosesNothing) {
  Guest guest(Model::cortex_m4f, guest::m4::kImage);
  guest.start(guest::m4::countdown);
  guest.r(0) = 1'000'000;
  guest.core().request_stop();
  EXPECT_EQ(guest.core().run(10).reason, ExitReason::stopped);
  EXPECT_EQ(guest.core().retired(), 0U);
  EXPECT_EQ(guest.core().run(5'000'000).reason, ExitReason::wfi);
  EXPECT_EQ(guest.core().retired(), 3'000'002U);
  EXPECT_EQ(guest.r(1), 3'000'000U);
}

}  // namespace
}  // namespace armillary::cpu::test
