// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/cortex_m4.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "cpu/unicorn/unicorn_core.h"
#include "m4_exceptions.guest.h"

namespace armillary::cpu {
namespace {

/// A core at 26 MHz with memory for code and data and one port that records what is stored.
class Computer final : public IoHandler {
 public:
  explicit Computer(std::uint64_t quantum) {
    std::transform(std::begin(guest::m4_exceptions::kImage), std::end(guest::m4_exceptions::kImage),
                   code_.begin(), [](auto byte) { return static_cast<std::byte>(byte); });
    auto made = CortexM4::create(domain_, clock_, make_unicorn_core(Model::cortex_m4f).value(), {});
    m4_ = std::move(made.value());
    m4_->set_quantum(quantum);
    EXPECT_TRUE(m4_->map_memory(guest::m4_exceptions::kBase, code_, kReadWriteExecute));
    EXPECT_TRUE(m4_->map_memory(0x20000000, ram_, kReadWriteExecute));
    EXPECT_TRUE(m4_->map_io(0x40000000, 0x1000, *this));
    m4_->on_fatal([this](const FaultReport& report) {
      reports.push_back(report);
      return false;
    });
    domain_.set_processor(m4_.get());
    m4_->set_reset_vector(guest::m4_exceptions::kBase);
    m4_->reset();
  }
  IoResult io_read(std::uint32_t, unsigned) override { return IoResult::bus_error(); }
  bool io_write(std::uint32_t, unsigned, std::uint32_t value) override {
    stores.emplace_back(m4_->cycle(), value);
    return true;
  }
  void run(int windows) {
    for (int i = 1; i <= windows; ++i) {
      domain_.run_window(sim::kPowerOn + i * std::chrono::microseconds{10});
    }
  }
  [[nodiscard]] std::vector<std::uint32_t> values() const {
    std::vector<std::uint32_t> out;
    for (const auto& store : stores) out.push_back(store.second);
    return out;
  }

  std::vector<std::pair<std::uint64_t, std::uint32_t>> stores;
  std::vector<FaultReport> reports;

 private:
  sim::Domain domain_{"m4-0", 1};
  sim::Clock clock_{sim::Rate{26'000'000}};
  std::vector<std::byte> code_ = std::vector<std::byte>(0x10000);
  std::vector<std::byte> ram_ = std::vector<std::byte>(0x10000);
  std::unique_ptr<CortexM4> m4_;
};

TEST(CortexM4, EntersReturnsNestsAndReportsAFaultThatNobodyHandles) {
  Computer computer(20'000);
  computer.run(100);
  ASSERT_GE(computer.stores.size(), 12U);
  const auto values = computer.values();
  EXPECT_THAT(std::vector(values.begin(), values.begin() + 12),
              testing::ElementsAre(0xFFFFFFF9, 42, 0xE0, 0x10, 0x11, 0x12, 7, 0x14, 8, 0x15, 0x15,
                                   testing::_));
  // The counter is enabled one cycle before the first reload; the period is LOAD + 1 cycles.
  EXPECT_EQ(computer.stores[10].first - computer.stores[9].first, 1000U);
  ASSERT_EQ(computer.reports.size(), 1U);
  const FaultReport& report = computer.reports[0];
  EXPECT_EQ(report.fault.gpr[15], guest::m4_exceptions::crash & ~1U);
  EXPECT_EQ(report.cfsr, cfsr::kPrecisErr | cfsr::kBfarValid);
  EXPECT_EQ(report.hfsr, hfsr::kForced);
  EXPECT_EQ(report.bfar, 0x50000000U);
  EXPECT_THAT(report.text(), testing::HasSubstr("PRECISERR"));
}

TEST(CortexM4, NoResultDependsOnTheSliceLength) {
  Computer whole(20'000);
  whole.run(100);
  for (std::uint64_t quantum : {1U, 7U, 137U}) {
    Computer sliced(quantum);
    sliced.run(100);
    EXPECT_EQ(sliced.stores, whole.stores) << "quantum " << quantum;
  }
}

}  // namespace
}  // namespace armillary::cpu
