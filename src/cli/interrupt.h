// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <atomic>

namespace armillary::cli {

/// Catches Ctrl-C and SIGTERM as long as it lives: the first one asks the run to end, so that the
/// reports are written; the second one kills the command as usual. SIGPIPE is ignored, so that a
/// reader that goes away ends the run through the write's failure. One at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  /// True once a signal has come or request() was called.
  [[nodiscard]] const std::atomic<bool>& requested() const;
  /// Ends the run as a signal would.
  void request();
};

}  // namespace armillary::cli
