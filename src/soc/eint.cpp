// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/eint.h"

#include <utility>

namespace armillary::soc {

namespace {
// DBNC_CON
constexpr std::uint32_t kDual = 1U << 7, kPolarity = 1U << 8, kDebounce = 1U << 9;
}  // namespace

Eint::Eint(const DeviceContext& context, std::string name, std::function<void()> changed)
    : context_(context),
      settled_(context.events(), std::move(name), [this] { settle(); }),
      changed_(std::move(changed)) {}

sim::Duration Eint::debounce_time() const {
  const std::uint32_t count = control_ & 0x0FU;
  const std::uint32_t prescaler = control_ >> 4 & 7U;  // 8 kHz, halved as often
  return sim::Rate{8'000, 1ULL << prescaler}.span_of(count);
}

bool Eint::active_level() const {
  // The constants of the drivers disagree. MediaTek's OS_HAL writes 1 for low and falling, and its
  // low-power sample would wake at once if 1 meant high.
  return (control_ & kPolarity) == 0;
}

bool Eint::edge_counts() const { return (control_ & kDual) != 0 || active(); }

void Eint::configure(std::uint32_t debounce_control) {
  control_ = debounce_control;
  if ((control_ & kDebounce) == 0 && settled_.scheduled()) settle();
}

void Eint::start_with(bool level) { pin_ = debounced_ = level; }

void Eint::set_pin(bool level) {
  if (level == pin_) return;
  pin_ = level;
  // Whether edges pass while the debouncer is off is not documented; MediaTek's EINT driver leaves
  // it off unless asked, and gets its interrupts.
  if ((control_ & kDebounce) == 0) {
    settle();
  } else if (pin_ == debounced_) {
    settled_.cancel();  // a glitch
  } else {
    settled_.schedule(context_.now() + debounce_time());
  }
}

void Eint::settle() {
  settled_.cancel();
  if (debounced_ == pin_) return;
  debounced_ = pin_;
  changed_();
}

void Eint::reset() {
  settled_.cancel();
  control_ = 0;
  debounced_ = pin_;
}

void Eint::serialize(sim::Archive& archive) {
  archive.event(settled_);
  archive.value(control_);
  archive.value(pin_);
  archive.value(debounced_);
}

}  // namespace armillary::soc
