// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "sim/archive.h"
#include "sim/event_queue.h"
#include "soc/device_context.h"

namespace armillary::soc {

/// The input of one external interrupt: debounce, polarity, edge choice. It is set up by the
/// DBNC_CON register of the CIRQ block.
class Eint {
 public:
  /// `changed` is called when the debounced level has changed.
  Eint(const DeviceContext& context, std::string name, std::function<void()> changed);

  void configure(std::uint32_t debounce_control);
  /// The pin has this level now.
  void set_pin(bool level);
  /// The pin's level before power-on: no change.
  void start_with(bool level);

  /// The level at which a level-sensitive line is asserted.
  [[nodiscard]] bool active_level() const;
  [[nodiscard]] bool active() const { return debounced_ == active_level(); }
  /// Whether the change to the present level counts for an edge-sensitive line.
  [[nodiscard]] bool edge_counts() const;

  void reset();
  void serialize(sim::Archive& archive);

 private:
  [[nodiscard]] sim::Duration debounce_time() const;
  void settle();

  DeviceContext context_;
  sim::TimedEvent settled_;
  std::function<void()> changed_;
  std::uint32_t control_ = 0;
  bool pin_ = false, debounced_ = false;
};

}  // namespace armillary::soc
