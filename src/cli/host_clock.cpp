// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/host_clock.h"

#include <algorithm>
#include <thread>

namespace armillary::cli {

void Pacer::wait_until(std::int64_t virtual_ns) {
  if (speed_ <= 0) return;
  // Short naps: a signal only sets a flag, and the wait must notice it.
  constexpr std::int64_t kLongestNap = 20'000'000;
  constexpr std::int64_t kNotWorthIt = 500'000;
  const auto due = static_cast<std::int64_t>(static_cast<double>(virtual_ns) / speed_);
  while (!stop_.load(std::memory_order_relaxed)) {
    const std::int64_t left = due - clock_.elapsed_ns();
    if (left < kNotWorthIt) return;
    std::this_thread::sleep_for(std::chrono::nanoseconds(std::min(left, kLongestNap)));
  }
}

}  // namespace armillary::cli
