// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "sim/time.h"

namespace armillary::sim {

/// A clock whose rate can change at run time (a core's clock behind its mux). What is driven by it
/// observes the change and starts to count anew from there.
class Clock {
 public:
  using Observer = std::function<void(Time at, Rate rate)>;

  explicit Clock(Rate rate) : rate_(rate) {}
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  [[nodiscard]] Rate rate() const { return rate_; }
  /// Takes effect at `at`, which is the present of the domain.
  void set_rate(Time at, Rate rate) {
    if (rate == rate_) return;
    rate_ = rate;
    for (const Observer& observer : observers_) observer(at, rate);
  }
  void observe(Observer observer) { observers_.push_back(std::move(observer)); }

 private:
  Rate rate_;
  std::vector<Observer> observers_;
};

}  // namespace armillary::sim
