// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "board/parts/picture.h"
#include "sim/archive.h"
#include "soc/device_context.h"

namespace armillary::board {

/// Tells the event log when what a display shows has changed: its hash, at most once in 50 ms of
/// virtual time, at multiples of them. A display begins dark; that is no news.
class FrameReport {
 public:
  static constexpr sim::Duration kPeriod = std::chrono::milliseconds{50};

  /// `name` is the source of the events. `picture` gives what is shown now.
  FrameReport(const soc::DeviceContext& context, std::string name,
              std::function<Picture()> picture);

  /// The picture may have changed.
  void changed();
  /// A picture that is not dark has been shown, or is about to be told.
  [[nodiscard]] bool used() const { return used_; }
  void serialize(sim::Archive& archive);

 private:
  void tell();

  soc::DeviceContext context_;
  std::string name_;
  std::function<Picture()> picture_;
  std::string told_;  ///< the hash; empty before the first one
  bool used_ = false;
  sim::TimedEvent event_;
};

}  // namespace armillary::board
