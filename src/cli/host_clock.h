// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include <armillary/event.h>

namespace armillary::cli {

/// Measures host time from its construction.
class Stopwatch {
 public:
  Stopwatch() : start_(std::chrono::steady_clock::now()) {}
  [[nodiscard]] std::int64_t elapsed_ns() const {
    return std::chrono::nanoseconds(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_;
};

/// Holds virtual time back to `speed` times host time: 1 is real time. It never speeds a run up and
/// nothing of it shows in a result.
class Pacer {
 public:
  /// `stop` ends a wait early; it must outlive the pacer. Speed 0: as fast as possible.
  Pacer(double speed, const std::atomic<bool>& stop) : speed_(speed), stop_(stop) {}
  /// Returns when host time has caught up with `virtual_ns`, or when `stop` is set.
  void wait_until(std::int64_t virtual_ns);

 private:
  double speed_;
  const std::atomic<bool>& stop_;
  Stopwatch clock_;
};

/// Passes events on when their time has come, so that a console shows a line when it happens even
/// though the simulation jumps over idle time.
class PacedSink final : public EventSink {
 public:
  PacedSink(Pacer& pacer, EventSink& next) : pacer_(pacer), next_(next) {}
  void on_event(const Event& event) override {
    pacer_.wait_until(event.time_ns);
    next_.on_event(event);
  }

 private:
  Pacer& pacer_;
  EventSink& next_;
};

}  // namespace armillary::cli
