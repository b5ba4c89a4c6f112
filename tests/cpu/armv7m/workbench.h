// SPDX-License-Identifier: GPL-2.0-or-later
//
// A Cortex-M4F on the real engine for the conformance tests: code at 0, RAM with the vector table
// at 0x20000000, and a port at 0x40000000 through which guest and test talk.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "cpu/armv7m/cortex_m4.h"
#include "cpu/unicorn/unicorn_core.h"

namespace armillary::cpu::test {

/// Addresses of the workbench. The vector table is at the beginning of the RAM.
inline constexpr std::uint32_t kBenchRam = 0x20000000, kBenchRamSize = 0x10000;
inline constexpr std::uint32_t kMainStack = 0x20008000, kProcessStack = 0x20006000;
inline constexpr std::uint32_t kPort = 0x40000000;
/// Nothing answers here.
inline constexpr std::uint32_t kNowhere = 0x50000000;

/// The vocabulary of a trace: "enter 15", "chain 16", "leave 15".
struct Step {
  std::uint64_t cycle = 0;
  ExceptionStep step{};
  unsigned exception = 0;
  friend bool operator==(const Step&, const Step&) = default;
};

class Workbench final : public IoHandler {
 public:
  struct Options {
    std::uint64_t quantum = 20'000;
    CyclesPerInstruction cpi{};
    std::uint32_t cpacr = 0xF00000;
    sim::Rate rate{26'000'000};
  };

  template <class Image>
  explicit Workbench(const Image& image) : Workbench(image, Options{}) {}
  template <class Image>
  Workbench(const Image& image, Options options) : clock_(options.rate) {
    std::transform(std::begin(image), std::end(image), code_.begin(),
                   [](auto byte) { return static_cast<std::byte>(byte); });
    CortexM4::Options core;
    core.cpi = options.cpi;
    core.cpacr = options.cpacr;
    m4_ = std::move(
        CortexM4::create(domain_, clock_, make_unicorn_core(Model::cortex_m4f).value(), core)
            .value());
    m4_->set_quantum(options.quantum);
    EXPECT_TRUE(m4_->map_memory(0, code_, kReadExecute));
    EXPECT_TRUE(m4_->map_memory(kBenchRam, ram_, kReadWriteExecute));
    EXPECT_TRUE(m4_->map_io(kPort, 0x1000, *this));
    m4_->on_fatal([this](const FaultReport& report) {
      reports.push_back(report);
      return false;
    });
    m4_->set_exception_trace([this](std::uint64_t cycle, ExceptionStep step, unsigned exception) {
      trace.push_back({cycle, step, exception});
    });
    domain_.set_processor(m4_.get());
  }

  /// Before start(). The exceptions that a test does not name have no handler: INVSTATE.
  void vector(unsigned exception, std::uint32_t handler) {
    set_word(kBenchRam + 4 * exception, handler | 1);
  }
  void start(std::uint32_t entry, std::uint32_t stack = kMainStack) {
    set_word(kBenchRam, stack);
    set_word(kBenchRam + 4, entry | 1);
    m4_->set_reset_vector(kBenchRam);
    m4_->reset();
  }
  /// Windows of 10 us until the core sleeps with nothing to come, stops, or `most` have passed.
  void run(int most = 50) {
    for (int i = 0; i < most; ++i) {
      end_ += std::chrono::microseconds{10};
      domain_.run_window(end_);
      if (m4_->asleep() && domain_.events().empty()) return;
    }
  }

  IoResult io_read(std::uint32_t address, unsigned size) override {
    accesses.emplace_back('r', address, size);
    return on_read ? on_read(address) : IoResult{0, true};
  }
  bool io_write(std::uint32_t address, unsigned size, std::uint32_t value) override {
    if (address == kPort) {
      stores.emplace_back(m4_->cycle(), value);
    } else {
      accesses.emplace_back('w', address, size);
    }
    return on_write ? on_write(address, value) : true;
  }

  [[nodiscard]] std::uint32_t word(std::uint32_t address) const {
    std::uint32_t value = 0;
    std::memcpy(&value, ram_.data() + (address - kBenchRam), 4);
    return value;
  }
  void set_word(std::uint32_t address, std::uint32_t value) {
    std::memcpy(ram_.data() + (address - kBenchRam), &value, 4);
  }
  /// What the guest stored to the port.
  [[nodiscard]] std::vector<std::uint32_t> values() const {
    std::vector<std::uint32_t> out;
    for (const auto& store : stores) out.push_back(store.second);
    return out;
  }
  /// The trace without its cycles, as text.
  [[nodiscard]] std::vector<std::string> steps() const {
    std::vector<std::string> out;
    for (const Step& step : trace) {
      const char* const verb = step.step == ExceptionStep::entry        ? "enter"
                               : step.step == ExceptionStep::tail_chain ? "chain"
                                                                        : "leave";
      out.push_back(fmt::format("{} {}", verb, exception_name(step.exception)));
    }
    return out;
  }
  /// For a test that does not expect a fault.
  [[nodiscard]] std::string fault_text() const {
    return reports.empty() ? std::string{} : reports.front().text();
  }
  CortexM4& m4() { return *m4_; }
  sim::Domain& domain() { return domain_; }
  sim::Clock& clock() { return clock_; }

  std::vector<std::pair<std::uint64_t, std::uint32_t>> stores;      ///< cycle, value
  std::vector<std::tuple<char, std::uint32_t, unsigned>> accesses;  ///< others than to kPort
  std::vector<Step> trace;
  std::vector<FaultReport> reports;
  std::function<IoResult(std::uint32_t address)> on_read;
  std::function<bool(std::uint32_t address, std::uint32_t value)> on_write;

 private:
  sim::Domain domain_{"m4-0", 1};
  sim::Clock clock_;
  std::vector<std::byte> code_ = std::vector<std::byte>(0x10000);
  std::vector<std::byte> ram_ = std::vector<std::byte>(kBenchRamSize);
  std::unique_ptr<CortexM4> m4_;
  sim::Time end_ = sim::kPowerOn;
};

}  // namespace armillary::cpu::test
