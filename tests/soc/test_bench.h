// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sim/domain.h"
#include "sim/wire.h"
#include "soc/device.h"

namespace armillary::soc {

using namespace std::chrono_literals;

/// A domain without a processor: devices on a bench, driven by register accesses and time.
class Bench {
 public:
  explicit Bench(std::string name = "m4-0", unsigned index = 1)
      : domain(std::move(name), index), context{domain} {}

  /// Everything before `time` (counted from power-on) happens; the present is `time` then.
  void run_to(sim::Duration time) { domain.run_window(sim::kPowerOn + time); }
  void run_for(sim::Duration time) { run_to(elapsed() + time); }
  [[nodiscard]] sim::Duration elapsed() const { return domain.now() - sim::kPowerOn; }
  [[nodiscard]] std::vector<std::string> warnings() {
    std::vector<std::string> texts;
    for (const auto& [key, count] : domain.journal().warnings()) texts.push_back(key.second);
    return texts;
  }

  sim::Domain domain;
  DeviceContext context;
};

/// Writes down when a wire changes.
class WireLog {
 public:
  struct Change {
    sim::Duration at;
    bool level;
    friend bool operator==(const Change&, const Change&) = default;
  };

  WireLog(Bench& bench, sim::Wire& wire) {
    wire.observe([this, &bench](bool level) { changes_.push_back({bench.elapsed(), level}); });
  }
  WireLog(const WireLog&) = delete;
  WireLog& operator=(const WireLog&) = delete;

  [[nodiscard]] const std::vector<Change>& changes() const { return changes_; }
  /// When it went high.
  [[nodiscard]] std::vector<sim::Duration> rises() const {
    std::vector<sim::Duration> times;
    for (const Change& change : changes_) {
      if (change.level) times.push_back(change.at);
    }
    return times;
  }

 private:
  std::vector<Change> changes_;
};

inline std::uint32_t read32(BusTarget& target, std::uint32_t offset) {
  const ReadResult result = target.read(offset, 4);
  EXPECT_TRUE(result.ok);
  return result.value;
}
inline void write32(BusTarget& target, std::uint32_t offset, std::uint32_t value) {
  EXPECT_TRUE(target.write(offset, 4, value));
}
/// One step of a register script.
struct Poke {
  std::uint32_t offset, value;
};
inline void play(BusTarget& target, const std::vector<Poke>& script) {
  for (const Poke& poke : script) write32(target, poke.offset, poke.value);
}

}  // namespace armillary::soc
