// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "sim/archive.h"
#include "sim/event_queue.h"
#include "soc/device_context.h"
#include "soc/pads.h"

namespace armillary::soc {

/// One input of a GPIO counter: a pin behind a filter that lets no pulse through that is shorter
/// than a number of the counter's clocks. It sees every edge of the pin, those of a PWM included.
class CounterInput {
 public:
  /// `changed` is called with the filtered level when it has changed. `pads` must outlive the
  /// input.
  CounterInput(const DeviceContext& context, const std::string& name, Pads& pads, unsigned pin,
               std::function<void(bool level)> changed);

  /// A write of the pin's STATIC_CTRL.
  void configure(std::uint32_t control);
  /// The counter's clock, which changes what comes from now on.
  void set_clock(sim::Rate clock) { clock_ = clock; }
  /// Without the clock the input stands still and looks at nothing.
  void run(bool running);
  /// The level behind the filter.
  [[nodiscard]] bool level() const { return level_; }

  /// STATIC_CTRL is 0 again; whether it runs stays.
  void reset();
  /// The clock is the owner's to restore.
  void serialize(sim::Archive& archive);

 private:
  void look();
  void start();
  void settle();
  void schedule_wave();

  DeviceContext context_;
  Pads& pads_;
  unsigned pin_;
  std::function<void(bool)> changed_;
  sim::TimedEvent settled_, wave_;
  sim::Rate clock_{26'000'000};
  std::uint32_t control_ = 0;
  bool running_ = false, raw_ = false, level_ = false;
};

}  // namespace armillary::soc
