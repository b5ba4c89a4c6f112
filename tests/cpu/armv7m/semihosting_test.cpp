// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/semihosting.h"

#include <limits>
#include <random>
#include <string_view>

#include "cpu/armv7m/workbench.h"
#include "semihosting.guest.h"

namespace armillary::cpu::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint32_t kRom = 0, kRam = 0x20000000, kSize = 0x1000;
constexpr std::uint32_t kBlock = kRam + 0x100, kText = kRam + 0x200, kBuffer = kRam + 0x300;
constexpr std::uint32_t kError = 0xFFFFFFFF;

/// The calls alone: memory at 0 that cannot be written and at 0x20000000 that can.
class SemihostingCalls : public testing::Test {
 protected:
  SemihostingCalls() {
    EXPECT_TRUE(memory_.map_memory(kRom, rom_, kReadExecute));
    EXPECT_TRUE(memory_.map_memory(kRam, ram_, kReadWriteExecute));
  }
  void set_word(std::uint32_t address, std::uint32_t value) {
    std::memcpy(ram_.data() + (address - kRam), &value, 4);
  }
  std::uint32_t word(std::uint32_t address) const {
    std::uint32_t value = 0;
    std::memcpy(&value, ram_.data() + (address - kRam), 4);
    return value;
  }
  void set_text(std::uint32_t address, std::string_view text) {
    std::memcpy(ram_.data() + (address - kRam), text.data(), text.size());
  }
  std::uint32_t call(std::uint32_t operation, std::initializer_list<std::uint32_t> block) {
    std::uint32_t at = kBlock;
    for (const std::uint32_t value : block) {
      set_word(at, value);
      at += 4;
    }
    return semihosting_.call(operation, kBlock);
  }
  std::uint32_t open(std::string_view name, std::uint32_t mode) {
    set_text(kText, name);
    return call(0x01, {kText, mode, static_cast<std::uint32_t>(name.size())});
  }

  std::unique_ptr<Core> core_ = make_unicorn_core(Model::cortex_m4f).value();
  GuestMemory memory_{*core_};
  std::vector<std::byte> rom_ = std::vector<std::byte>(kSize);
  std::vector<std::byte> ram_ = std::vector<std::byte>(kSize);
  sim::Time now_ = sim::kPowerOn;
  std::string output_;
  std::vector<std::string> warnings_;
  std::vector<std::uint32_t> exits_;
  Semihosting semihosting_{memory_,
                           {[this] { return now_; },
                            [this](std::span<const std::byte> bytes) {
                              for (const std::byte byte : bytes)
                                output_.push_back(static_cast<char>(byte));
                            },
                            [this](const std::string& what) { warnings_.push_back(what); },
                            [this](std::uint32_t status) { exits_.push_back(status); }},
                           {1'767'225'600, "app.elf"}};
};

TEST_F(SemihostingCalls, TextGoesToTheConsole) {
  set_text(kText, "one\n");
  semihosting_.call(0x03, kText);
  set_text(kText, std::string_view("two\n\0three", 10));
  semihosting_.call(0x04, kText);
  EXPECT_EQ(call(0x05, {1, kText, 3}), 0U);
  EXPECT_EQ(output_, "otwo\ntwo");
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(SemihostingCalls, TheConsoleOpensForEveryModeAndItsInputHasEnded) {
  const std::uint32_t in = open(":tt", 0);
  const std::uint32_t out = open(":tt", 4);
  ASSERT_NE(in, kError);
  ASSERT_NE(out, in);
  set_text(kText, "x");
  EXPECT_EQ(call(0x05, {out, kText, 1}), 0U);
  EXPECT_EQ(output_, "x");
  EXPECT_EQ(call(0x06, {in, kBuffer, 20}), 20U);
  EXPECT_EQ(semihosting_.call(0x07, 0), kError);
  EXPECT_EQ(call(0x09, {out}), 1U);
  EXPECT_EQ(call(0x0C, {out}), 0U);
  EXPECT_EQ(call(0x02, {out}), 0U);
  EXPECT_EQ(call(0x02, {out}), kError);
  EXPECT_EQ(semihosting_.call(0x13, 0), 9U);  // EBADF
  EXPECT_EQ(call(0x05, {out, kText, 1}), 1U);
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(SemihostingCalls, TheFeaturesSayThatAnExitHasAStatus) {
  const std::uint32_t handle = open(":semihosting-features", 1);
  ASSERT_NE(handle, kError);
  EXPECT_EQ(open(":semihosting-features", 4), kError);
  EXPECT_EQ(call(0x0C, {handle}), 5U);
  EXPECT_EQ(call(0x09, {handle}), 0U);
  EXPECT_EQ(call(0x06, {handle, kBuffer, 4}), 0U);
  EXPECT_EQ(word(kBuffer), 0x42464853U);  // "SHFB"
  EXPECT_EQ(call(0x06, {handle, kBuffer, 4}), 3U);
  EXPECT_EQ(word(kBuffer) & 0xFF, 3U);
  EXPECT_EQ(call(0x06, {handle, kBuffer, 4}), 4U);
  EXPECT_EQ(call(0x0A, {handle, 4}), 0U);
  EXPECT_EQ(call(0x06, {handle, kBuffer, 1}), 0U);
  EXPECT_EQ(call(0x0A, {handle, 6}), kError);
}

TEST_F(SemihostingCalls, HostFilesAreRefusedAndNamed) {
  EXPECT_EQ(open("/etc/passwd", 0), kError);
  for (const std::uint32_t operation : {0x0DU, 0x0EU, 0x0FU, 0x12U}) {
    EXPECT_EQ(call(operation, {kText, 3, kText, 3}), kError);
  }
  ASSERT_EQ(warnings_.size(), 5U);
  EXPECT_THAT(warnings_[0], HasSubstr("SYS_OPEN"));
  EXPECT_THAT(warnings_[2], HasSubstr("SYS_REMOVE"));
  EXPECT_EQ(semihosting_.call(0x99, 0), kError);
  EXPECT_THAT(warnings_.back(), HasSubstr("0x99"));
}

TEST_F(SemihostingCalls, HandlesComeToAnEnd) {
  unsigned opened = 0;
  while (open(":tt", 4) != kError && opened < 100) ++opened;
  EXPECT_EQ(opened, Semihosting::kHandles - 3);
  EXPECT_EQ(semihosting_.call(0x13, 0), 24U);  // EMFILE
  semihosting_.reset();
  EXPECT_EQ(open(":tt", 4), 3U);
}

TEST_F(SemihostingCalls, TheClocksAreVirtual) {
  now_ = sim::kPowerOn + std::chrono::milliseconds{12'340};
  EXPECT_EQ(semihosting_.call(0x10, 0), 1234U);
  EXPECT_EQ(semihosting_.call(0x11, 0), 1'767'225'612U);
  EXPECT_EQ(semihosting_.call(0x31, 0), 1'000'000'000U);
  EXPECT_EQ(semihosting_.call(0x30, kBuffer), 0U);
  EXPECT_EQ(word(kBuffer), 12'340'000'000U & 0xFFFFFFFF);
  EXPECT_EQ(word(kBuffer + 4), 2U);
}

TEST_F(SemihostingCalls, CommandLineAndHeap) {
  EXPECT_EQ(call(0x15, {kBuffer, 8}), 0U);
  EXPECT_EQ(word(kBlock + 4), 7U);
  EXPECT_EQ(std::memcmp(ram_.data() + (kBuffer - kRam), "app.elf", 8), 0);
  EXPECT_EQ(call(0x15, {kBuffer, 7}), kError);
  set_word(kBuffer, 0x1234);
  EXPECT_EQ(call(0x16, {kBuffer}), 0U);
  EXPECT_EQ(word(kBuffer), 0U);
  EXPECT_EQ(call(0x08, {5}), 0U);
  EXPECT_NE(call(0x08, {0xFFFFFFF0}), 0U);
}

TEST_F(SemihostingCalls, AnExitHasAStatus) {
  semihosting_.call(0x18, 0x20026);
  semihosting_.call(0x18, 0x20023);  // ADP_Stopped_RunTimeErrorUnknown
  call(0x20, {0x20026, 0});
  call(0x20, {0x20026, 42});
  call(0x20, {0x20023, 0});
  semihosting_.call(0x20, 0xF0000000);
  EXPECT_THAT(exits_, ElementsAre(0, 1, 0, 42, 1, 1));
}

TEST_F(SemihostingCalls, AddressesWithoutMemoryAreRefused) {
  for (const std::uint32_t address : {0x1000U, kRam + kSize - 2, kError, kError - 2, 0x80000000U}) {
    for (std::uint32_t operation = 0; operation < 0x40; ++operation) {
      semihosting_.call(operation, address);
      call(operation, {1, address, 4});
      call(operation, {address, 4, 8});
      call(operation, {1, kRam + 8, kError});
    }
  }
  EXPECT_THAT(warnings_, Not(IsEmpty()));
  // Memory that the guest cannot write stays as it is.
  EXPECT_EQ(call(0x15, {kRom + 0x10, 100}), kError);
  EXPECT_EQ(semihosting_.call(0x30, kRom), kError);
  EXPECT_EQ(rom_, std::vector<std::byte>(kSize));
}

TEST_F(SemihostingCalls, ATextWithoutAnEndEndsWithTheMemory) {
  std::fill(ram_.begin(), ram_.end(), std::byte{'a'});
  semihosting_.call(0x04, kRam + kSize - 100);
  EXPECT_EQ(output_.size(), 100U);
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("no memory")));
}

TEST_F(SemihostingCalls, AnyCallIsSurvived) {
  std::mt19937 random(4);  // a fixed seed: the same calls in every run
  for (int i = 0; i < 20'000; ++i) {
    for (std::uint32_t at = 0; at < 32; at += 4) {
      std::uint32_t value = random();
      if ((value & 3) == 1) value = kRam + (value >> 4) % (kSize + 16);
      if ((value & 3) == 2) value = (value >> 4) % 24;
      set_word(kBlock + at, value);
    }
    semihosting_.call(random() % 0x34, (random() & 7) == 0 ? random() : kBlock);
    output_.clear();
  }
}

namespace prog = guest::semihosting;

/// On a running core.
struct Running {
  explicit Running(std::uint64_t quantum)
      : bench(prog::kImage, Workbench::Options{quantum}),
        semihosting(bench.m4().memory(),
                    {[this] { return bench.domain().now(); },
                     [this](std::span<const std::byte> bytes) {
                       for (const std::byte byte : bytes) output.push_back(static_cast<char>(byte));
                     },
                     [](const std::string&) {},
                     [this](std::uint32_t status) {
                       exits.push_back(status);
                       bench.m4().stop();
                     }},
                    {}) {
    bench.m4().set_breakpoint_handler([this](std::uint32_t immediate) {
      if (immediate != Semihosting::kBreakpoint) return false;
      const auto r = bench.m4().core().gpr();
      r[0] = semihosting.call(r[0], r[1]);
      return true;
    });
  }
  Workbench bench;
  std::string output;
  std::vector<std::uint32_t> exits;
  Semihosting semihosting;
};

TEST(Semihosting, ACoreSpeaksAndEnds) {
  Running running(20'000);
  running.bench.start(prog::say_and_end);
  running.bench.run();
  EXPECT_EQ(running.output, "hello\n");
  EXPECT_THAT(running.bench.values(), ElementsAre(1'000'000'000));
  EXPECT_THAT(running.exits, ElementsAre(0));
  EXPECT_TRUE(running.bench.m4().asleep());
  EXPECT_EQ(running.bench.m4().pc(), (prog::end_of_program & ~1U) + 2);
  // Off: neither an interrupt nor time moves it; a reset does.
  running.bench.m4().pulse(3);
  running.bench.run();
  EXPECT_EQ(running.exits.size(), 1U);
  running.bench.m4().reset();
  running.bench.run();
  EXPECT_THAT(running.exits, ElementsAre(0, 0));
}

TEST(Semihosting, ACallInAnItBlockGoesOnWithTheBlock) {
  for (const std::uint64_t quantum : {1U, 2U, 20'000U}) {
    Running running(quantum);
    running.bench.start(prog::in_an_it_block);
    running.bench.run();
    EXPECT_EQ(running.bench.fault_text(), "");
    EXPECT_THAT(running.bench.values(), ElementsAre(1, 17)) << "quantum " << quantum;
  }
}

TEST(Semihosting, AnotherBreakpointIsAFault) {
  Running running(20'000);
  running.bench.vector(kHardFault, prog::tell_fault);
  running.bench.start(prog::other_breakpoint);
  running.bench.run();
  EXPECT_THAT(running.bench.values(), ElementsAre(hfsr::kDebugEvt));
}

}  // namespace
}  // namespace armillary::cpu::test
